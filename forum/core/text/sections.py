"""A text that answers several questions: one Markdown text, with each answer under a heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from .characters import LINE_END
from .markdown import blocks, parse
from .tree import VOID

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKUP = re.compile(r"[\\`*_\[\]<>#~&@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_EMPTY_LINES_BEFORE = re.compile(r"\A(?:[ \t]*\n)+")


def join_sections(headings: Sequence[str], answers: Sequence[str]) -> str:
    """Return one Markdown text of *answers*, each under its heading, without the empty ones.

    Empty lines around an answer are left out; nothing else of it changes. A heading is text: any
    markup in it is escaped.
    """
    trimmed = [_EMPTY_LINES_BEFORE.sub("", answer).rstrip() for answer in answers]
    return "\n\n".join(
        f"# {_escaped(heading)}\n\n{answer}"
        for heading, answer in zip(headings, trimmed, strict=True)
        if answer
    )


def _escaped(heading: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", heading)


def follows(source: str, headings: Sequence[str]) -> bool:
    """Whether ``split_sections`` finds the answers in *source*."""
    return split_sections(source, headings) is not None


def can_be_headings(headings: Sequence[str]) -> bool:
    """Whether each of *headings* is printed as it was typed, and all can be told apart.

    Not one that would mention somebody with a sign that cannot be escaped, for example.
    """
    source = join_sections(headings, ["x"] * len(headings))
    lines = [token.children or () for token in parse(source) or () if token.type == "inline"]
    shown = [[(token.type, token.content) for token in line] for line in lines[::2]]
    return shown == [[("text", heading)] for heading in headings] and follows(source, headings)


def split_sections(source: str, headings: Sequence[str]) -> list[str] | None:
    """Return the answers in *source*, one for each of *headings*, "" for one that is not there.

    A heading counts where it stands in a line of its own outside code, lists and quotations. None
    if joining the answers again would not give *source* exactly, as after an edit of the whole
    text: then it is edited in one field.
    """
    if len(set(headings)) < len(headings):
        return None
    ends = [(match.start(), match.end()) for match in LINE_END.finditer(source)]
    starts, stops = [0, *(end for _, end in ends)], [*(start for start, _ in ends), len(source)]
    answers = {_escaped(heading): "" for heading in headings}
    found = [
        (starts[line], stops[line])
        for line in _heading_lines(source)
        if source[starts[line] + 2 : stops[line]] in answers
    ]
    if not found:
        return None
    for (start, stop), (end, _) in zip(found, [*found[1:], (len(source), 0)], strict=True):
        answers[source[start + 2 : stop]] = source[stop:end].strip("\n")
    split = list(answers.values())
    return split if join_sections(headings, split) == source else None


def _heading_lines(source: str) -> list[int]:
    """Return the numbers, from 0, of the lines "# ..." that are headings of the text itself."""
    return [
        token.map[0]
        for token in blocks(source) or ()
        if token.type == "heading_open" and token.markup == "#" and token.level == 0 and token.map
    ]


def split_html(html: str, headings: Sequence[str]) -> list[str] | None:
    """Return what stands under each of *headings* in the *html* of a text.

    None if the headings are not there in this order, each once: the text is then shown whole. A
    heading counts by its text, so one that an author has made bold does too.
    """
    found = _Headings(html).found
    places = [one for one in found if one.text in headings]
    order = [headings.index(one.text) for one in places]
    if not places or order != sorted(set(order)) or html[: places[0].start].strip():
        return None
    answers = [""] * len(headings)
    for index, one, end in zip(
        order, places, [*(one.start for one in places[1:]), len(html)], strict=True
    ):
        answers[index] = html[one.end : end].strip()
    return answers


@dataclass
class _Heading:
    """A heading that stands in no other element: its place in the HTML, and its text."""

    start: int
    end: int = 0
    text: str = ""


class _Headings(HTMLParser):
    """Finds the headings of the first level, which are ``<h4>`` in a post."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_Heading] = []
        self._depth = 0
        self._lines = [0, *(match.end() for match in re.finditer("\n", html))]
        self.feed(html)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in VOID:
            return
        if tag == "h4" and self._depth == 0:
            self.found.append(_Heading(self._at()))
        self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        self._depth -= 1
        if tag == "h4" and self._depth == 0:
            self.found[-1].end = self._at() + len("</h4>")

    def handle_data(self, data: str) -> None:
        if self._depth > 0 and self.found and not self.found[-1].end:
            self.found[-1].text += data
