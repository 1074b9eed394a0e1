"""Two revisions of a text compared, paragraph by paragraph and word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from .characters import printable
from .myers import Budget, Match, matches

Piece = tuple[Literal["same", "ins", "del"], str]

_PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")
_TOKENS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Change:
    """One paragraph; its pieces without "ins" are the old one, without "del" the new one."""

    kind: Literal["same", "changed", "inserted", "deleted"]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Unchanged:
    """A run of paragraphs without a change."""

    paragraphs: tuple[str, ...]
    kind: Literal["unchanged"] = "unchanged"

    @property
    def count(self) -> int:
        """How many paragraphs the run has, at least 1."""
        return len(self.paragraphs)


def compare(old: str, new: str) -> list[Change]:
    """Return the paragraphs of *old* and *new* in reading order, with what became of each.

    Paragraphs are parted by empty lines; a change of white space alone within one is none. The
    time is bounded for texts of any shape; past the bound a paragraph counts as replaced whole.
    """
    before, after = _paragraphs(old), _paragraphs(new)
    budget = Budget()
    changes: list[Change] = []
    i = j = 0
    same = matches([_folded(text) for text in before], [_folded(text) for text in after], budget)
    for at, to, count in [*same, (len(before), len(after), 0)]:
        changes += _replaced(before[i:at], after[j:to], budget)
        i, j = at + count, to + count
        changes += [Change("same", (("same", text),)) for text in after[to:j]]
    return changes


def tally(changes: Sequence[Change]) -> tuple[int, int]:
    """Return how many words *changes* insert, and how many they delete."""
    words = {"ins": 0, "del": 0, "same": 0}
    for change in changes:
        for sign, text in change.pieces:
            words[sign] += len(_WORDS.findall(text))
    return words["ins"], words["del"]


def collapsed(changes: Sequence[Change]) -> list[Change | Unchanged]:
    """Return *changes* with every run of unchanged paragraphs folded into one ``Unchanged``."""
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


def _replaced(gone: list[str], come: list[str], budget: Budget) -> list[Change]:
    """Pair the paragraphs that went with those that came, where they resemble each other."""
    changes: list[Change] = []
    bags = [_bag(text) for text in gone]
    done = 0
    alone: list[str] = []
    for text in come:
        partner = _partner(_bag(text), bags, done, budget)
        if partner is None:
            alone.append(text)
            continue
        changes += _unpaired(gone[done:partner], alone)
        changes.append(Change("changed", tuple(_pieces(gone[partner], text, budget))))
        done, alone = partner + 1, []
    return changes + _unpaired(gone[done:], alone)


def _unpaired(gone: list[str], come: list[str]) -> list[Change]:
    deleted = [Change("deleted", (("del", text),)) for text in gone]
    return deleted + [Change("inserted", (("ins", text),)) for text in come]


def _bag(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORDS.findall(text))


def _partner(
    bag: frozenset[str], bags: list[frozenset[str]], done: int, budget: Budget
) -> int | None:
    """Return which of *bags* from *done* on shares most with *bag*, if that is a third of both."""
    budget.left -= (len(bag) + 1) * (len(bags) - done)
    if budget.left <= 0:
        return None
    best, place = 1 / 3, None
    for at in range(done, len(bags)):
        alike = 2 * len(bag & bags[at]) / ((len(bag) + len(bags[at])) or 1)
        if alike > best:
            best, place = alike, at
    return place


def _pieces(old: str, new: str, budget: Budget) -> Iterator[Piece]:
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    same = matches([token.strip() for token in before], [token.strip() for token in after], budget)
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
    """Leave out a match of one or two tokens between larger changes: it only makes them ragged."""
    kept = same[:1]
    for number, (at, to, count) in enumerate(same[1:-1], start=1):
        last_at, last_to, last_count = kept[-1]
        next_at, next_to, _ = same[number + 1]
        change_before = at - last_at - last_count + to - last_to - last_count
        change_after = next_at - at + next_to - to - 2 * count
        if count > 2 or min(change_before, change_after) <= 2 * count:
            kept.append((at, to, count))
    return kept + same[1:][-1:]
