"""Finds what two sequences of words, lines or paragraphs have in common."""

from collections.abc import Sequence

from .normal import LONGEST, normal
from .words import is_word, split_words

Match = tuple[int, int, int]
"""A common part: its index in the old sequence, its index in the new one, and its length."""

LARGEST = 16_000 * 16_000
"""The maximum number of pairs to compare. Each takes a bit of memory: together 32 MB."""
NEAREST = 50
"""The maximum number of deleted paragraphs to compare with an inserted one."""
_ALIKE, _ONLY = 1 / 3, 1 / 5
"""What two paragraphs have in common that are one, and if there are no others to choose from."""


def matches(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """Return a longest common subsequence of *old* and *new* as matches, in order.

    A common beginning and end are always found. The rest is only compared if it has at most
    ``LARGEST`` pairs.
    """
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = _longest_common(old[head : len(old) - tail], new[head : len(new) - tail])
    found = [(0, 0, head), *((head + i, head + j, n) for i, j, n in middle)]
    found.append((len(old) - tail, len(new) - tail, tail))
    return [match for match in found if match[2]]


def _longest_common(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    if len(old) * len(new) > LARGEST or set(old).isdisjoint(new):
        return []
    from rapidfuzz.distance import LCSseq  # 48 modules, loaded with the first comparison

    # It compares hashes, which may be the same for two strings: numbers cannot be confused.
    numbers: dict[str, int] = {}
    before, after = ([numbers.setdefault(token, len(numbers)) for token in t] for t in (old, new))
    blocks = LCSseq.opcodes(before, after).as_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks]


def resembling(gone: Sequence[str], come: Sequence[str]) -> list[int | None]:
    """Return for each text of *come* the index of the one of *gone* that it is an edit of, or None.

    The indexes rise. Two resemble each other if a third of their words are the same.
    """
    least = _ONLY if len(gone) == len(come) == 1 else _ALIKE
    bags = [bag_of(text) for text in gone]
    found: list[int | None] = []
    done = 0
    for text in come:
        partner = _partner(bag_of(text), bags, done, least) if done < len(bags) else None
        found.append(partner)
        done = done if partner is None else partner + 1
    return found


def alike_key(text: str) -> str:
    """Return what *text* is compared by: a letter and its mark are the letter that has the mark."""
    return text if text.isascii() or len(text) > LONGEST else normal("NFC", text)


def bag_of(text: str) -> frozenset[str]:
    """Return the words of *text*, each once, in lower case."""
    return frozenset(alike_key(word.lower()) for word in split_words(text) if is_word(word))


def alike(left: frozenset[str], right: frozenset[str]) -> float:
    """Return what part of their words two texts have in common, from 0 to 1."""
    return 2 * len(left & right) / ((len(left) + len(right)) or 1)


def _partner(
    bag: frozenset[str], bags: list[frozenset[str]], done: int, least: float
) -> int | None:
    """Return the index from *done* on of the most similar of *bags*, if it has enough in common."""
    best, partner = least, None
    for at in range(done, min(done + NEAREST, len(bags))):
        common = alike(bag, bags[at])
        if common > best:
            best, partner = common, at
    return partner
