"""A page of search results, and threads with a title like one that is being typed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ...core.index.home import engine
from ...core.index.marks import marker
from ...core.index.protocol import Matches, NotReady, SearchQuery
from ...core.memory import Budget
from ...core.text.plain import plain
from ...core.text.snippet import read, snippet
from ...threads import queries as threads
from ..kinds import FILE, LIBRARY, kind_of, kinds_of, with_about
from ..operators import LONGEST
from .file_hits import file_hits, place_in
from .hits import artefact_hits, is_titled, post_hits, threads_by_title
from .names import names_in
from .reach import reach_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import timedelta

    from ...core.index.protocol import Field, Order
    from ...core.text.snippet import Piece, Read
    from ...members.viewer import Viewer
    from ..operators import Fault
    from ..query_language import TypedQuery
    from ..rows import HitRow, PostHitRow
    from .names import Names

LONG = 8_000
"""Texts of more characters of HTML are not remembered: each word would take 80 bytes."""
READ_BYTES = 12_000_000
"""How many bytes of texts that were read for snippets a process remembers."""
MOST_SIMILAR = 5


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A document that was found: its row, the kind it counts as, and the text around the match."""

    kind: str
    row: HitRow
    pieces: tuple[Piece, ...] = ()
    more: int = 0
    """How many other posts of its thread match."""


@dataclass(frozen=True, kw_only=True)
class Results:
    """A page of search results."""

    hits: Sequence[Hit] = ()
    total: int = 0
    """How many documents match."""
    threads: int = 0
    """In how many threads and artefacts they are: each is shown once."""
    loose: bool = False
    """Whether there are documents among them that have not all the words."""
    complete: int = 0
    """How many of the hits of this page, the first ones, have all the words."""
    unknown: Sequence[str] = ()
    """The words that nothing the viewer can read has."""
    meant: Mapping[str, str] = field(default_factory=dict)
    """What was looked for instead of some of these, as it is written in the hits."""
    facets: Mapping[Field, Mapping[str, int]] = field(default_factory=dict)
    partial: bool = False
    too_common: bool = False
    ready: bool = True
    """False while there is no index to search: the hits are threads, found by their title."""
    late: bool = False
    """Whether the index needs the indexer: changes have waited too long, or it is outdated."""
    asked: bool = False
    """Whether anything was searched for."""
    faults: Sequence[Fault] = ()
    """The parts of the search that are not as they were meant."""


def results(
    viewer: Viewer,
    typed: TypedQuery,
    *,
    narrowed: Mapping[Field, str],
    clock: timedelta,
    page: int,
    order: Order,
    thread_id: int | None = None,
    offered: frozenset[str] = frozenset(),
) -> Results:
    """Return page *page*, from 1, of what *viewer* finds with *typed*, maybe only in one thread.

    Years are counted by a clock that is *clock* ahead of UTC. The words of names that are *offered*
    beside the hits are not taken for mistyped ones.
    """
    reach, late = reach_of(viewer)
    names = names_in(viewer, typed)
    query = with_ids(typed, names, narrowed, clock, thread_id)
    query = query and replace(query, names=offered)
    faults = (*typed.faults, *names.faults)
    if reach is None:
        return _by_title(viewer, typed, faults)
    try:
        found = engine().search(query, reach=reach, page=page, order=order) if query else Matches()
    except NotReady:
        return _by_title(viewer, typed, faults)
    hits, meant = _hits(viewer, found)
    if order == "best" and page == 1:  # what is called so was meant, wherever its words stand
        hits.sort(key=lambda hit: hit.kind == "comment" or not is_titled(hit.row, typed.words))
    return Results(
        hits=hits,
        total=found.total,
        threads=found.threads,
        loose=found.loose,
        complete=found.complete if page == 1 else 0,
        unknown=found.unknown,
        meant=meant,
        facets=found.facets,
        partial=found.partial,
        too_common=found.too_common,
        late=late or found.outdated,
        asked=query is not None,
        faults=faults,
    )


def thread_title(viewer: Viewer, found: Results, thread_id: int) -> str:
    """Return the title of the thread that was searched; empty if *viewer* cannot read it."""
    if found.hits:
        return found.hits[0].row.title
    thread = threads.thread(viewer, thread_id)
    return thread.title if thread else ""


def similar_threads(viewer: Viewer, title: str) -> Sequence[PostHitRow]:
    """Return the openings of at most five threads with a title like *title*, best first.

    Empty if there is no index, no title, or one of more than ``LONGEST`` characters.
    """
    if len(title) > LONGEST or not title.strip():
        return []
    reach, _ = reach_of(viewer)
    if reach is None:
        return []
    try:
        ids = engine().similar(title, reach=reach, most=MOST_SIMILAR)
    except NotReady:
        return []
    openings = post_hits(viewer, ids)
    return [openings[id] for id in ids if id in openings]


def with_ids(
    typed: TypedQuery,
    names: Names,
    narrowed: Mapping[Field, str],
    clock: timedelta,
    thread_id: int | None,
) -> SearchQuery | None:
    """Return *typed* with ids for *names*, or None if it asks for nothing."""
    dated = typed.since or typed.until
    given = [(name, values) for name, values in _chosen(typed) if values]
    if not (typed.terms or dated or given or names.fields):
        return None
    here: list[tuple[Field, tuple[str, ...]]] = []
    if thread_id is not None:
        here.append(("thread", (str(thread_id),)))
    return SearchQuery(
        terms=typed.terms,
        fields=(*here, *names.fields, *given),
        since=typed.since,
        until=typed.until,
        clock=clock,
        narrowed={
            name: kinds_of(value) if name == "kind" else (value,)
            for name, value in narrowed.items()
        },
    )


def _chosen(typed: TypedQuery) -> Iterator[tuple[Field, tuple[str, ...]]]:
    yield "kind", tuple(dict.fromkeys(kind for each in typed.kinds for kind in kinds_of(each)))
    for state in typed.states:
        yield "state", (state,)


def _hits(viewer: Viewer, found: Matches) -> tuple[list[Hit], dict[str, str]]:
    """Return the hits of *found* that *viewer* may see, in that order, and what words meant."""
    posts, artefacts = post_hits(viewer, found.hits), artefact_hits(viewer, found.hits)
    files = file_hits(viewer, found.hits)
    mark = marker(found.runs, found.language)
    hits: list[Hit] = []
    texts: list[Read] = []
    for id in found.hits:
        more = found.more.get(id, 0)
        if id in files:
            place, pieces, text = place_in(files[id], mark)
            hits.append(Hit(kind=FILE, row=place, pieces=pieces, more=more))
            texts += (text, read(place.name))
            continue
        if (row := posts.get(id) or artefacts.get(id)) is None:
            continue
        kind = kind_of(posts[id]) if id in posts else LIBRARY
        text = _words_of(with_about(artefacts[id]) if id in artefacts else row.html)
        pieces = tuple(snippet(text, found=mark(text)))
        hits.append(Hit(kind=kind, row=row, pieces=pieces, more=more))
        texts += (text, read(row.title))
    instead = found.replaced.items()
    return hits, {word: _as_written(stems, texts, found.language) for word, stems in instead}


def _as_written(stems: Sequence[str], texts: Sequence[Read], language: str) -> str:
    """Return the word of *texts*, which the viewer reads, that has one of *stems*: the most usual.

    A stem is no word: it cannot be shown.
    """
    mark = marker([(stem,) for stem in stems], language)
    written = Counter(each.text[at:end].lower() for each in texts for at, end in mark(each))
    return max(written, key=lambda word: (written[word], -len(word)), default=stems[0])


def _words_of(html: str) -> Read:
    """Return the text of *html*, remembered: the next search often finds it again."""
    return _remembered_words(html) if len(html) < LONG else _read(html)


def _read(html: str) -> Read:
    return read(plain(html))


_remembered_words = Budget(READ_BYTES).remembering_results(_read, most=500)


def _by_title(viewer: Viewer, typed: TypedQuery, faults: Sequence[Fault]) -> Results:
    """Return what can be found without an index: threads with the words in their title."""
    words = [word for term in typed.terms if not term.without for word in term.text.split()]
    rows = threads_by_title(viewer, words) if words else ()
    hits = [Hit(kind=row.kind, row=row) for row in rows]
    return Results(
        hits=hits, total=len(hits), ready=False, late=True, asked=bool(words), faults=faults
    )
