"""Reads the demo's content, the TOML files beside this module."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).with_name("content")
GUIDANCE = "guidance"
"""The space of what is written on the pages of guidance."""


@cache
def table(name: str) -> dict[str, Any]:
    """Return the file ``<name>.toml`` of the content."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text("utf-8"))


def tables(folder: str) -> dict[str, dict[str, Any]]:
    """Return all files of a folder of the content, by their names without the ending."""
    found = sorted((CONTENT / folder).glob("*.toml"))
    return {path.stem: table(f"{folder}/{path.stem}") for path in found}


def pages() -> dict[str, dict[str, Any]]:
    """Return the intranet's pages of guidance, by the names in their addresses."""
    return {page["name"]: page for page in tables("guidance").values()}


def key(page: dict[str, Any]) -> str:
    """Return what the intranet calls a page of guidance where it speaks to the forum."""
    return f"guidance:{page['name']}"


def span(ago: str) -> timedelta:
    """Return how long "12d 3h 40m" is; ValueError where it is something else."""
    found = re.fullmatch(r"(?:(\d+)d)? ?(?:(\d+)h)? ?(?:(\d+)m)?", ago)
    if not found or not any(found.groups()):
        raise ValueError(f"{ago!r} is no span like '12d 3h'")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


@cache
def roles() -> dict[str, dict[str, str]]:
    """Return the three people that one can be, by key: their handle, name, and a sentence."""
    people = table("people")
    names = {person["handle"]: person["name"] for person in people["person"]}
    return {role["key"]: {**role, "name": names[role["handle"]]} for role in people["role"]}
