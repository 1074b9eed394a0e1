"""What the rules need to know of a language: small words, question frames, forms, the keyboard."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Half = Literal["tuning", "told"]


@dataclass(frozen=True, kw_only=True)
class Language:
    """A language. Its lists are the measure's own: they do not change with the product's."""

    code: str
    small: frozenset[str]
    """Words that nobody would search for by themselves."""
    frames: Mapping[Half, tuple[str, ...]]
    """Beginnings of questions: those of one half of the items are not those of the other."""
    rows: tuple[str, ...]
    """The letters of the keyboard."""
    forms: Callable[[str], Iterable[str]]
    """Other forms that a word may have."""
    guesses: bool = True
    """Whether some of the forms are no words, so that the archive must have them."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Parts of compounds, by which somebody may look for them."""


def small_words(code: str) -> frozenset[str]:
    """Return the small words of a language, from the file beside this one."""
    file = Path(__file__).with_name("small_words.toml")
    return frozenset(tomllib.loads(file.read_text("utf-8"))[code].split())


def english_forms(word: str) -> list[str]:
    """Return plural, -ing and -ed of *word*, or what it may be one of: many are no words."""
    found: list[str] = []
    for ending, instead in (("ies", ("y",)), ("es", ("", "e")), ("s", ("",))):
        if word.endswith(ending) and not word.endswith("ss"):
            found += [word.removesuffix(ending) + each for each in instead]
            break
    for ending in ("ing", "ed"):
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            found += [stem, stem + "e"]
            found += [stem[:-1]] if stem[-1:] == stem[-2:-1] else []
    if not word.endswith(("s", "ing", "ed")):
        found += _inflected(word)
    return found


def _inflected(word: str) -> list[str]:
    if word.endswith("e"):
        return [f"{word}s", f"{word[:-1]}ing", f"{word}d"]
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return [f"{word[:-1]}ies", f"{word}ing", f"{word[:-1]}ied"]
    if word.endswith(("x", "z", "ch", "sh")):
        return [f"{word}es", f"{word}ing", f"{word}ed"]
    twice = word + word[-1]
    return [f"{word}s", f"{word}ing", f"{word}ed", f"{twice}ing", f"{twice}ed"]


ENGLISH = Language(
    code="en",
    small=small_words("en"),
    frames={
        "tuning": (
            "What is the best way to {}?",
            "Is there a way to {}?",
            "Does anybody know how to {}?",
            "Is it possible to {}",
            "how do you {}",
            "Can someone explain {} to me?",
        ),
        "told": (
            "How can I {}?",
            "What would be a good way to {}?",
            "Has anyone ever tried to {}?",
            "Any idea how to {}?",
            "I am looking for help with {}",
            "What should I do about {}?",
        ),
    },
    rows=("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    forms=english_forms,
)
