"""Known items: threads that are drawn, with a query for each class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from .classes import CLASSES, EXTRA, Drawn
from .corpus import Corpus
from .languages import Half
from .typos import SLIPS


@dataclass(frozen=True)
class Item:
    """A thread, its half, and a query for each class; "" where an extra one has none."""

    thread: int
    title: str
    half: Half
    queries: Mapping[str, str]


def draw(corpus: Corpus, most: int) -> list[Item]:
    """Return at most *most* items: always the same from the same archive.

    A thread from which some class cannot be made is not drawn.
    """
    items: list[Item] = []
    for thread in sorted(corpus.threads, key=lambda thread: _hash("order", thread.title)):
        if len(items) == most:
            break
        if not corpus.is_set_apart(thread):
            continue
        half = half_of(thread.title)
        drawn = Drawn(corpus, thread, half, SLIPS[len(items) % len(SLIPS)])
        queries = {name: kind.make(drawn) for name, kind in CLASSES.items()}
        if all(queries.values()):
            queries |= {name: kind.make(drawn) for name, kind in EXTRA.items()}
            items.append(Item(thread.id, thread.title, half, queries))
    return items


def half_of(title: str) -> Half:
    """Return the half of the thread with this *title*, whatever else is in the archive.

    Its id would depend on the order in which an archive is imported.
    """
    return "tuning" if int(_hash("half", title), 16) % 2 else "told"


def _hash(purpose: str, title: str) -> str:
    return sha256(f"{purpose} {title}".encode()).hexdigest()
