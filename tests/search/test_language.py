"""How a search is parsed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from forum.core.index.protocol import Term
from forum.search.query_language import LONGEST, TypedQuery, parse


def day(*parts: int) -> datetime:
    return datetime(*(*parts, 1, 1)[:3], tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("", {}),
        ("  ", {}),
        ("refusal letter", {"terms": (Term("refusal"), Term("letter"))}),
        ('"so did I"', {"terms": (Term("so did I", phrase=True),)}),
        ("-parking", {"terms": (Term("parking", without=True),)}),
        ('-"car park"', {"terms": (Term("car park", phrase=True, without=True),)}),
        ("author:Ana.Silva", {"authors": ("Ana.Silva",)}),
        (
            'author:"Ana  Silva" in:"House Rules"',
            {"authors": ("Ana Silva",), "spaces": ("house rules",)},
        ),
        ("author:@ana AUTHOR:me", {"authors": ("ana", "me")}),
        ('tag:"two  Words" tag:two', {"tags": ("two words", "two")}),
        ("in:letters in:letters", {"spaces": ("letters",)}),
        ("kind:Questions kind:library", {"kinds": ("question", "artefact")}),
        ("is:helped is:tried", {"states": ("helped", "tried")}),
        ("before:2026", {"until": day(2026)}),
        ("before:2026-06", {"until": day(2026, 6)}),
        ("before:2026-06-15", {"until": day(2026, 6, 15)}),
        ("after:2026", {"since": day(2027)}),
        ("after:2026-12", {"since": day(2027, 1)}),
        ("after:2024-02-28", {"since": day(2024, 2, 29)}),
    ],
)
def test_valid_syntax_is_understood(text: str, asked: dict[str, Any]) -> None:
    assert parse(text, UTC) == TypedQuery(**asked)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        # Midnight in Auckland is 12 hours before that of UTC in winter, 13 in summer.
        ("before:2025-07-01", {"until": datetime(2025, 6, 30, 12, tzinfo=UTC)}),
        ("after:2025-06-30", {"since": datetime(2025, 6, 30, 12, tzinfo=UTC)}),
        ("after:2025-06", {"since": datetime(2025, 6, 30, 12, tzinfo=UTC)}),
        ("after:2024", {"since": datetime(2024, 12, 31, 11, tzinfo=UTC)}),
        ("before:2025", {"until": datetime(2024, 12, 31, 11, tzinfo=UTC)}),
        # The day on which clocks go forward has 23 hours.
        ("after:2025-09-28", {"since": datetime(2025, 9, 28, 11, tzinfo=UTC)}),
    ],
)
def test_days_are_those_of_the_zone(text: str, asked: dict[str, Any]) -> None:
    assert parse(text, ZoneInfo("Pacific/Auckland")) == TypedQuery(**asked)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind:banana", ["kind:banana"]),
        ("is:", ["is:"]),
        ("author: ana", ["author:", "ana"]),
        ("before:yesterday after:2026-13", ["before:yesterday", "after:2026-13"]),
        ("before:2026-02-30", ["before:2026-02-30"]),
        ('"never closed', ['"', "never", "closed"]),
        ("http://example.org/x", ["http://example.org/x"]),
        ("a AND b OR (c*)", ["a", "AND", "b", "OR", "(c*)"]),
        ("-", ["-"]),
        ("note:this", ["note:this"]),
    ],
)
def test_anything_else_is_taken_as_words(text: str, words: list[str]) -> None:
    query = parse(text, UTC)
    assert [term.text for term in query.terms] == words
    assert query == TypedQuery(terms=query.terms)


def test_a_search_that_is_too_long_is_not_read() -> None:
    assert parse("a" * LONGEST, UTC) == TypedQuery(terms=(Term("a" * LONGEST),))
    assert parse("a" * (LONGEST + 1), UTC) == TypedQuery()


def test_words_are_those_to_find() -> None:
    assert parse('calls "first sentence" -parking in:letters', UTC).words == "calls first sentence"
    assert not parse("in:letters", UTC).empty
