"""The sites that tests run on: our own SQLite, a host with its own, a host on PostgreSQL."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, text

from forum.core.database import migrate
from forum.core.database.base import Base

KINDS = ("sqlite", "host", "postgres")
WITHOUT_HOST = {
    *("accounts", "artefacts", "balance", "check", "doctor", "exchange", "first_takes", "front"),
    *("attempts", "enquiries", "experience", "gaps", "journal", "lists", "mail", "members"),
    *("moderation", "notices", "prompts", "reflections", "revisions", "search", "spaces"),
    *("following", "thanks", "threads", "web", "exports", "keeping", "leaving", "margins", "paths"),
    *("removal", "texts", "upkeep", "versions"),
}
"""Folders of tests that run on two kinds, to save time: they differ from the others in what they
read and write, and not in how a session of the host's is used."""


WITHOUT_INDEX = {
    *("accounts", "answers", "artefacts", "attempts", "balance", "doctor", "enquiries"),
    *("experience", "following", "front", "gaps", "journal", "lists", "mail", "members"),
    *("moderation", "notices", "prompts", "reflections", "revisions", "spaces", "thanks"),
    *("threads", "web", "margins", "paths", "texts", "upkeep", "versions"),
}
"""Folders of tests in which nothing is indexed on SQLite, which is a quarter of their time, but for
modules that ``SEARCHES`` fits."""
SEARCHES = re.compile(
    r"/-/search|search\.results|/similar|(?<!\.)\b(search|found)\(|health|index(ed|_)|reindex"
    r"|support\.walk|support\.names"
)
"""What stands in a module whose tests search, or look at every page."""
WITH_TANTIVY = {"search"}
"""Folders of tests that run on our own SQLite with this search engine as well."""


def kinds_in(folder: str) -> tuple[str, ...]:
    """Return the kinds of site that the tests of *folder* run on, unless a mark names others."""
    some = tuple(kind for kind in KINDS if kind != "host" or folder not in WITHOUT_HOST)
    return (*some, "tantivy") if folder in WITH_TANTIVY else some


@cache
def is_indexed(module: Path) -> bool:
    """Return whether what the tests of *module* write on SQLite is indexed at once."""
    return module.parent.name not in WITHOUT_INDEX or bool(SEARCHES.search(module.read_text()))


MOST_LEFT_BEHIND = 1_000_000
"""Bytes of tables that hold rows up to which the rows are deleted."""
HOST = """<!doctype html>
<html lang="en"><head><title>{% block title %}{% endblock %} - Intranet</title>
{% block head %}{% endblock %}</head>
<body><header><a href="{{ url_for('home') }}">Intranet</a></header>
<main>{% block content %}{% endblock %}</main></body></html>"""


def be_host(app: Flask, folder: Path) -> None:
    """Give *app* a database object, a layout and a page of its own."""
    SQLAlchemy(app)
    templates = folder / "templates"
    templates.mkdir(exist_ok=True)
    (templates / "base.html").write_text(HOST)
    app.add_url_rule("/", "home", lambda: "home")


def clear(app: Flask, kind: str) -> None:
    """Stop the work of *app*, close its database, and empty the one that tests share."""
    with app.app_context():
        state = app.extensions["forum"]
        if indexer := state.memory.indexer:
            indexer.stop()
        state.db.session.remove()
        engine: Engine = state.db.engine
        if kind == "postgres":
            empty(engine)
        engine.dispose()


def empty(engine: Engine) -> None:
    """Empty all tables, and let every sequence begin again; wait for whoever still uses them.

    Rows are deleted where there are some: to truncate makes new files for each table and index,
    which takes ten times as long. What deleted rows leave behind is truncated once it is more.
    """
    tables = [name for name in _tables() if name != migrate.VERSION_TABLE]
    sizes = " UNION ALL ".join(
        f"SELECT '{name}', pg_relation_size('{name}') WHERE EXISTS (SELECT 1 FROM {name})"
        for name in tables
    )
    moved = "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"
    with engine.begin() as connection:
        connection.execute(text(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE"))
        filled = {row[0]: row[1] for row in connection.execute(text(sizes))}
        if sum(filled.values()) > MOST_LEFT_BEHIND:
            every = ", ".join(tables)
            connection.execute(text(f"TRUNCATE {every} RESTART IDENTITY CASCADE"))
            return
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in filled:
            connection.execute(text(f"DELETE FROM {name}"))
        for name in connection.execute(text(f"{moved} AND sequencename LIKE 'forum%'")).scalars():
            connection.execute(text(f"ALTER SEQUENCE {name} RESTART"))


def _tables() -> list[str]:
    return [name for name in Base.metadata.tables if name.startswith("forum_")]
