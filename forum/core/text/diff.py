"""Compares two revisions of a text, paragraph by paragraph and word by word, tables by cell.

Every change within a paragraph counts, white space too: in code it is what changes the meaning.
Only the number of empty lines between paragraphs, the padding of a table's cells, and whether a
letter is one character or a letter with its mark do not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from .matching import alike_key, matches, resembling
from .paragraphs import CODE, split_paragraphs
from .pieces import Piece, pieces
from .words import is_word, split_words


@dataclass(frozen=True)
class Change:
    """One paragraph. Its pieces except "ins" are the old text, those except "del" the new one."""

    kind: Literal["same", "changed", "inserted", "deleted"]
    pieces: tuple[Piece, ...]

    @property
    def old(self) -> tuple[Piece, ...]:
        """The pieces of the old text; none if the paragraph is new."""
        return tuple(piece for piece in self.pieces if piece[0] != "ins")

    @property
    def new(self) -> tuple[Piece, ...]:
        """The pieces of the new text; none if the paragraph was deleted."""
        return tuple(piece for piece in self.pieces if piece[0] != "del")


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

    Paragraphs are separated by empty lines outside code. If there is more than ``matching.LARGEST``
    allows, everything but the common beginning and end is treated as deleted and inserted.
    """
    before, after = _paragraphs(old), _paragraphs(new)
    same = matches([alike_key(text) for text in before], [alike_key(text) for text in after])
    changes: list[Change] = []
    i = j = 0
    for at, to, count in [*same, (len(before), len(after), 0)]:
        changes += _replaced(before[i:at], after[j:to])
        i, j = at + count, to + count
        changes += [Change("same", (("same", text),)) for text in after[to:j]]
    return changes


def tally(changes: Sequence[Change]) -> tuple[int, int]:
    """Return the number of words that *changes* insert, and the number they delete."""
    words = {"ins": 0, "del": 0}
    for change in changes:
        for sign, text in change.pieces:
            if sign != "same":
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
    """Return the paragraphs of *text*; an empty line in indented code has no blanks."""
    found = [one.text for one in split_paragraphs(text)[1]]
    return [
        "\n".join("" if line.isspace() else line for line in one.split("\n"))
        if one.startswith(CODE)
        else one
        for one in found
    ]


def _replaced(gone: list[str], come: list[str]) -> list[Change]:
    """Pair deleted with inserted paragraphs that resemble them."""
    changes: list[Change] = []
    done = 0
    alone: list[str] = []
    for text, partner in zip(come, resembling(gone, come), strict=True):
        if partner is None:
            alone.append(text)
            continue
        changes += _unpaired(gone[done:partner], alone)
        changes.append(_changed(gone[partner], text))
        done, alone = partner + 1, []
    return changes + _unpaired(gone[done:], alone)


def _changed(old: str, new: str) -> Change:
    found = tuple(pieces(old, new))
    return Change("same" if all(sign == "same" for sign, _ in found) else "changed", found)


def _unpaired(gone: list[str], come: list[str]) -> list[Change]:
    deleted = [Change("deleted", (("del", text),)) for text in gone]
    return deleted + [Change("inserted", (("ins", text),)) for text in come]
