"""Leaves out what quotations quote by reference: words that their reader may not read any more.

In stored HTML for whoever reads it, and in Markdown for whoever edits or compares it. What is left
out of a text that is edited is put back when it is saved: nobody's edit removes what they did not
see, and it is there again once it may be read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .characters import escaped, printable
from .markdown import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Instead = Callable[[int], str | None]
    """What is said in place of the words of a post, by its id; None if they may be read."""

_SIGN = "forum:/p/"
_POST = re.compile(r"forum:/p/([0-9]{1,18})")
_MARK = re.compile(r"[ \t>*+\-\d.)]*")
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)(?:[^<>"]|"[^"]*")*>')
_CREDIT = re.compile(
    r'\s*<p class="fx-from"><a href="forum:/p/([0-9]{1,18})">[^<]*</a>:?</p>', re.DOTALL
)


def without_words(html: str, instead: Instead) -> str:
    """Return stored *html* without what it quotes of posts for which *instead* says something.

    Each such quotation, and all that it quotes in turn, is only what *instead* says of its post.
    """
    if _SIGN not in html:
        return html
    pieces, at, depth = [], 0, 0
    for tag in _TAG.finditer(html):
        if tag[2] != "blockquote":
            continue
        if depth:
            depth += -1 if tag[1] else 1
            at = tag.start()
        elif not tag[1] and (said := _said_of(html, tag.end(), instead)) is not None:
            line = f"\n<p>{escaped(said)}</p>\n" if said else ""
            pieces += [html[at : tag.end()], line]
            depth, at = 1, len(html)
    return "".join([*pieces, html[at:]])


def _said_of(html: str, at: int, instead: Instead) -> str | None:
    credit = _CREDIT.match(html, at)
    return instead(int(credit[1])) if credit else None


class _Quotation(NamedTuple):
    """A quotation in Markdown: its lines, the first of which names a post."""

    post_id: int
    first: int
    end: int


def quoted_ids(source: str) -> list[int]:
    """Return the ids of the posts that a Markdown text quotes by reference."""
    return list(dict.fromkeys(one.post_id for one in _quotations(source)))


def without_lines(source: str, instead: Instead) -> str:
    """Return *source* with what *instead* says in place of the words of quotations.

    Where it says "", only the line that names the post stays: ``with_lines`` puts the others back.
    """
    lines, at, pieces = _lines(source), 0, []
    for one in _quotations(source):
        said = instead(one.post_id)
        if one.first < at or said is None:
            continue
        mark = _MARK.match(lines[one.first])
        pieces += lines[at : one.first]
        pieces.append(f"{mark[0]}{said}" if said and mark else lines[one.first])
        at = one.end
    return "\n".join([*pieces, *lines[at:]]) if pieces else source


def with_lines(source: str, base: str) -> str:
    """Return *source* with the words of quotations that stand in *base*, where it has none of them.

    They come back where a quotation has nothing but the line that names its post; of several of
    one post, in their order. Nothing comes back that would not be left out again.
    """
    held: dict[int, list[list[str]]] = {}
    lines, typed, at, pieces = _lines(base), _lines(source), 0, []
    for one in _quotations(base):
        held.setdefault(one.post_id, []).append(lines[one.first + 1 : one.end])
    for one in _quotations(source):
        words = held.get(one.post_id)
        if words and one.end == one.first + 1:
            pieces += [*typed[at : one.end], *words.pop(0)]
            at = one.end
    if not pieces:
        return source
    whole = "\n".join([*pieces, *typed[at:]])
    same = without_lines(whole, _nothing) == without_lines(source, _nothing)
    return whole if same else source


def _nothing(_post_id: int) -> str:
    return ""


def _lines(source: str) -> list[str]:
    return printable(source).split("\n")


def _quotations(source: str) -> Iterator[_Quotation]:
    """Yield what *source* quotes by reference, outer quotations before those inside them."""
    tokens = (parse(source) or ()) if _SIGN in source else ()
    for quotation, line, words in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if quotation.type != "blockquote_open" or line.attrGet("class") != "fx-from":
            continue
        link = (words.children or [])[0]
        found = _POST.fullmatch(str(link.attrs.get("href", "")))
        if found and quotation.map and line.map:
            yield _Quotation(int(found[1]), line.map[0], quotation.map[1])
