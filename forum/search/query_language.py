"""What people type into the search box: words, "phrases", -word, author:, tag:, in:, kind:, is:."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from ..core.index.protocol import Term

LONGEST = 200
"""Characters of a search that are read; what is beyond is left out."""

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
class Query:
    """What a search asks for. Where a field has several values, one of them is enough."""

    terms: tuple[Term, ...] = ()
    authors: tuple[str, ...] = ()
    """Handles or names as typed, or "me"."""
    tags: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    """Slugs or names."""
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    """All of them are wanted, not one."""
    since: datetime | None = None
    until: datetime | None = None
    """The moment before which it must have been written."""

    @property
    def words(self) -> str:
        """The words that were searched for, for filling in a title."""
        return " ".join(term.text for term in self.terms if not term.without)

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == Query()


def parse(text: str) -> Query:
    """Return what *text* asks for. What is no proper syntax is taken as words; nothing raises."""
    terms: list[Term] = []
    values: dict[str, list[str]] = {}
    since = until = None
    for item in _ITEM.finditer(" ".join(text.replace("\0", " ").split())[:LONGEST]):
        field, value = item["field"], item["value"] or item["quoted"] or ""
        if not field:
            terms += _term(item)
        elif (named := _named(field.lower(), value)) is not None:
            values.setdefault(named[0], []).append(named[1])
        elif (day := _day(value, last=field.lower() == "after")) and field.lower() == "after":
            since = day
        elif day and field.lower() == "before":
            until = day
        else:
            terms.append(Term(f"{field}:{value}"))
    return Query(
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


def _named(field: str, value: str) -> tuple[str, str] | None:
    """Return the list and the value that ``field:value`` adds to it, or None where it is none."""
    typed = " ".join(value.split())
    if not typed:
        return None
    if field == "author":
        return "authors", typed.removeprefix("@")
    value = typed.lower()
    if field == "tag":
        return "tags", value
    if field == "in":
        return "spaces", value
    if field == "kind" and value in KINDS:
        return "kinds", KINDS[value]
    if field == "is" and value in STATES:
        return "states", value
    return None


def _day(text: str, *, last: bool) -> datetime | None:
    """Return where the year, month or day *text* begins, or where it is over; None is no date."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        begin = datetime(year, month or 1, day or 1, tzinfo=UTC)
    except ValueError:
        return None
    return _over(begin, month=bool(month), day=bool(day)) if last else begin


def _over(begin: datetime, *, month: bool, day: bool) -> datetime:
    if day:
        return datetime.fromtimestamp(begin.timestamp() + 86_400, UTC)
    if month:
        later = begin.month % 12 + 1
        return begin.replace(year=begin.year + (later == 1), month=later)
    return begin.replace(year=begin.year + 1)
