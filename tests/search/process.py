"""A process for tests: ``python -m tests.search.process DATABASE FOLDER ENGINE post|worker``.

It posts to a thread with a drain thread of its own, or works until it is told to stop.
"""

from __future__ import annotations

import sys

from flask import Flask

from forum import Forum
from forum.core.database.session import session
from forum.core.database.sqlite import writing
from forum.texts.actions import Text
from forum.threads.actions import write


def main(database: str, folder: str, engine: str, mode: str, *words: str) -> None:
    app = Flask("site", instance_path=folder)
    app.config |= {"SQLALCHEMY_DATABASE_URI": database, "SECRET_KEY": "test"}
    drain = "worker" if mode == "worker" else "thread"
    Forum(app, drain=drain, search=engine or None)
    if mode == "worker":
        print("ready", flush=True)
        app.cli.main(args=["forum", "work"], prog_name="flask", obj=_info(app))
    thread, posts, name = words
    writing.set(True)
    for n in range(int(posts)):
        with app.app_context():
            source = f"Zebra process{name} number{n}"
            text = Text(source=source, html=f"<p>{source}</p>")
            write.write(int(thread), author_id=1, text=text)
            session().commit()
        print(n, flush=True)


def _info(app: Flask) -> object:
    from flask.cli import ScriptInfo

    return ScriptInfo(create_app=lambda: app)


if __name__ == "__main__":
    main(*sys.argv[1:])
