"""The operators of a search, like ``author:ana``: which values they take, and what is wrong."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..core.index.typos import one_edit_away
from ..core.text.line import tag
from .kinds import FILE, KINDS, STATES, WITH_FILE

if TYPE_CHECKING:
    from datetime import tzinfo

LONGEST = 200
"""The longest search that is read, in characters."""

Why = Literal[
    "value", "empty", "negated", "both", "no days", "operator", "unknown", "several", "guest"
]
"""Why a part of a search is not as it was meant: its value is none of those allowed, it has none,
a minus stands before it, it contradicts another, two dates leave no day between them, it is nearly
an operator, nothing that the viewer reads is called so, several people are, nobody is signed in."""

_DATE = re.compile(r"([12]\d{3})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")

OPERATORS = ("author", "tag", "in", "kind", "is", "has", "before", "after")
_ELSEWHERE = {"by": "author", "from": "author", "space": "in", "since": "after", "until": "before"}
"""What other products call an operator."""


class Instead(NamedTuple):
    """What may be typed instead of a part of a search."""

    name: str
    """What it stands for, where there is a name for it; else the same as typed."""
    typed: str


class Fault(NamedTuple):
    """A part of a search that is not as it was meant; the rest is answered all the same."""

    typed: str
    operator: str
    why: Why
    instead: tuple[Instead, ...] = ()


def operator(name: str, value: str) -> str:
    """Return the operator *name* with *value* as it is typed."""
    return f'{name}:"{value}"' if " " in value else f"{name}:{value}"


def meant(name: str, value: str, zone: tzinfo) -> str:
    """Return the operator that *name* may stand for with *value*; empty if there is none."""
    near = (_ELSEWHERE.get(name), *one_edit_away(name))
    found = next((other for other in near if other in OPERATORS), "")
    if found in ("before", "after"):
        return found if day_of(value, zone) else ""
    return found if found and value and filtered(found, value) else ""


def filtered(field: str, value: str) -> tuple[str, str] | None:
    """Return which list ``field:value`` adds to, and what; None if it is not valid."""
    typed = " ".join(value.split())
    if field == "author":
        return ("authors", typed) if typed.removeprefix("@") else None
    value = typed.lower()
    if field == "tag":
        return ("tags", name) if (name := tag(typed, longest=LONGEST)) else None
    if field == "in":
        return "spaces", typed
    if field == "kind" and value in KINDS:
        return "kinds", KINDS[value]
    if field == "is" and value in STATES:
        return "states", value
    if field == "has" and KINDS.get(value) == FILE:
        return "states", WITH_FILE
    return None


def day_of(text: str, zone: tzinfo, *, end: bool = False) -> datetime | None:
    """Return when the year, month or day *text* begins in *zone* (with *end*: ends), in UTC.

    None if *text* is not valid.
    """
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        begin = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if end and day:
        begin += timedelta(days=1)
    elif end:
        begin = date(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1)
    return datetime.combine(begin, time(), zone).astimezone(UTC)
