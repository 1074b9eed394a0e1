"""Parses a search: words, "phrases", -word, author:, tag:, in:, kind:, is:, has:, before: ..."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..core.index.protocol import Term
from .kinds import are_opposites
from .operators import LONGEST, OPERATORS, Fault, Instead, day_of, filtered, meant, operator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from .operators import Why

_ITEM = re.compile(
    r'(?P<minus>-?)(?:(?P<field>[A-Za-z]+):(?:"(?P<quoted>[^"]*)"|(?P<value>[^\s"]*))'
    r'|"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+|"))'
)
_IN_HEBREW = re.compile('(?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea])')
"""A sign in an abbreviation, not a quotation mark: it is typed for ״."""


@dataclass(frozen=True, kw_only=True)
class TypedQuery:
    """A search as it was typed. Several values of one field are alternatives."""

    terms: tuple[Term, ...] = ()
    authors: tuple[str, ...] = ()
    """Handles or names as typed, or "me"; after an @ it is a handle."""
    tags: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    """Slugs or names."""
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    """All of them must match."""
    since: datetime | None = None
    until: datetime | None = None
    """Only posts written before this moment."""
    faults: tuple[Fault, ...] = field(default=(), compare=False)
    written: Mapping[str, str] = field(default_factory=dict, compare=False)
    """How an operator was typed, by "author:" and its value, and likewise for others."""

    @property
    def words(self) -> str:
        """The words that were searched for, to fill in a title."""
        return " ".join(term.text for term in self.terms if not term.without)

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing."""
        return self == TypedQuery()

    @property
    def only_words(self) -> bool:
        """Whether it asks for words and nothing else, and leaves none out."""
        plain = bool(self.terms) and not any(term.without for term in self.terms)
        return plain and not self.faults and self == TypedQuery(terms=self.terms)


def parse(text: str, zone: tzinfo) -> TypedQuery:
    """Return what *text* asks for: nothing, if it is longer than ``LONGEST``.

    Days are those of *zone*. An operator with a wrong value is a fault and asks for nothing; a word
    before a colon that is no operator is a word like any other.
    """
    if len(text) > LONGEST:
        return TypedQuery()
    reading = _Reading(zone)
    for item in _ITEM.finditer(_spaced(text)):
        if (item["field"] or "").lower() in OPERATORS:
            reading.operator(item)
        else:
            reading.words(item)
    return reading.query()


def parts(text: str) -> list[str]:
    """Return the words, phrases and operators of *text* as they were typed, in order."""
    return [item.group() for item in _ITEM.finditer(_spaced(text))]


def replaced(text: str, typed: str, by: str) -> str:
    """Return *text* with *by* instead of its part *typed*, which no longer stands in it."""
    spaced = _spaced(text)
    for item in _ITEM.finditer(spaced):
        if item.group() == typed:
            return _spaced(f"{spaced[: item.start()]} {by} {spaced[item.end() :]}")
    return spaced


def _spaced(text: str) -> str:
    return _IN_HEBREW.sub("\u05f4", " ".join(text.replace("\0", " ").split()))


class _Reading:
    """What has been read of a search so far."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self.terms: list[Term] = []
        self.values: dict[str, list[str]] = {}
        self.faults: list[Fault] = []
        self.written: dict[str, str] = {}
        self.since: datetime | None = None
        self.until: datetime | None = None

    def words(self, item: re.Match[str]) -> None:
        """Read words: also a field that is no operator, and says so if it is nearly one."""
        without = bool(item["minus"])
        if (name := item["field"]) is None:
            self._term(item["word"], item["phrase"], without=without)
            return
        self._term(f"{name}:{item['value'] or ''}", item["quoted"], without=without)
        value = item["quoted"] or item["value"] or ""
        if (instead := meant(name.lower(), value, self.zone)) and not without:
            typed = operator(instead, value)
            self._fault(item, instead, "operator", Instead(typed, typed))

    def operator(self, item: re.Match[str]) -> None:
        """Read an operator with its value."""
        name, value = item["field"].lower(), item["quoted"] or item["value"] or ""
        if item["minus"]:
            self._fault(item, name, "negated")
        elif not value.strip():
            self._fault(item, name, "empty")
        elif name in ("before", "after"):
            self._date(item, name, value)
        elif (found := filtered(name, value)) is None:
            self._fault(item, name, "value")
        elif name == "is" and are_opposites([*self.values.get("states", ()), found[1]]):
            self._fault(item, name, "both")
        else:
            self.values.setdefault(found[0], []).append(found[1])
            self.written.setdefault(f"{name}:{found[1]}", item.group())

    def query(self) -> TypedQuery:
        """Return what was read."""
        return TypedQuery(
            terms=tuple(self.terms),
            since=self.since,
            until=self.until,
            faults=tuple(self.faults),
            written=self.written,
            **{name: tuple(dict.fromkeys(found)) for name, found in self.values.items()},
        )

    def _term(self, word: str | None, phrase: str | None, *, without: bool) -> None:
        if word:
            self.terms.append(Term(word, without=without))
        if phrase and phrase.strip():
            self.terms.append(Term(phrase, phrase=True, without=without))

    def _date(self, item: re.Match[str], name: str, value: str) -> None:
        """Read a date. Of several, all hold."""
        day = day_of(value, self.zone, end=name == "after")
        if day is None:
            self._fault(item, name, "value")
            return
        since, until = self.since, self.until
        if name == "after":
            since = max(day, since or day)
        else:
            until = min(day, until or day)
        if since and until and since >= until:
            self._fault(item, name, "no days")
        else:
            self.since, self.until = since, until

    def _fault(self, item: re.Match[str], name: str, why: Why, *instead: Instead) -> None:
        fault = Fault(item.group(), name, why, instead)
        if fault not in self.faults:
            self.faults.append(fault)
