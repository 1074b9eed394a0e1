"""Parses a search: words, "phrases", -word, author:, tag:, in:, kind:, is:, before:, after:."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from ..core.index.protocol import Term
from ..core.text.line import tag

if TYPE_CHECKING:
    from datetime import tzinfo

LONGEST = 200
"""The longest search that is read, in characters."""

_ITEM = re.compile(
    r'(?P<field>[A-Za-z]+):(?:"(?P<quoted>[^"]*)"|(?P<value>[^\s"]+))'
    r'|(?P<minus>-?)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+|"))'
)
_DATE = re.compile(r"([12]\d{3})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")

KINDS = {
    "question": "question",
    "questions": "question",
    "answer": "answer",
    "answers": "answer",
    "discussion": "discussion",
    "discussions": "discussion",
    "reflection": "reflection",
    "reflections": "reflection",
    "artefact": "artefact",
    "artefacts": "artefact",
    "library": "artefact",
}
STATES = ("answered", "unanswered", "helped", "tried")


@dataclass(frozen=True, kw_only=True)
class TypedQuery:
    """A search as it was typed. Several values of one field are alternatives."""

    terms: tuple[Term, ...] = ()
    authors: tuple[str, ...] = ()
    """Handles or names as typed, or "me"."""
    tags: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    """Slugs or names."""
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    """All of them must match."""
    since: datetime | None = None
    until: datetime | None = None
    """Only posts written before this moment."""

    @property
    def words(self) -> str:
        """The words that were searched for, to fill in a title."""
        return " ".join(term.text for term in self.terms if not term.without)

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing."""
        return self == TypedQuery()


def parse(text: str, zone: tzinfo) -> TypedQuery:
    """Return what *text* asks for: nothing, if it is longer than ``LONGEST``.

    Days are those of *zone*; invalid syntax is taken as words.
    """
    if len(text) > LONGEST:
        return TypedQuery()
    terms: list[Term] = []
    values: dict[str, list[str]] = {}
    since = until = None
    for item in _ITEM.finditer(" ".join(text.replace("\0", " ").split())):
        field, value = item["field"], item["value"] or item["quoted"] or ""
        key = (field or "").lower()
        if not field:
            terms += _term(item)
        elif (filtered := _filter(key, value)) is not None:
            values.setdefault(filtered[0], []).append(filtered[1])
        elif key == "after" and (day := _day(value, zone, end=True)):
            since = day
        elif key == "before" and (day := _day(value, zone)):
            until = day
        else:
            terms.append(Term(f"{field}:{value}"))
    return TypedQuery(
        terms=tuple(terms),
        since=since,
        until=until,
        **{name: tuple(dict.fromkeys(found)) for name, found in values.items()},
    )


def _term(item: re.Match[str]) -> list[Term]:
    text = item["phrase"] if item["phrase"] is not None else item["word"]
    if not text.strip():
        return []
    return [Term(text, phrase=item["phrase"] is not None, without=bool(item["minus"]))]


def _filter(field: str, value: str) -> tuple[str, str] | None:
    """Return which list ``field:value`` adds to, and what; None if it is not valid."""
    typed = " ".join(value.split())
    if not typed:
        return None
    if field == "author":
        return "authors", typed.removeprefix("@")
    value = typed.lower()
    if field == "tag":
        return ("tags", name) if (name := tag(typed, longest=LONGEST)) else None
    if field == "in":
        return "spaces", value
    if field == "kind" and value in KINDS:
        return "kinds", KINDS[value]
    if field == "is" and value in STATES:
        return "states", value
    return None


def _day(text: str, zone: tzinfo, *, end: bool = False) -> datetime | None:
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
