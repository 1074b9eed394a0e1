"""The demo's content as the tests read it: straight from the TOML files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Table = dict[str, Any]

CONTENT = Path(__file__).parents[2] / "forum" / "demo" / "content"


def load(path: Path) -> Table:
    """Return the content of one file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def strings(value: object) -> Iterator[str]:
    """Yield every text in *value*, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def body(post: Table) -> str:
    """Return the text of *post*, or of the parts of its reflection."""
    parts = post.get("reflection") or post.get("understood") or {}
    return str(post["text"]) if "text" in post else "\n".join(parts.values())


PEOPLE = load(CONTENT / "people.toml")
SPACES = {space["slug"]: space for space in load(CONTENT / "spaces.toml")["space"]}
HANDLES = [person["handle"] for person in PEOPLE["person"]]
ROLES = {role["key"]: role["handle"] for role in PEOPLE["role"]}
THREADS = {path.stem: load(path) for path in sorted((CONTENT / "threads").glob("*.toml"))}
ARTEFACTS = {path.stem: load(path) for path in sorted((CONTENT / "library").glob("*.toml"))}
ENTRIES = {entry["name"]: entry for entry in load(CONTENT / "journal.toml")["entry"]}
PAGES = {path.stem: load(path) for path in sorted((CONTENT / "guidance").glob("*.toml"))}
DISCUSSED = [page for page in PAGES.values() if "post" in page]
POSTS = [post for thread in [*THREADS.values(), *DISCUSSED] for post in thread["post"]]
CLOSED = {slug for slug, space in SPACES.items() if space["closed"]}
