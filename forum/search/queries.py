"""Searches as a viewer may: the engine finds, and the database is asked again what may be seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, bindparam, cast, func, null, or_, select, union_all

from ..artefacts import policy as shelves
from ..artefacts.models import Artefact
from ..core.database.base import Moment, now
from ..core.database.outbox import Outbox
from ..core.database.session import records, rows
from ..core.index.home import engine, is_home
from ..core.index.models import IndexHome
from ..core.index.protocol import SIZE, TERMS, Found, NotReady, Reach, Sought
from ..core.text.plain import plain
from ..core.text.snippet import read, snippet
from ..members.models import Member
from ..spaces.current import current_spaces
from ..threads.models import Post, Thread
from ..threads.policy import visible_to
from .documents import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row, Select

    from ..core.index.protocol import Field, Order
    from ..core.text.snippet import Piece, Read
    from ..members.viewer import Viewer
    from .query_language import Query

LATE = timedelta(seconds=2)
"""How long a change may wait before a search has the index brought up to date."""
LONG = 8_000
"""Characters of HTML past which the words of a text are not remembered: each one takes 80 bytes."""

_PENDING: Any = union_all(
    select(
        IndexHome.folder.label("kind"),
        cast(null(), Integer).label("id"),
        cast(null(), Moment).label("at"),
    ),
    select(Outbox.kind, Outbox.object_id, Outbox.at)
    .outerjoin(Thread, and_(Outbox.kind == "thread", Thread.id == Outbox.object_id))
    .outerjoin(Post, and_(Outbox.kind == "post", Post.id == Outbox.object_id))
    .where(
        Outbox.consumer == "search",
        or_(
            Outbox.kind == "space",
            and_(
                Outbox.kind == "thread",
                Thread.space_id.not_in(bindparam("viewer_spaces", expanding=True)),
            ),
            and_(Outbox.kind == "post", Post.state != "shown"),
        ),
    ),
    select(null(), null(), func.min(Outbox.at)).where(Outbox.consumer == "search"),
)
POSTS = (
    select(
        Post.id,
        Post.thread_id,
        Post.number,
        Post.branch,
        Post.turn,
        Post.kind,
        Post.at,
        Post.html,
        Post.helped,
        Post.tried,
        Post.worked,
        Thread.kind.label("thread_kind"),
        Thread.title,
        Thread.slug,
        Thread.space_id,
        Thread.answers,
        Thread.helped.label("thread_helped"),
        Thread.tried.label("thread_tried"),
        Thread.worked.label("thread_worked"),
        Thread.anchor_title,
        Thread.anchor_url,
        Member.name.label("author_name"),
        Member.organisation.label("author_organisation"),
        Member.former.label("author_former"),
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Member, Member.id == Post.author_id)
    .where(Post.id.in_(bindparam("ids", expanding=True)), Post.state == "shown", visible_to())
)
_ARTEFACTS = select(
    Artefact.id,
    Artefact.kind,
    Artefact.title,
    Artefact.slug,
    Artefact.html,
    Artefact.space_id,
    Artefact.revised_at,
    Artefact.revision,
).where(Artefact.id.in_(bindparam("ids", expanding=True)), shelves.visible_to())
_THREADS = (
    select(
        Thread.id,
        Thread.kind,
        Thread.title,
        Thread.slug,
        Thread.space_id,
        Thread.opened_at,
        Thread.answers,
        Thread.helped,
        Thread.tried,
        Thread.worked,
        Thread.anchor_title,
        Thread.anchor_url,
    )
    .where(visible_to())
    .order_by(Thread.active_at.desc(), Thread.id.desc())
)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A document that was found: its row, what it counts as, and the words around the find."""

    kind: str
    row: Row[Any]
    pieces: tuple[Piece, ...] = ()

    @property
    def at(self) -> datetime:
        """When it was written; a thread is opened, an artefact revised."""
        names = ("at", "opened_at", "revised_at")
        found: datetime = next(getattr(self.row, name) for name in names if hasattr(self.row, name))
        return found


@dataclass(frozen=True, kw_only=True)
class Results:
    """A page of what was found."""

    hits: Sequence[Hit] = ()
    total: int = 0
    facets: Mapping[Field, Mapping[str, int]] = field(default_factory=dict)
    partial: bool = False
    too_common: bool = False
    ready: bool = True
    """False while the index is being built: the hits are threads by their title alone."""
    late: bool = False
    """Whether changes have waited too long for the index."""


def results(
    viewer: Viewer, query: Query, *, narrowed: Mapping[Field, str], page: int, order: Order
) -> Results:
    """Return page *page*, from 1, of what *viewer* finds with *query*."""
    reach, late = reach_of(viewer)
    sought = _sought(viewer, query, narrowed)
    if reach is None:
        return _by_title(viewer, query)
    try:
        found = engine().search(sought, reach=reach, page=page, order=order) if sought else Found()
    except NotReady:
        return _by_title(viewer, query)
    return Results(
        hits=_hits(viewer, found.hits, query),
        total=found.total,
        facets=found.facets,
        partial=found.partial,
        too_common=found.too_common,
        late=late,
    )


def reach_of(viewer: Viewer) -> tuple[Reach | None, bool]:
    """Return what *viewer* may find just now, and whether changes wait too long.

    None where changes go into another index. What was closed or moved out of sight and is not yet
    so in the index is withheld.
    """
    reads = viewer.binds()["viewer_spaces"]
    oldest, spaces, threads, posts = None, set(), set(), set()
    for kind, id, at in _pending(reads):
        if kind is None:
            oldest = at
        elif id is None and not is_home(kind):
            return None, False
        elif kind == "space" and id not in viewer.reads:
            spaces.add(id)
        elif kind == "thread":
            threads.add(id)
        elif kind == "post":
            posts.add(f"p{id}")
    closed = (f"s{id}" for id in reads if current_spaces()[id].access != "open")
    is_open = any(place.access == "open" for place in current_spaces().values())
    reach = Reach(
        scopes=(*(("open",) if is_open else ()), *closed),
        without_spaces=frozenset(spaces),
        without_threads=frozenset(threads),
        without_documents=frozenset(posts),
    )
    return reach, oldest is not None and now() - oldest > LATE


def _pending(reads: Sequence[int]) -> Sequence[Any]:
    return rows(_PENDING, {"viewer_spaces": reads})


def _sought(viewer: Viewer, query: Query, narrowed: Mapping[Field, str]) -> Sought | None:
    """Return *query* with ids for names, or None where it asks for nothing."""
    if query.empty:
        return None
    fields: list[tuple[Field, tuple[str, ...]]] = []
    if query.authors:
        fields.append(("author", _members(viewer, query.authors)))
    if wanted := query.spaces:
        called = (
            p for p in current_spaces().values() if not {p.slug, p.name.lower()}.isdisjoint(wanted)
        )
        fields.append(("space", tuple(str(place.id) for place in called)))
    if query.tags:
        fields.append(("tag", query.tags))
    if query.kinds:
        fields.append(("kind", query.kinds))
    fields += [("state", (state,)) for state in query.states]
    return Sought(
        terms=query.terms,
        fields=tuple(fields),
        since=query.since,
        until=query.until,
        narrowed=narrowed,
    )


def _members(viewer: Viewer, authors: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the members of this handle or name as the index has them; "me" is one.

    A name is also found in small letters, as far as the database knows those: SQLite knows a to z.
    """
    typed = [author for author in authors if author.lower() != "me"]
    ids = [str(viewer.member_id)] if len(typed) < len(authors) and viewer.member_id else []
    if typed:
        small = [author.lower() for author in typed]
        called = or_(
            Member.handle.in_(small), Member.name.in_(typed), func.lower(Member.name).in_(small)
        )
        ids += [str(row.id) for row in rows(select(Member.id).where(called))]
    return tuple(ids)


def _hits(viewer: Viewer, ids: Sequence[str], query: Query) -> list[Hit]:
    """Return the rows of *ids* that *viewer* may see, in that order, with the words around."""
    posts = rows_of(POSTS, "p", ids, viewer)
    artefacts = rows_of(_ARTEFACTS, "a", ids, viewer)
    found = engine().found(query.terms)
    hits = []
    for id in ids:
        if (row := posts.get(id) or artefacts.get(id)) is None:
            continue
        kind = KINDS.get(row.kind, row.thread_kind) if id in posts else "artefact"
        hits.append(Hit(kind=kind, row=row, pieces=tuple(snippet(_read(row.html), found=found))))
    return hits


def _read(html: str) -> Read:
    """Return the text of *html*: what one search finds, the next one often finds too."""
    return _kept(html) if len(html) < LONG else read(plain(html))


@lru_cache(maxsize=500)
def _kept(html: str) -> Read:
    return read(plain(html))


def rows_of(
    listed: Select[*tuple[Any, ...]], letter: str, ids: Iterable[str], viewer: Viewer
) -> dict[str, Row[Any]]:
    """Return the rows of the documents *ids* that *viewer* may see, of those with this letter."""
    wanted = [int(id[1:]) for id in ids if id.startswith(letter)]
    if not wanted:
        return {}
    binds = {"ids": wanted, "viewer_spaces": viewer.binds()["viewer_spaces"]}
    return {f"{letter}{row.id}": row for row in records(listed, binds)}


def _by_title(viewer: Viewer, query: Query) -> Results:
    """Return what can be found while there is no index: threads with the words in their title."""
    words = [word for term in query.terms if not term.without for word in term.text.split()]
    if not words:
        return Results(ready=False, late=True)
    listed = _THREADS
    for word in words[:TERMS]:
        sign = word.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        listed = listed.where(func.lower(Thread.title).like(f"%{sign}%", escape="\\"))
    found = rows(listed.limit(SIZE), {"viewer_spaces": viewer.binds()["viewer_spaces"]})
    hits = [Hit(kind=row.kind, row=row) for row in found]
    return Results(hits=hits, total=len(hits), ready=False, late=True)
