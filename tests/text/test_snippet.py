"""The stretch of a text that answers a search."""

import random
import re

import pytest

from forum.core.text.snippet import read, snippet


def shown(pieces: list[tuple[str, bool]]) -> str:
    return "".join(text for text, _ in pieces)


def places(text: str, words: str) -> list[tuple[int, int]]:
    """Where the *words*, any of a pattern, stand in *text* as it was read."""
    return [found.span() for found in re.finditer(rf"\b(?:{words})\b", read(text).text)]


def cut(text: str, words: str = "^", length: int = 260) -> list[tuple[str, bool]]:
    return snippet(read(text), found=places(text, words), length=length)


def test_words_found_are_marked() -> None:
    assert cut("Our refusal letters, they say", "refusal|letters") == [
        ("Our ", False),
        ("refusal", True),
        (" ", False),
        ("letters", True),
        (", they say", False),
    ]


def test_the_part_with_most_matches_is_chosen_and_cuts_are_marked() -> None:
    text = "call " + "word " * 200 + "a call, a letter and a refusal " + "word " * 200
    pieces = cut(text, "call|letter|refusal", length=80)
    assert [text for text, marked in pieces if marked] == ["call", "letter", "refusal"]
    assert shown(pieces).startswith("… ")
    assert shown(pieces).endswith(" …")
    assert len(shown(pieces)) <= 84


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Far away it began. " * 9 + "Here is the letter we sent. " + "More. " * 90, "… Here is"),
        ("It began, e.g. " + "so, " * 90 + "and the letter we sent" + " more" * 90, "… so, so"),
        ("图书馆在学校。" * 60 + "请写 letter 给我们。" + "图书馆在学校。" * 60, "… 请写"),
        ("Read on.\n" * 60 + "Letters\nthe letter we sent\n" + "More\n" * 90, "… the letter"),
        ("Short. The letter.", "Short. The"),
        ("One word more. " * 60 + "At last the letter.", "… One word more."),
    ],
)
def test_an_excerpt_begins_at_a_sentence_if_one_begins_near(text: str, begins: str) -> None:
    assert shown(cut(text, "letter")).startswith(begins)


def test_headings_items_cells_and_code_do_not_run_together() -> None:
    text = "Letters\nWe wrote:\none\ntwo\nThat was all.\na | b\nx = 1\n"
    assert read(text).text == "Letters · We wrote: one · two · That was all. a | b · x = 1"


def test_without_a_match_the_snippet_is_the_beginning() -> None:
    assert snippet(read("a  b\n"), found=[]) == [("a b", False)]
    assert snippet(read(""), found=[]) == []


def test_any_text_is_cut_within_bounds() -> None:
    chance = random.Random(1)
    signs = ["a", "bb ", "c" * 30, " ", "\n", "é, ", "Bb. ", "。"]
    for _ in range(500):
        text = "".join(chance.choice(signs) for _ in range(60))
        pieces = cut(text, "bb", length=50)
        assert shown(pieces).removeprefix("… ").removesuffix(" …") in read(text).text
        assert len(shown(pieces)) <= 54
        assert all(text for text, _ in pieces)
