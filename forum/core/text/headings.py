"""The headings of a page in stored HTML, and the page printed with an id and a link at each.

In stored HTML headings begin at ``<h4>``, as a post prints them. On a page of its own they begin
below its title, at ``<h2>``. Headings in quotations, lists and tables are no sections of the page.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from .markdown import blocks

PREFIX = "fx-s-"
"""How the id of a section begins on a page; no other id of ours or of a host's begins so."""
_FIRST, _DEEPEST = 2, 6
_STORED = 4
"""The level of the first headings in stored HTML."""
_ATTRIBUTES = r'(?:[^<>"]|"[^"]*")*'
_EDGE = re.compile(rf"<(/?)(blockquote|details|dl|ol|table|ul|h[456])(?=[ >]){_ATTRIBUTES}>")
_HEADING = re.compile("<(/?)h[456]>")
_TAG = re.compile(rf"</?[a-z]{_ATTRIBUTES}>")


class Heading(NamedTuple):
    """A heading of stored HTML."""

    start: int
    end: int
    inner: str
    """The HTML in it."""
    level: int
    """From 2 on, as far as stored HTML knows: deeper ones than the third are like the third."""
    words: str
    body: str
    """The text under it, up to the next heading."""


class Section(NamedTuple):
    """A section as a revision stores it."""

    id: str
    level: int
    """That of its heading on the page, from 2 to 6."""


def headings(html: str) -> list[Heading]:
    """Return the headings of a page in its stored *html*, in their order."""
    found = list(_elements(html))
    ends = [*(start for start, _, _, _ in found), len(html)][1:]
    return [
        Heading(
            start, end, inner, level - _STORED + _FIRST, _text(inner), _text(html[end:following])
        )
        for (start, end, inner, level), following in zip(found, ends, strict=True)
    ]


def _elements(html: str) -> Iterator[tuple[int, int, str, int]]:
    """Yield where each heading begins and ends, what is in it, and its level."""
    depth, opened = 0, None
    for edge in _EDGE.finditer(html):
        if edge[2][0] != "h":
            depth += -1 if edge[1] else 1
        elif not edge[1]:
            opened = edge if depth == 0 else None
        elif opened is not None:
            yield opened.start(), edge.end(), html[opened.end() : edge.start()], int(edge[2][1])
            opened = None


def _text(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html) if "<" in html else html).split())


def levels(source: str, found: Sequence[Heading]) -> list[int]:
    """Return the levels of the headings *found* in the HTML of *source*: "#" is 2, "##" is 3.

    None is skipped, as one would look for what is missing: in a text without "#", "##" is 2.
    """
    typed = [
        int(token.tag[1])
        for token, inline in pairwise(blocks(source) or [])
        if token.type == "heading_open" and token.level == 0 and inline.content.strip()
    ]
    return without_gaps(typed) if len(typed) == len(found) else levels_in(found)


def levels_in(found: Sequence[Heading]) -> list[int]:
    """Return the levels of the headings *found*, as far as stored HTML knows them."""
    return without_gaps([heading.level for heading in found])


def without_gaps(typed: Sequence[int]) -> list[int]:
    """Return the levels on a page of headings with the levels *typed*, from 2 on."""
    opened: list[int] = []
    levels = []
    for level in typed:
        while opened and opened[-1] >= level:
            opened.pop()
        opened.append(level)
        levels.append(min(len(opened) - 1 + _FIRST, _DEEPEST))
    return levels


def as_stored(sections: Sequence[Section]) -> str:
    """Return *sections* as a revision stores them."""
    return json.dumps(sections, separators=(",", ":"))


def from_stored(stored: str) -> list[Section]:
    """Return the sections that a revision has stored."""
    return [Section(*one) for one in json.loads(stored)]


def with_sections(
    html: str,
    found: Sequence[tuple[Heading, Section]],
    *,
    link: Callable[[Section, str], str],
    empty: str,
) -> str:
    """Return *html* as a page prints it, with the headings *found* in it at their levels.

    *link* returns the HTML behind a heading, from its section and its words. *empty* is the HTML
    under one that has nothing under it, neither text nor a deeper heading. A heading in a quotation
    or a list is one level below the section that it stands in.
    """
    pieces, at, inside = [], 0, _FIRST
    after = [*((heading.start, section.level) for heading, section in found), (len(html), 0)]
    for (heading, section), (following, level) in zip(found, after[1:], strict=True):
        tag = f"h{section.level}"
        named = f' id="{PREFIX}{section.id}"' if section.id else ""
        pieces.append(_at_level(html[at : heading.start], inside))
        pieces.append(f"<{tag}{named}>{heading.inner}</{tag}>")
        if behind := link(section, heading.words):
            pieces[-1] = f'<div class="fx-row">{pieces[-1]}{behind}</div>'
        if level <= section.level and not html[heading.end : following].strip():
            pieces.append(empty)
        at, inside = heading.end, min(section.level + 1, _DEEPEST)
    return "".join([*pieces, _at_level(html[at:], inside)])


def _at_level(html: str, level: int) -> str:
    """Return a part of stored *html* with its headings at *level*."""
    return _HEADING.sub(rf"<\1h{level}>", html)
