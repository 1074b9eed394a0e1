"""Mounts an installed forum in a small app and checks that nothing is missing.

Run by ``.ci/run`` with the Python of an environment that holds nothing but the built package:
``python -I tests/support/mounted.py CHECKOUT``. It is not a test of the suite, because it must not
see the checkout's code.
"""

from __future__ import annotations

import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from flask import Flask

import forum
from forum import Forum

OUTSIDE = ("templates", "migrations")
"""Folders that lie beside the package in a checkout, and inside it once installed."""
LEFT_OUT = {".pyc", ".pyo"}
ELSEWHERE = {"icons.svg", "in_place.js", "journal.js"}
"""What the first page does not link: the stylesheet does, or the page of an entry."""


def shipped(checkout: Path) -> list[str]:
    """Return the files that the package must hold, relative to it."""
    found = [(checkout / "forum", Path())]
    found += [(checkout / name, Path(name)) for name in OUTSIDE]
    return sorted(
        (inside / path.relative_to(folder)).as_posix()
        for folder, inside in found
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in LEFT_OUT
    )


def main(checkout: Path) -> int:
    """Print what is missing; return how many things are wrong."""
    package = Path(forum.__file__).parent
    assert checkout not in package.parents, f"{package} is the checkout's"
    wrong = [
        f"not in the package: {name}"
        for name in shipped(checkout)
        if not (package / name).is_file()
    ]
    if version("Flask-PeerForum") != forum.__version__:
        wrong.append("the package and forum.__version__ say different versions")
    with tempfile.TemporaryDirectory() as folder:
        app = Flask("host", instance_path=folder)
        app.config["SECRET_KEY"] = "test"
        mounted = Forum(app, guests_read=True, drain="worker")
        mounted.upgrade(app)
        page = app.test_client().get("/forum/")
        if page.status_code != 200 or "<h1" not in page.text:
            wrong.append(f"the first page answers {page.status_code}")
        for name, hash_ in app.extensions["forum"].static.items():
            if f"_forum/{name}?v={hash_}" not in page.text and name not in ELSEWHERE:
                wrong.append(f"the first page does not link {name}")
            if app.test_client().get(f"/forum/_forum/{name}?v={hash_}").status_code != 200:
                wrong.append(f"{name} is not served")
        with app.app_context():
            app.extensions["forum"].db.engine.dispose()
    print("\n".join(wrong) or f"Flask-PeerForum {forum.__version__} in {package}: all there")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
