"""Words, signs and white space in every script."""

from __future__ import annotations

import random

import pytest

from forum.core.text import words
from forum.core.text.words import is_word, split_words


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


def test_latin_is_split_as_any_other_script() -> None:
    chance = random.Random(4)
    for _ in range(2_000):
        text = "".join(map(chr, chance.choices(range(0x250), k=chance.randrange(30))))
        assert split_words(text) == list(words._tokens(text))
