"""Cleans the texts of an archive: most of the work of an import, done by several processes.

They are started anew and not forked, so they have no connection to a database, and they end with
the process that started them. What depends on what has been imported so far is left to that one.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter, deque
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self, TypeVar

from .links import Unsettled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .links import Links

TOGETHER = 200
"""Posts that are cleaned at once; fewer cost more to send than to clean."""


MANY = 2_000
"""Posts from which on it pays to start processes, which takes each of them a second."""
_MOST = 8
"""Processes that one which writes can keep busy."""


def cores_for(posts: int) -> int:
    """Return how many processes clean so many *posts* fastest here: one for each core, or one."""
    usable = getattr(os, "sched_getaffinity", None)
    cores = len(usable(0)) if usable else os.cpu_count() or 1
    return min(cores, _MOST) if posts >= MANY else 1


class Cleaned(NamedTuple):
    """A text that is ready to be stored, and what was found in it."""

    source: str
    """It, with its pictures, even if none are shown today."""
    html: str
    told: Counter[str]
    """What stood only in attributes: see ``core/text/attribute_words.py: tell``."""
    waiting: bool
    """Whether it links to a topic that has not been imported yet."""
    paths: int
    """How many of its links have no host."""
    refused: int
    """How many of its links no post may have."""


class Texts(Protocol):
    """What has the texts of a topic."""

    @property
    def key(self) -> str: ...
    @property
    def texts(self) -> Sequence[str]: ...


T = TypeVar("T", bound=Texts)
_Sent = tuple[str, list[str]]


def cleaned(cooked: str, links: Links, *, within: str, images: bool, tell: bool = True) -> Cleaned:
    """Return *cooked*, a text of the topic *within*, with *images* if they are shown.

    Unless told not to *tell*, it puts what stands only in attributes into the text. Raises
    Unsettled if it has a link of which *links* cannot say yet where it leads.
    """
    # Imported here: parsing HTML loads bleach, which no other command needs.
    from ...core.text.sanitise import clean

    links.begin(within)
    told: Counter[str] = Counter()
    source = clean(cooked, link=links, images=True, paths=True, told=told if tell else None)
    html = source if images or "<img" not in source else clean(source, paths=True)
    return Cleaned(source, html, told, links.waiting, links.paths, links.refused)


class Cleaners:
    """*processes* that clean texts, with *links* as they know them; none if it is one."""

    def __init__(
        self, links: Links, *, images: bool, processes: int, method: str = "spawn"
    ) -> None:
        self._most = 2 * processes
        self._pool: ProcessPoolExecutor | None = None
        if processes > 1:
            self._pool = ProcessPoolExecutor(
                processes, get_context(method), initializer=_start, initargs=(links, images)
            )

    def __enter__(self) -> Self:
        """Return it; on leaving, its processes end, and what they have not begun is dropped."""
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def ahead(self, topics: Iterable[T]) -> Iterator[tuple[T, Sequence[Cleaned | None]]]:
        """Yield *topics* in their order, each with its texts, cleaned while others are written.

        A text that only the caller can clean is None; without processes there are none at all.
        """
        waiting: deque[tuple[list[T], Future[list[list[Cleaned | None]]] | None]] = deque()
        together: list[T] = []
        for topic in topics:
            together.append(topic)
            if self._pool is None or sum(len(one.texts) for one in together) >= TOGETHER:
                waiting.append((together, self._send(together)))
                together = []
            while len(waiting) > (self._most if self._pool else 0):
                yield from self._received(*waiting.popleft())
        waiting.append((together, self._send(together)))
        for sent in waiting:
            yield from self._received(*sent)

    def _send(self, topics: Sequence[T]) -> Future[list[list[Cleaned | None]]] | None:
        try:
            sent = [(topic.key, list(topic.texts)) for topic in topics]
            return self._pool.submit(_clean, sent) if self._pool and sent else None
        except BrokenExecutor:
            self._pool = None
            return None

    def _received(
        self, topics: Sequence[T], sent: Future[list[list[Cleaned | None]]] | None
    ) -> Iterator[tuple[T, Sequence[Cleaned | None]]]:
        texts: Sequence[Sequence[Cleaned | None]] = [()] * len(topics)
        try:
            texts = sent.result() if sent else texts
        except BrokenExecutor:  # one was killed, or none can be started here: we do it ourselves
            self._pool = None
        yield from zip(topics, texts, strict=True)


_links: Links | None = None
_images = False


def _start(links: Links, images: bool) -> None:
    """Prepare a process: it has its own *links*, and ends when the one that started it ends."""
    global _links, _images
    _links, _images = links, images
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _clean(topics: Sequence[_Sent]) -> list[list[Cleaned | None]]:
    return [[_cleaned(text, key) for text in texts] for key, texts in topics]


def _cleaned(text: str, key: str) -> Cleaned | None:
    """Return *text* of the topic *key*, or None if that fails: it is tried again, and reported."""
    if _links is None:
        return None
    try:
        return cleaned(text, _links, within=key, images=_images)
    except (Unsettled, ValueError, LookupError, RecursionError):
        return None
