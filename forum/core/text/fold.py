"""Folds long code and long quotations in stored HTML, in an element that opens without a script.

What is stored says how long they are; the words for it are those of whoever reads it (``worded``).
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from . import labels
from .characters import escaped
from .plain import plain

LINES = 40
"""Code and quotations of more lines are folded."""
_WIDTH = 80
"""Characters of a line of a quotation, which a page breaks where it ends."""

_SIGN = f'<details class="{labels.FOLD}">'
_SUMMARY = rf"<summary>({labels.CODE}|{labels.QUOTATION}) ([0-9]{{1,9}})</summary>"
_FOLD = re.compile(_SIGN + _SUMMARY)
_EDGE = re.compile(rf"{_FOLD.pattern}|</?details>")
_TAG = re.compile(r'<(/?)(pre|blockquote|a|summary)(?=[ >])(?:[^<>"]|"[^"]*")*>')
_ANY_TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
_CREDIT = re.compile(r'\s*<p class="fx-from">.*?</p>\s*', re.DOTALL)


class _Part(NamedTuple):
    """What would be folded: from where to where, what it is, and its number of lines."""

    start: int
    end: int
    what: str
    lines: int


def folded(html: str) -> str:
    """Return *html*, which ``sanitise`` cleaned, with long code and long quotations folded.

    The line that says whom a quotation quotes stays in sight. Nothing is folded in a fold, nor in a
    link or a summary, where nothing may open.
    """
    if "<pre" not in html and "<blockquote" not in html:
        return html
    pieces, at = [], 0
    for part in _long_parts(html):
        if part.start < at:
            continue
        opened = f"{_SIGN}<summary>{part.what} {part.lines}</summary>"
        pieces += [html[at : part.start], opened, html[part.start : part.end], "</details>"]
        at = part.end
    return "".join([*pieces, html[at:]])


def unfolded(html: str) -> str:
    """Return stored *html* as it was before it was folded."""
    if _SIGN not in html:
        return html
    folds: list[bool] = []

    def edge(found: re.Match[str]) -> str:
        if found[0] != "</details>":
            folds.append(found[0].startswith(_SIGN))
            return "" if folds[-1] else found[0]
        return "" if folds and folds.pop() else found[0]

    return _EDGE.sub(edge, html)


def worded(html: str, words: Callable[[bool, int], str]) -> str:
    """Return stored *html* with ``words(is_code, lines)``, which is text, on each of its folds."""
    if _SIGN not in html:
        return html

    def fold(found: re.Match[str]) -> str:
        said = escaped(words(found[1] == labels.CODE, int(found[2])))
        return f"{_SIGN}<summary>{said}</summary>"

    return _FOLD.sub(fold, html)


_SHUT = ("a", "summary")


def _long_parts(html: str) -> Iterator[_Part]:
    """Yield what is long in *html*, outer things before those inside them."""
    opened: list[re.Match[str]] = []
    found: list[tuple[int, re.Match[str], int]] = []
    """Where each thing begins, its first tag, and where its last tag begins."""
    for tag in _TAG.finditer(html):
        if not tag[1]:
            opened.append(tag)
        elif opened and opened[-1][2] == tag[2]:
            first = opened.pop()
            if first[2] in ("pre", "blockquote") and not any(one[2] in _SHUT for one in opened):
                found.append((first.start(), first, tag.start()))
    done = 0
    for start, first, last in sorted(found, key=lambda one: one[0]):
        if start < done:
            continue
        part = _code(html, first, last) if first[2] == "pre" else _quotation(html, first, last)
        if part.lines > LINES:
            done = part.end
            yield part


def _code(html: str, first: re.Match[str], last: int) -> _Part:
    inner = html[first.end() : last]
    end = last + len("</pre>")
    if inner.count("\n") < LINES:
        return _Part(first.start(), end, labels.CODE, 0)
    text = _ANY_TAG.sub("", inner).strip("\n")
    return _Part(first.start(), end, labels.CODE, text.count("\n") + 1)


def _quotation(html: str, first: re.Match[str], last: int) -> _Part:
    credit = _CREDIT.match(html, first.end(), last)
    start = credit.end() if credit else first.end()
    inner = html[start:last]
    if 1 + inner.count("<") + inner.count("\n") + len(inner) // _WIDTH <= LINES:
        return _Part(start, last, labels.QUOTATION, 0)
    lines = sum(max(1, -(-len(line) // _WIDTH)) for line in plain(inner).split("\n"))
    return _Part(start, last, labels.QUOTATION, lines)
