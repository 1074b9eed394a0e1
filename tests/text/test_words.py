"""Words, signs and white space in every script."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from forum.core.text.words import class_of, is_word, split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("two  words,", ["two", " ", " ", "words", ","]),
        ("snake_case(x1)", ["snake_case", "(", "x1", ")"]),
        ("学习方法", ["学", "习", "方", "法"]),
        ("カタカナとABC", ["カ", "タ", "カ", "ナ", "と", "ABC"]),
        ("हिन्दी पढ़ाई", ["हिन्दी", " ", "पढ़ाई"]),
        ("தமிழ்", ["தமிழ்"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("e\u0301te\u0301", ["e\u0301te\u0301"]),
        ("مَرْحَبًا بك", ["مَرْحَبًا", " ", "بك"]),
        ("한국어 말", ["한국어", " ", "말"]),
        ("👩‍🚀👍🏽!", ["👩‍🚀", "👍🏽", "!"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("\u0301a", ["\u0301", "a"]),
        ("می‌خواهم", ["می‌خواهم"]),
        ("", []),
    ],
)
def test_text_is_split_into_words_of_its_script(text: str, words: list[str]) -> None:
    assert split_words(text) == words


def test_words_joined_are_the_text() -> None:
    chance = random.Random(5)
    signs = "aé ,\n\t学ที\u0301\u200d\u200c👍🏽🇩🇪_1ि"
    for _ in range(500):
        text = "".join(chance.choices(signs, k=chance.randrange(30)))
        assert "".join(split_words(text)) == text


def test_a_word_has_a_letter_or_a_digit() -> None:
    words = [token for token in ("a", "1", "学", "\u0301", "-", " ", "👍") if is_word(token)]
    assert words == ["a", "1", "学"]


def one_by_one(text: str) -> Iterator[str]:
    """Yield the tokens of *text* as the rules say, character by character."""
    start, before = 0, ""
    flag = False
    for at, character in enumerate(text):
        now = class_of(character)
        half = "\U0001f1e6" <= character <= "\U0001f1ff"
        pair = flag and half
        joined = now != "space" and (text[at - 1] == "\u200d" or now == before == "word")
        if at and not pair and not (before != "space" if now == "mark" else joined):
            yield text[start:at]
            start = at
        flag = half and not pair
        before = before if now == "mark" and before in ("word", "letter", "sign") else now
    if text:
        yield text[start:]


def test_any_text_is_split_as_character_by_character() -> None:
    chance = random.Random(4)
    signs = [*map(chr, range(0x250)), *"目的कि้ก\u0301\u200d\u200c👩💻🇨🇭🇩🏽\ud800", "\u200d"]
    for _ in range(6_000):
        text = "".join(chance.choices(signs[-24:] if _ % 2 else signs, k=chance.randrange(20)))
        assert split_words(text) == list(one_by_one(text))
