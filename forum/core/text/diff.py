"""Compares two revisions of a text, paragraph by paragraph and word by word, tables by cell.

Every change within a paragraph counts, white space too: in code it is what changes the meaning.
Only the number of empty lines between paragraphs and the padding of a table's cells do not count.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from .characters import printable
from .words import is_word, split_words

Piece = tuple[Literal["same", "ins", "del"], str]
Match = tuple[int, int, int]
"""A common part: its index in the old sequence, its index in the new one, and its length."""

LARGEST = 16_000 * 16_000
"""The maximum number of pairs of tokens to compare. Each takes a bit of memory: together 32 MB."""
NEAREST = 50
"""The maximum number of deleted paragraphs to compare with an inserted one."""

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_CODE = ("    ", "\t")
_UNDER_HEAD = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_BARS = re.compile(r"(?<!\\)(\|)")


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


def comparable(source: str, format: str) -> str:
    """Return *source* with an empty line between its paragraphs.

    The HTML of an import (*format* "html") has one line a paragraph.
    """
    return source.replace("\n", "\n\n") if format == "html" else source


def compare(old: str, new: str) -> list[Change]:
    """Return the paragraphs of *old* and *new* in reading order, with the changes in each.

    Paragraphs are separated by empty lines outside code. If there is more than ``LARGEST`` allows,
    everything but the common beginning and end is treated as deleted and inserted.
    """
    before, after = _paragraphs(old), _paragraphs(new)
    changes: list[Change] = []
    i = j = 0
    for at, to, count in [*matches(before, after), (len(before), len(after), 0)]:
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
    from rapidfuzz.distance import LCSseq  # 48 modules, loaded with the first comparison

    # It compares hashes, which may be the same for two strings: numbers cannot be confused.
    numbers: dict[str, int] = {}
    before, after = ([numbers.setdefault(token, len(numbers)) for token in t] for t in (old, new))
    blocks = LCSseq.opcodes(before, after).as_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks]


def tally(changes: Sequence[Change]) -> tuple[int, int]:
    """Return the number of words that *changes* insert, and the number they delete."""
    words = {"ins": 0, "del": 0, "same": 0}
    for change in changes:
        for sign, text in change.pieces:
            words[sign] += sum(map(is_word, split_words(text)))
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
    """Split *text* at empty lines, but not those in fenced or indented code."""
    found: list[list[str]] = [[]]
    fence, blank = "", 0
    for line in printable(text).split("\n"):
        if not fence and (not line or line.isspace()):
            blank += 1
            continue
        if blank and found[-1]:
            if found[-1][-1].startswith(_CODE) and line.startswith(_CODE):
                found[-1] += [""] * blank
            else:
                found.append([])
        blank = 0
        found[-1].append(line)
        if mark := _FENCE.match(line):
            closes = mark[1].startswith(fence) and not line[mark.end() :].strip()
            fence = ("" if closes else fence) if fence else mark[1]
    return ["\n".join(lines) for lines in found if lines]


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
    return frozenset(word.lower() for word in split_words(text) if is_word(word))


def _partner(bag: frozenset[str], bags: list[frozenset[str]], done: int) -> int | None:
    """Return the index from *done* on of the most similar of *bags*, if a third is in common."""
    best, partner = 1 / 3, None
    for at in range(done, min(done + NEAREST, len(bags))):
        alike = 2 * len(bag & bags[at]) / ((len(bag) + len(bags[at])) or 1)
        if alike > best:
            best, partner = alike, at
    return partner


def _pieces(old: str, new: str) -> Iterator[Piece]:
    before, after = list(_tokens(old)), list(_tokens(new))
    same = matches([_key(token) for token in before], [_key(token) for token in after])
    same = _without_crumbs(_without_blanks(same, before, len(after)))
    i = j = 0
    for at, to, count in [*same, (len(before), len(after), 0)]:
        if i < at:
            yield "del", "".join(before[i:at])
        if j < to:
            yield "ins", "".join(after[j:to])
        i, j = at + count, to + count
        if count:
            yield "same", "".join(after[to:j])


def _tokens(paragraph: str) -> Iterator[str]:
    """Split *paragraph* into words, signs and white space, and a table in it into cells."""
    lines = paragraph.split("\n")
    in_table = False
    for number, line in enumerate(lines):
        head = "|" in line and number + 1 < len(lines)
        in_table = in_table or (head and bool(_UNDER_HEAD.fullmatch(lines[number + 1])))
        yield from filter(None, _BARS.split(line)) if in_table else split_words(line)
        if number + 1 < len(lines):
            yield "\n"


def _key(token: str) -> str:
    """Return what *token* is compared by: a cell of a table without its padding."""
    return token if token.isspace() else token.strip()


def _without_blanks(same: list[Match], before: list[str], length: int) -> list[Match]:
    """Drop matches of nothing but blanks between two changes, which read better as one.

    *before* is the old sequence, *length* the length of the new one.
    """
    kept: list[Match] = []
    ends = [*same, (len(before), length, 0)][1:]
    for (at, to, count), following in zip(same, ends, strict=True):
        last_at, last_to, last_count = kept[-1] if kept else (0, 0, 0)
        changed_before = (at, to) != (last_at + last_count, last_to + last_count)
        changed_after = following[:2] != (at + count, to + count)
        blank = not "".join(before[at : at + count]).strip(" \t")
        if not (blank and changed_before and changed_after):
            kept.append((at, to, count))
    return kept


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
