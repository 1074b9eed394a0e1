"""A text that answers several questions: one Markdown text, with each answer under a heading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .markdown import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

_EMPTY_LINES_BEFORE = re.compile(r"\A(?:[ \t]*\n)+")


def join_sections(headings: Sequence[str], answers: Sequence[str]) -> str:
    """Return one Markdown text of *answers*, each under its heading, without the empty ones.

    Empty lines around an answer are left out; nothing else of it changes.
    """
    trimmed = [_EMPTY_LINES_BEFORE.sub("", answer).rstrip() for answer in answers]
    return "\n\n".join(
        f"# {heading}\n\n{answer}"
        for heading, answer in zip(headings, trimmed, strict=True)
        if answer
    )


def split_sections(source: str, headings: Sequence[str]) -> list[str] | None:
    """Return the answers in *source*, one for each of *headings*, "" for one that is not there.

    A heading counts where it stands in a line of its own outside code, lists and quotations. None
    if joining the answers again would not give *source* exactly, as after an edit of the whole
    text: then it is edited in one field.
    """
    lines = source.split("\n")
    found = [line for line in _heading_lines(source) if lines[line][2:] in headings]
    if not found or found[0] != 0:
        return None
    answers = dict.fromkeys(headings, "")
    for line, end in zip(found, [*found[1:], len(lines)], strict=True):
        answers[lines[line][2:]] = "\n".join(lines[line + 1 : end]).strip("\n")
    split = list(answers.values())
    return split if join_sections(headings, split) == source else None


def _heading_lines(source: str) -> list[int]:
    """Return the numbers, from 0, of the lines "# ..." that are headings of the text itself."""
    return [
        token.map[0]
        for token in parse(source) or ()
        if token.type == "heading_open" and token.markup == "#" and token.level == 0 and token.map
    ]
