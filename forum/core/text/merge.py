"""Merges two edits of one text, paragraph by paragraph.

What only one of them touched arrives as they left it. A paragraph that both have touched is a
conflict, and somebody has to decide: within a paragraph nothing is merged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from .matching import matches, resembling
from .paragraphs import Paragraph, split_paragraphs

T = TypeVar("T")


class Conflict(Exception):
    """Both sides have touched the same."""


def merge(base: str, theirs: str, mine: str) -> str | None:
    """Return *base* with what *theirs* and *mine* have changed in it; None if they conflict.

    Of two new paragraphs in the same place, theirs stands first. Nothing that one of them wrote is
    missing in the result, and no code, list or table in it is another one than they wrote.
    """
    try:
        return merged_value(base, theirs, mine)
    except Conflict:
        pass
    (start, old), (their_start, their_text), (my_start, my_text) = map(
        split_paragraphs, (base, theirs, mine)
    )
    try:
        found = _merged(old, _edits(old, their_text), _edits(old, my_text))
        before = merged_value(start, their_start, my_start)
    except Conflict:
        return None
    ends = [text[-1].after if text else "" for text in (old, their_text, my_text)]
    whole = before + _joined(found, ends[1] if ends[2] == ends[0] else ends[2])
    # Two paragraphs may become one where they meet, as code and an indented line do.
    again = [one.text for one in split_paragraphs(whole)[1]]
    return whole if again == [one.text for one in found] else None


def merged_value(base: T, theirs: T, mine: T) -> T:
    """Return the one of *theirs* and *mine* that is no longer *base*. Raises Conflict for both."""
    if theirs == mine or mine == base:
        return theirs
    if theirs == base:
        return mine
    raise Conflict


def merged_values(
    base: Mapping[str, str], theirs: Mapping[str, str], mine: Mapping[str, str], *, text: str
) -> dict[str, str] | None:
    """Return the fields of a form merged, each as a whole but the one called *text*; None if not.

    All three have the same fields.
    """
    try:
        merged = {
            name: merged_value(base[name], theirs[name], mine[name])
            for name in mine
            if name != text
        }
    except Conflict:
        return None
    whole = merge(base[text], theirs[text], mine[text])
    return None if whole is None else {**merged, text: whole}


@dataclass
class _Edit:
    """What one side has made of the paragraphs of the old text."""

    kept: list[Paragraph | None]
    """What became of each; None if it was deleted."""
    before: list[list[Paragraph]]
    """What was inserted before each, and at the end."""

    def touched(self, old: Sequence[Paragraph], at: int) -> bool:
        """Whether it has changed or deleted the paragraph with the index *at*, if there is one."""
        return 0 <= at < len(old) and _text(self.kept[at]) != old[at].text


def _text(paragraph: Paragraph | None) -> str | None:
    return None if paragraph is None else paragraph.text


def _edits(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> _Edit:
    edit = _Edit([None] * len(old), [[] for _ in range(len(old) + 1)])
    i = j = 0
    same = matches([one.text for one in old], [one.text for one in new])
    for at, to, count in [*same, (len(old), len(new), 0)]:
        _replaced(edit, old, (i, at), new[j:to])
        i, j = at + count, to + count
        edit.kept[at:i] = new[to:j]
    return edit


def _replaced(
    edit: _Edit, old: Sequence[Paragraph], span: tuple[int, int], come: Sequence[Paragraph]
) -> None:
    """Note that the paragraphs of *span* became those of *come*: one by one, if as many."""
    first, last = span
    if len(come) == last - first:
        edit.kept[first:last] = come
        return
    partners = resembling([one.text for one in old[first:last]], [one.text for one in come])
    done = first
    for paragraph, partner in zip(come, partners, strict=True):
        if partner is None:
            edit.before[done].append(paragraph)
        else:
            edit.kept[first + partner] = paragraph
            done = first + partner + 1


def _merged(old: Sequence[Paragraph], theirs: _Edit, mine: _Edit) -> list[Paragraph]:
    found: list[Paragraph] = []
    for at in range(len(old) + 1):
        found += _inserted(old, theirs, mine, at)
        if at < len(old):
            one = _one_of(old[at], theirs.kept[at], mine.kept[at])
            found += [] if one is None else [one]
    return found


def _one_of(old: Paragraph, theirs: Paragraph | None, mine: Paragraph | None) -> Paragraph | None:
    if theirs and mine and theirs.text == mine.text:
        return theirs if mine.after == old.after else mine
    if _text(theirs) == old.text:
        return mine
    if _text(mine) == old.text or theirs is mine is None:
        return theirs
    raise Conflict


def _inserted(old: Sequence[Paragraph], theirs: _Edit, mine: _Edit, at: int) -> list[Paragraph]:
    """Return what stands before the paragraph *at* that is new.

    A new paragraph belongs to the one before it: if the other side has deleted that, they conflict.
    Two have their place only between paragraphs that stayed, and if no part of them is the same, as
    the heading of a section that both have begun.
    """
    of_theirs, of_mine = theirs.before[at], mine.before[at]
    texts = [one.text for one in of_theirs], [one.text for one in of_mine]
    if texts[0] == texts[1]:
        return of_theirs
    if of_theirs and of_mine:
        touched = any(side.touched(old, n) for side in (theirs, mine) for n in (at - 1, at))
        if touched or not set(texts[0]).isdisjoint(texts[1]):
            raise Conflict
        return of_theirs + of_mine
    other = mine if of_theirs else theirs
    if at > 0 and other.kept[at - 1] is None:
        raise Conflict
    return of_theirs or of_mine


def _joined(paragraphs: Sequence[Paragraph], end: str) -> str:
    """Return *paragraphs* as one text with an empty line between them, and *end* at its end."""
    between = [
        one.text + (one.after if one.after.count("\n") > 1 else "\n\n") for one in paragraphs[:-1]
    ]
    return "".join([*between, *(one.text + end for one in paragraphs[-1:])])
