"""Checks the search index."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..core.index.home import engine, folder, in_database, is_home, known_home
from ..core.state import state
from .result import bad, good, note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .result import Result

_CHANGE = "set FORUM_SEARCH to 'tantivy' and run flask forum reindex (see docs/hosting.md)"
WISE = {
    "WhooshEngine": (100_000, _CHANGE),
    "PostgresEngine": (1_000_000, f"if searches take too long and one server is enough, {_CHANGE}"),
}
"""Up to about how many documents an engine is wise, and what to do with more."""


def index() -> Iterator[Result]:
    """Check the search index, without creating one."""
    name, where = type(engine()).__name__, engine().location()
    if not in_database() and not _writable(folder()):
        yield bad(
            "search",
            f"{name} cannot write to {folder()}",
            "let this user write there, or set FORUM_INDEX to another folder",
        )
    elif not is_home(known := known_home()):
        yield bad(
            "search",
            f"the index of this database is in {known.partition(' ')[2]}, not in {where}",
            "run flask forum reindex here to move it here",
        )
    elif not engine().ready():
        yield note("search", f"{name} in {where}: no index yet, it is built on first use")
    else:
        yield _size(name, engine().count(), where)
    if state().config.drain == "inline":
        yield note(
            "search",
            "FORUM_DRAIN is 'inline': every post waits until it is indexed",
            "this is for tests: remove it, or use 'worker' with flask forum work",
        )


def _size(name: str, documents: int, where: str) -> Result:
    """Return whether the engine *name* is wise for so many *documents*, and for how many it is."""
    found = f"{name}, {documents:,} documents in {where}"
    if name not in WISE:
        return good("search", f"{found}; wise for any number")
    most, advice = WISE[name]
    if documents > most:
        return note("search", f"{found}; wise up to about {most:,}", advice)
    return good("search", f"{found}; wise up to about {most:,}")


def _writable(folder: Path) -> bool:
    """Whether *folder* can be written to, or created."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return existing.is_dir() and os.access(existing, os.W_OK)
