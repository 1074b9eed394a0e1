"""Compares two revisions of a text, paragraph by paragraph and word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rapidfuzz.distance import LCSseq

from .characters import printable

Piece = tuple[Literal["same", "ins", "del"], str]
Match = tuple[int, int, int]
"""A common part: its index in the old sequence, its index in the new one, and its length."""

LARGEST = 16_000 * 16_000
"""The maximum number of pairs of tokens to compare. Each takes a bit of memory: together 32 MB."""
NEAREST = 50
"""The maximum number of deleted paragraphs to compare with an inserted one."""

_PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")
_TOKENS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Change:
    """One paragraph. Its pieces except "ins" are the old text, those except "del" the new one."""

    kind: Literal["same", "changed", "inserted", "deleted"]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Unchanged:
    """A run of unchanged paragraphs."""

    paragraphs: tuple[str, ...]
    kind: Literal["unchanged"] = "unchanged"

    @property
    def count(self) -> int:
        """The number of paragraphs, at least 1."""
        return len(self.paragraphs)


def compare(old: str, new: str) -> list[Change]:
    """Return the paragraphs of *old* and *new* in reading order, with the changes in each.

    Paragraphs are separated by empty lines. A change of white space within one does not count. If
    there is more than ``LARGEST`` allows, everything but the common beginning and end is treated as
    deleted and inserted.
    """
    before, after = _paragraphs(old), _paragraphs(new)
    changes: list[Change] = []
    i = j = 0
    same = matches([_folded(text) for text in before], [_folded(text) for text in after])
    for at, to, count in [*same, (len(before), len(after), 0)]:
        changes += _replaced(before[i:at], after[j:to])
        i, j = at + count, to + count
        changes += [Change("same", (("same", text),)) for text in after[to:j]]
    return changes


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
    # rapidfuzz compares hashes, which may be the same for two strings: numbers cannot be confused.
    numbers: dict[str, int] = {}
    before, after = ([numbers.setdefault(token, len(numbers)) for token in t] for t in (old, new))
    blocks = LCSseq.opcodes(before, after).as_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks]


def tally(changes: Sequence[Change]) -> tuple[int, int]:
    """Return the number of words that *changes* insert, and the number they delete."""
    words = {"ins": 0, "del": 0, "same": 0}
    for change in changes:
        for sign, text in change.pieces:
            words[sign] += len(_WORDS.findall(text))
    return words["ins"], words["del"]


def collapsed(changes: Sequence[Change]) -> list[Change | Unchanged]:
    """Return *changes* with each run of unchanged paragraphs replaced by one ``Unchanged``."""
    folded: list[Change | Unchanged] = []
    for same, run in groupby(changes, key=lambda change: change.kind == "same"):
        if same:
            folded.append(Unchanged(tuple(change.pieces[0][1] for change in run)))
        else:
            folded += run
    return folded


def _paragraphs(text: str) -> list[str]:
    parts = _PARAGRAPHS.split(printable(text).strip("\n"))
    return [part for part in parts if part and not part.isspace()]


def _folded(text: str) -> str:
    return " ".join(text.split())


def _replaced(gone: list[str], come: list[str]) -> list[Change]:
    """Pair deleted with inserted paragraphs that resemble them."""
    changes: list[Change] = []
    bags = [_bag(text) for text in gone]
    done = 0
    alone: list[str] = []
    for text in come:
        partner = _partner(_bag(text), bags, done)
        if partner is None:
            alone.append(text)
            continue
        changes += _unpaired(gone[done:partner], alone)
        changes.append(Change("changed", tuple(_pieces(gone[partner], text))))
        done, alone = partner + 1, []
    return changes + _unpaired(gone[done:], alone)


def _unpaired(gone: list[str], come: list[str]) -> list[Change]:
    deleted = [Change("deleted", (("del", text),)) for text in gone]
    return deleted + [Change("inserted", (("ins", text),)) for text in come]


def _bag(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORDS.findall(text))


def _partner(bag: frozenset[str], bags: list[frozenset[str]], done: int) -> int | None:
    """Return the index from *done* on of the most similar of *bags*, if a third is in common."""
    best, partner = 1 / 3, None
    for at in range(done, min(done + NEAREST, len(bags))):
        alike = 2 * len(bag & bags[at]) / ((len(bag) + len(bags[at])) or 1)
        if alike > best:
            best, partner = alike, at
    return partner


def _pieces(old: str, new: str) -> Iterator[Piece]:
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    same = matches([token.strip() for token in before], [token.strip() for token in after])
    i = j = 0
    for at, to, count in [*_without_crumbs(same), (len(before), len(after), 0)]:
        if i < at:
            yield "del", "".join(before[i:at])
        if j < to:
            yield "ins", "".join(after[j:to])
        i, j = at + count, to + count
        if count:
            yield "same", "".join(after[to:j])


def _without_crumbs(same: list[Match]) -> list[Match]:
    """Drop matches of one or two tokens between larger changes, which are easier to read whole."""
    kept = same[:1]
    for number, (at, to, count) in enumerate(same[1:-1], start=1):
        last_at, last_to, last_count = kept[-1]
        next_at, next_to, _ = same[number + 1]
        change_before = at - last_at - last_count + to - last_to - last_count
        change_after = next_at - at + next_to - to - 2 * count
        if count > 2 or min(change_before, change_after) <= 2 * count:
            kept.append((at, to, count))
    return kept + same[1:][-1:]
