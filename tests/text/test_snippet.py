"""The stretch of a text that answers a search."""

import random

from forum.core.text.snippet import read, snippet


def shown(pieces: list[tuple[str, bool]]) -> str:
    return "".join(text for text, _ in pieces)


def test_words_found_are_marked() -> None:
    pieces = snippet(
        read("Our refusal letters, they say"), found={"refusal", "letters"}.__contains__
    )
    assert pieces == [
        ("Our ", False),
        ("refusal", True),
        (" ", False),
        ("letters", True),
        (", they say", False),
    ]


def test_the_part_with_most_matches_is_chosen_and_cuts_are_marked() -> None:
    text = "call " + "word " * 200 + "a call, a letter and a refusal " + "word " * 200
    pieces = snippet(read(text), found={"call", "letter", "refusal"}.__contains__, length=80)
    assert [text for text, marked in pieces if marked] == ["call", "letter", "refusal"]
    assert shown(pieces).startswith("… ")
    assert shown(pieces).endswith(" …")
    assert len(shown(pieces)) <= 84


def test_without_a_match_the_snippet_is_the_beginning() -> None:
    assert snippet(read("a\n b"), found=lambda _: False) == [("a b", False)]
    assert snippet(read(""), found=lambda _: True) == []


def test_each_different_word_is_asked_for_once() -> None:
    asked: list[str] = []

    def found(word: str) -> bool:
        asked.append(word)
        return False

    snippet(read("a b a b " * 8_000), found=found)
    assert sorted(asked) == ["a", "b"]


def test_any_text_is_cut_within_bounds() -> None:
    chance = random.Random(1)
    for _ in range(500):
        text = "".join(chance.choice(["a", "bb ", "c" * 30, " ", "\n", "é, "]) for _ in range(60))
        pieces = snippet(read(text), found=lambda word: word.startswith("b"), length=50)
        folded = " ".join(text.split())
        assert shown(pieces).removeprefix("… ").removesuffix(" …") in folded
        assert len(shown(pieces)) <= 54
        assert all(text for text, _ in pieces)


def test_many_spellings_are_marked_as_few_are() -> None:
    chance = random.Random(2)
    for many in (1, 8, 9, 200):
        words = [f"w{n}" for n in range(many)]
        text = " ".join(chance.choice([*words, "other", "w", "xw1"]) for _ in range(40))
        pieces = snippet(read(text), found=lambda word, words=words: word in words, length=10_000)
        assert shown(pieces) == text
        hits = [text for text, marked in pieces if marked]
        assert hits == [word for word in text.split() if word in words]
