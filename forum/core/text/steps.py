"""The steps of a learning path, found in the stored HTML of its page.

A heading is a stage. Each item of a list is a step of the stage that it stands in: the first link
in it is where the step leads. Without a link it is a question if it ends with a question mark, and
else a sentence. Lists in quotations, in tables and in other items are no steps, nor is an empty
item. Steps are numbered through the whole page, from 1 on, up to ``MOST``.

A mark is kept by the key of a step, so it stays when the step is moved or renamed: "t:7" is the
thread 7, whatever the link says. Any other address is its own key, and so are the words of a step
without a link.
"""

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from .characters import escaped
from .folding import folded
from .list_items import Item, lists
from .plain import excerpt, plain
from .stored_sections import sections_in

MOST = 200
"""What stands behind so many steps is none: a page of them takes its time to print."""
WORDS = 160
"""Characters of a step that are said where it is named."""
_LONGEST_KEY = 400
"""A longer address is known by its hash: a key is part of an index."""
_OURS = re.compile(r"forum:/([a-z])/([0-9]{1,9})(?:-[^/?#]*)?(\?[^#]*)?(#.*)?", re.DOTALL)
_ASKS = ("?", "？", "؟")


class Target(NamedTuple):
    """A page of the forum that a step leads to."""

    letter: str
    """As in its address: "t" is a thread, "p" a post, "a" a page of the library."""
    id: int
    query: str
    fragment: str


class Step(NamedTuple):
    """A step of a path, as it is written."""

    number: int
    key: str
    words: str
    """What the item says in one line, without the lists in it."""
    href: str
    """Where it leads; empty without a link."""
    target: Target | None
    """The page of the forum that this is; None for any other address."""
    is_question: bool
    is_bare: bool
    """Whether it says nothing but its address."""


class Stage(NamedTuple):
    """A heading of a path, with the steps that stand under it."""

    heading: str
    """Its words; empty for what stands above the first heading."""
    section: str
    """The id of the section; empty likewise."""
    steps: Sequence[Step]


class Printed(NamedTuple):
    """What is printed of a step on the page of its path."""

    href: str
    """Where its link leads; empty if it stays as it is."""
    name: str
    """What its link says; empty likewise."""
    instead: str
    """HTML in place of what the step says; empty to leave it."""
    after: str
    """HTML behind it."""


def stages(html: str, stored: str | None = None, *, bases: Sequence[str] = ()) -> list[Stage]:
    """Return the stages of the path with this stored *html*, as a revision has them *stored*.

    Stages without a step are left out. An address that begins with one of *bases*, where the forum
    itself is, leads to the same page as a ``forum:/`` link.
    """
    sections = sections_in(html, stored)
    starts = [heading.start for heading, _ in sections]
    found: dict[int, list[Step]] = {}
    for item, step in _steps(html, bases):
        found.setdefault(bisect(starts, item.start), []).append(step)
    named = [("", ""), *((heading.words, section.id) for heading, section in sections)]
    return [Stage(*named[at], steps) for at, steps in sorted(found.items())]


def with_steps(html: str, printed: Mapping[int, Printed]) -> str:
    """Return stored *html* with its steps numbered, each as *printed* says, by its number."""
    edits: list[tuple[int, int, str]] = []
    numbers = {item.start: step.number for item, step in _steps(html, ())}
    for one in lists(html):
        steps = [item for item in one.items if item.start in numbers]
        if steps:
            edits += [(*one.opening, "<ol>"), (*one.closing, "</ol>")]
        for item in steps:
            edits += _edits(item, numbers[item.start], printed[numbers[item.start]])
    pieces, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [html[at:start], new]
        at = end
    return "".join([*pieces, html[at:]])


def _edits(item: Item, number: int, printed: Printed) -> Iterator[tuple[int, int, str]]:
    yield item.start, item.begin, f'<li id="fx-step-{number}" value="{number}" tabindex="-1">'
    if printed.instead:
        yield item.begin, item.end, printed.instead + printed.after
        return
    if printed.href and item.address:
        yield *item.href, escaped(printed.href)
    if printed.name and item.address:
        yield *item.name, escaped(printed.name)
    yield item.end, item.end, printed.after


def _steps(html: str, bases: Sequence[str]) -> Iterator[tuple[Item, Step]]:
    number = 0
    for item in (item for one in lists(html) for item in one.items):
        words = excerpt(plain(html[item.begin : item.own_end]), length=WORDS)
        href = item.address
        if number == MOST:
            return
        if not words and not href:
            continue
        number += 1
        ours = _ours(href, bases)
        target = _target(ours)
        key = f"{target.letter}:{target.id}" if target else href or f"= {folded(words)}"
        long = len(key.encode()) > _LONGEST_KEY
        yield (
            item,
            Step(
                number=number,
                key=sha256(key.encode()).hexdigest() if long else key,
                words=words,
                href=href,
                target=target,
                is_question=not href and words.endswith(_ASKS),
                is_bare="/" in words and words.removesuffix("…") in href,
            ),
        )


def _ours(href: str, bases: Sequence[str]) -> str:
    base = next((base for base in bases if href.startswith(f"{base}/")), None)
    return href if base is None else "forum:" + href[len(base) :]


def _target(href: str) -> Target | None:
    match = _OURS.fullmatch(href)
    return Target(match[1], int(match[2]), match[3] or "", match[4] or "") if match else None
