"""Leaves out what quotations quote by reference: words that their reader may not read any more.

In stored HTML for whoever reads it, and in Markdown for whoever edits or compares it. What is left
out of a text that is edited is put back when it is saved: nobody's edit removes what they did not
see, and it is there again once it may be read.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from .characters import escaped, printable
from .markdown import defined_at, parse
from .plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Instead = Callable[[int], str | None]
    """What is said in place of the words of a post, by its id; None if they may be read."""

_SIGN = "forum:/p/"
_POST = re.compile(r"forum:/p/([0-9]{1,18})")
_MARK = re.compile(r"[ \t>*+\-\d.)]*")
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)(?:[^<>"]|"[^"]*")*>')
_CREDIT = re.compile(
    r'\s*<p class="fx-from"><a href="forum:/p/([0-9]{1,18})">[^<]*</a>:?</p>', re.DOTALL
)
_SOME = 8
"""So many characters at the end of words are a sign that they go on in what stands there."""


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
    for one in _left_out(source, instead):
        said = instead(one.post_id)
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


def lost_ids(typed: str, source: str, base: str, instead: Instead) -> list[int]:
    """Return the posts of which *source* does not have all words that were left out of *base*.

    It was made by ``with_lines`` of what somebody *typed* who did not see them. Whoever deletes all
    quotations of a post wants to.
    """
    left = without_lines(base, lambda id: None if instead(id) is None else "")
    before, after = _words_left_out(base, instead), _words_left_out(source, instead)
    return [
        id
        for id, words in before.items()
        if _times(typed, id) > _times(left, id) - words.total()
        and any(any(lost) for lost in words - after.get(id, Counter()))
    ]


def _words_left_out(source: str, instead: Instead) -> dict[int, Counter[Sequence[str]]]:
    """Return the lines below the line that names a post, of each quotation by the post's id."""
    lines = _lines(source)
    found: dict[int, Counter[Sequence[str]]] = {}
    for one in _left_out(source, instead):
        found.setdefault(one.post_id, Counter())[tuple(lines[one.first + 1 : one.end])] += 1
    return found


def _times(source: str, post_id: int) -> int:
    return sum(int(found) == post_id for found in _POST.findall(source))


def defines_inside(source: str) -> bool:
    """Whether a quotation by reference defines an address: it would hold outside of it as well."""
    quotations = list(_quotations(source))
    lines = defined_at(source) if quotations else ()
    return any(one.first <= line < one.end for one in quotations for line in lines)


def posts_with(words: str, html: str) -> set[int]:
    """Return the posts whose quotations in stored *html* have *words*, or a part of them.

    None if they stand outside of quotations as well.
    """
    words = " ".join(words.split())
    found: set[int] = set()
    for id, text in _parts(html) if words and _SIGN in html else ():
        if not id and words in text:
            return set()
        if id and text and _touches(words, text):
            found.add(id)
    return found


def _touches(words: str, text: str) -> bool:
    if words in text or text in words:
        return True
    lengths = range(_SOME, min(len(words), len(text)))
    return any(text.endswith(words[:n]) or text.startswith(words[-n:]) for n in lengths)


def _parts(html: str) -> Iterator[tuple[int, str]]:
    """Yield what stands between the ends of quotations, each after the post it is from, or 0."""
    posts, at = [0], 0
    for tag in _TAG.finditer(html):
        if tag[2] != "blockquote":
            continue
        yield posts[-1], " ".join(plain(html[at : tag.start()]).split())
        credit = None if tag[1] else _CREDIT.match(html, tag.end())
        at = credit.end() if credit else tag.end()
        if not tag[1]:
            posts.append(int(credit[1]) if credit else posts[-1])
        elif len(posts) > 1:
            posts.pop()
    yield posts[-1], " ".join(plain(html[at:]).split())


def _nothing(_post_id: int) -> str:
    return ""


def _lines(source: str) -> list[str]:
    return printable(source).split("\n")


def _left_out(source: str, instead: Instead) -> Iterator[_Quotation]:
    """Yield the quotations for which *instead* says something, without those inside of them."""
    at = 0
    for one in _quotations(source):
        if one.first >= at and instead(one.post_id) is not None:
            at = one.end
            yield one


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
