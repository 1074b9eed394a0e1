"""Words that differ from a mistyped one by a single edit."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST, LONGEST = 4, 24
"""Of how many letters a word is looked for one edit away. Shorter ones are near too many others."""
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяєіїґў",
    "αβγδεζηθικλμνξοπρσςτυφχψω",
    "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
)


def one_edit_away(word: str) -> Iterator[str]:
    """Return what *word* may have been meant to be, more likely edits first; some come twice.

    Two letters are swapped, one is dropped, added or another. *word* is folded. Nothing for words
    with other signs than letters, or of fewer than ``SHORTEST`` or more than ``LONGEST``.
    """
    if not (word.isalpha() and SHORTEST <= len(word) <= LONGEST):
        return
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    for (before, rest), _ in pairwise(halves):
        if len(rest) > 1 and rest[0] != rest[1]:
            yield before + rest[1] + rest[0] + rest[2:]
    for before, rest in halves[:-1]:
        yield before + rest[1:]
    letters = next((letters for letters in _ALPHABETS if word[0] in letters), "")
    for before, rest in halves:
        for letter in letters:
            yield before + letter + rest
    for before, rest in halves[:-1]:
        for letter in letters:
            if letter != rest[0]:
                yield before + letter + rest[1:]
