"""How a search is parsed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from forum.core.index.protocol import Term
from forum.search.operators import LONGEST
from forum.search.query_language import TypedQuery, parse, replaced


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
            {"authors": ("Ana Silva",), "spaces": ("House Rules",)},
        ),
        ("author:@ana AUTHOR:me", {"authors": ("@ana", "me")}),
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
        ('"never closed', ['"', "never", "closed"]),
        ("http://example.org/x", ["http://example.org/x"]),
        ("a AND b OR (c*)", ["a", "AND", "b", "OR", "(c*)"]),
        ("-", ["-"]),
        ("note:this", ["note:this"]),
        ("note: this", ["note:", "this"]),
        ('note:"so did I"', ["note:", "so did I"]),
        ("C:\\ D:", ["C:\\", "D:"]),
        ("(author:ana)", ["(author:ana)"]),
    ],
)
def test_anything_else_is_taken_as_words(text: str, words: list[str]) -> None:
    query = parse(text, UTC)
    assert [term.text for term in query.terms] == words
    assert query == TypedQuery(terms=query.terms)
    assert query.faults == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("kind:banana", "value"),
        ("IS:", "empty"),
        ("author: ", "empty"),
        ('in:""', "empty"),
        ("author:@", "value"),
        ("before:yesterday", "value"),
        ("after:2026-13", "value"),
        ("before:2026-02-30", "value"),
        ("-is:helped", "negated"),
        ('-in:"House Rules"', "negated"),
    ],
)
def test_a_wrong_operator_is_left_out_and_named(text: str, why: str) -> None:
    query = parse(f"blue {text} call", UTC)
    assert query == TypedQuery(terms=(Term("blue"), Term("call")))
    assert [(fault.typed, fault.why) for fault in query.faults] == [(text.strip(), why)]


@pytest.mark.parametrize(
    ("text", "kept", "why"),
    [
        ("is:answered is:unanswered", "is:answered", "both"),
        ("after:2026 before:2025", "after:2026", "no days"),
        ("before:2026-06-15 after:2026-06-14", "before:2026-06-15", "no days"),
    ],
)
def test_of_two_that_contradict_each_other_the_first_counts(text: str, kept: str, why: str) -> None:
    query = parse(text, UTC)
    assert query == parse(kept, UTC) != TypedQuery()
    assert [fault.why for fault in query.faults] == [why]


def test_of_two_dates_both_hold() -> None:
    assert parse("before:2026 before:2024 before:2025", UTC) == TypedQuery(until=day(2024))
    assert parse("after:2023 after:2024 after:2022", UTC) == TypedQuery(since=day(2025))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("autor:ana", "author:ana"),
        ("tags:old", "tag:old"),
        ('By:"Ana Silva"', 'author:"Ana Silva"'),
        ("since:2025", "after:2025"),
        ("find:this", None),
        ("since:yesterday", None),
        ("from:", None),
    ],
)
def test_nearly_an_operator_is_still_words(text: str, meant: str | None) -> None:
    query = parse(text, UTC)
    assert query == TypedQuery(terms=query.terms) != TypedQuery()
    assert [each.typed for fault in query.faults for each in fault.instead] == (
        [meant] if meant else []
    )


def test_a_part_is_replaced_where_it_stands_and_not_in_a_phrase() -> None:
    text = '"is:foo" blue  is:foo -is:foo'
    assert replaced(text, "is:foo", "is:helped") == '"is:foo" blue is:helped -is:foo'
    assert replaced("blue", "is:foo", "x") == "blue"


def test_a_search_that_is_too_long_is_not_read() -> None:
    assert parse("a" * LONGEST, UTC) == TypedQuery(terms=(Term("a" * LONGEST),))
    assert parse("a" * (LONGEST + 1), UTC) == TypedQuery()


def test_words_are_those_to_find() -> None:
    assert parse('calls "first sentence" -parking in:letters', UTC).words == "calls first sentence"
    assert not parse("in:letters", UTC).empty
