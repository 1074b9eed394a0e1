"""Splits a Markdown text into its paragraphs, of which nothing is lost.

A paragraph ends at an empty line, but not at one in fenced code, nor between two lines of indented
code. A table, a list without empty lines and a whole block of code are each one paragraph.
"""

import re
from typing import NamedTuple

from .characters import printable

FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
"""How a line begins that opens or closes code."""
CODE = ("    ", "\t")
"""How a line of indented code begins."""


class Paragraph(NamedTuple):
    """A paragraph, and the line ends and blanks that stand after it."""

    text: str
    after: str


def split_paragraphs(text: str) -> tuple[str, list[Paragraph]]:
    """Return what stands before the first paragraph of *text*, and its paragraphs.

    Joined they are ``printable(text)``.
    """
    text = printable(text)
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    spans = [(starts[first], starts[end] - 1) for first, end in _spans(lines)]
    following = [*(start for start, _ in spans), len(text)][1:]
    found = [
        Paragraph(text[start:end], text[end:after])
        for (start, end), after in zip(spans, following, strict=True)
    ]
    return text[: spans[0][0]] if spans else text, found


def _spans(lines: list[str]) -> list[tuple[int, int]]:
    """Return the first line of each paragraph, and the line after its last."""
    found: list[list[int]] = []
    fence, blank = "", True
    for number, line in enumerate(lines):
        if not fence and (not line or line.isspace()):
            blank = True
            continue
        in_code = found and lines[found[-1][1] - 1].startswith(CODE) and line.startswith(CODE)
        if blank and not in_code:
            found.append([number, number])
        blank = False
        found[-1][1] = number + 1
        if mark := FENCE.match(line):
            closes = mark[1].startswith(fence) and not line[mark.end() :].strip()
            fence = ("" if closes else fence) if fence else mark[1]
    return [(start, end) for start, end in found]
