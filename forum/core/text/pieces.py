"""What changed within one paragraph: by word, in lists and code by line, in tables by cell."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from .matching import Match, alike_key, matches, resembling
from .paragraphs import CODE, FENCE
from .words import split_words

Piece = tuple[Literal["same", "ins", "del"], str]

_UNDER_HEAD = re.compile(r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+")
_BARS = re.compile(r"(?<!\\)(\|)")
_ITEM = re.compile(r"[ \t>]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]")


def pieces(old: str, new: str) -> list[Piece]:
    """Return the pieces of two versions of a paragraph, in reading order.

    Those except "ins" are the old text, those except "del" the new one.
    """
    before, after = _lines(old), _lines(new)
    if _has_lines(old) and _has_lines(new):
        same = _by_line(before, after)
    else:
        same = _by_word(_with_ends(before), _with_ends(after))
    return list(_marked(_with_ends(before), _with_ends(after), same))


def _has_lines(paragraph: str) -> bool:
    """Whether each line of *paragraph* is a thing of its own: an item, a row, a line of code."""
    if "\n" not in paragraph:
        return bool(_ITEM.match(paragraph))
    if paragraph.startswith(CODE) or FENCE.match(paragraph) or _ITEM.match(paragraph):
        return True
    return bool(_UNDER_HEAD.fullmatch(paragraph.split("\n", 2)[1]))


def _lines(paragraph: str) -> list[list[str]]:
    """Return the tokens of each line: words, signs and white space, or cells of a table."""
    lines = paragraph.split("\n")
    found, in_table = [], False
    for number, line in enumerate(lines):
        head = "|" in line and number + 1 < len(lines)
        in_table = in_table or (head and bool(_UNDER_HEAD.fullmatch(lines[number + 1])))
        cells = in_table and "|" in line
        found.append(list(filter(None, _BARS.split(line))) if cells else split_words(line))
    return found


def _with_ends(lines: Sequence[Sequence[str]]) -> list[str]:
    """Return the tokens of *lines* with a line end between two lines."""
    found: list[str] = []
    for number, line in enumerate(lines):
        found += ["\n", *line] if number else line
    return found


def _by_word(before: list[str], after: list[str]) -> list[Match]:
    same = matches([_key(token) for token in before], [_key(token) for token in after])
    return _without_crumbs(_without_blanks(same, before, len(after)))


def _by_line(before: list[list[str]], after: list[list[str]]) -> list[Match]:
    """Return the common tokens of two texts of which each line is compared with its own."""
    starts, stops = _starts(before), _starts(after)
    found: list[Match] = []
    for i, j in _pairs(before, after):
        if i and j:
            found.append((starts[i] - 1, stops[j] - 1, 1))
        same = _by_cell(_by_word(before[i], after[j]), after[j])
        found += [(starts[i] + at, stops[j] + to, count) for at, to, count in same]
    return found


def _by_cell(same: list[Match], after: list[str]) -> list[Match]:
    """Let a changed cell end with its own bar, where cells were added behind it."""
    found: list[Match] = []
    i = j = 0
    for at, to, count in same:
        bar = j + at - i
        if i < at and bar < to and after[bar] == after[to] == "|":
            found += [(at, bar, 1), (at + 1, to + 1, count - 1)]
        else:
            found.append((at, to, count))
        i, j = at + count, to + count
    return [match for match in found if match[2]]


def _starts(lines: Sequence[Sequence[str]]) -> list[int]:
    """Return the index of the first token of each line, with a line end between two lines."""
    found = [0]
    for line in lines:
        found.append(found[-1] + len(line) + 1)
    return found


def _pairs(before: list[list[str]], after: list[list[str]]) -> Iterator[tuple[int, int]]:
    """Yield the indexes of lines that are the same or an edit of one another, in order."""
    old, new = ([alike_key("".join(line)) for line in lines] for lines in (before, after))
    i = j = 0
    for at, to, count in [*matches(old, new), (len(old), len(new), 0)]:
        if at - i == to - j:
            yield from zip(range(i, at), range(j, to), strict=True)
        else:
            for come, partner in enumerate(resembling(old[i:at], new[j:to])):
                if partner is not None:
                    yield i + partner, j + come
        i, j = at + count, to + count
        yield from zip(range(at, i), range(to, j), strict=True)


def _marked(before: list[str], after: list[str], same: list[Match]) -> Iterator[Piece]:
    i = j = 0
    kept: list[str] = []
    for at, to, count in [*same, (len(before), len(after), 0)]:
        if kept and (i < at or j < to):
            yield "same", "".join(kept)
            kept = []
        if i < at:
            yield "del", "".join(before[i:at])
        if j < to:
            yield "ins", "".join(after[j:to])
        i, j = at + count, to + count
        kept += after[to:j]
    if kept:
        yield "same", "".join(kept)


def _key(token: str) -> str:
    """Return what *token* is compared by: a cell of a table without its padding."""
    return token if token.isspace() else alike_key(token.strip())


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
