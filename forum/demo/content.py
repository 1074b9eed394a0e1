"""Reads the demo's content from the TOML files in ``content/``."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

Table = dict[str, Any]
"""A table of a TOML file, as it is written there."""
CONTENT = Path(__file__).with_name("content")
GUIDANCE = "guidance"
"""The space of the discussions on the guidance pages."""


@cache
def table(name: str) -> Table:
    """Return the content of ``<name>.toml``."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text("utf-8"))


def tables(folder: str) -> dict[str, Table]:
    """Return the content of every file in *folder*, by file name without ``.toml``."""
    found = sorted((CONTENT / folder).glob("*.toml"))
    return {path.stem: table(f"{folder}/{path.stem}") for path in found}


def pages() -> dict[str, Table]:
    """Return the intranet's guidance pages, by the name in their address."""
    return {page["name"]: page for page in tables("guidance").values()}


def key(page: Table) -> str:
    """Return the key under which the forum discusses a guidance page."""
    return f"guidance:{page['name']}"


def span(ago: str) -> timedelta:
    """Return a duration written like "12d 3h 40m"; raises ValueError for anything else."""
    found = re.fullmatch(r"(?:(\d+)d)? ?(?:(\d+)h)? ?(?:(\d+)m)?", ago)
    if not found or not any(found.groups()):
        raise ValueError(f"{ago!r} is not a duration like '12d 3h'")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


@cache
def roles() -> dict[str, dict[str, str]]:
    """Return the three people a visitor can be, by key: handle, name and a sentence."""
    people = table("people")
    names = {person["handle"]: person["name"] for person in people["person"]}
    return {role["key"]: {**role, "name": names[role["handle"]]} for role in people["role"]}
