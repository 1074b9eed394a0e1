"""Makes the documents of posts and artefacts: their words, fields and scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from ..artefacts.models import Artefact
from ..artefacts.policy import is_shown as is_artefact_shown
from ..artefacts.policy import readable_html as readable_artefact_html
from ..artefacts.policy import readable_part
from ..core.database.id_list import is_among
from ..core.database.session import fetch_all, session
from ..core.index.protocol import Document
from ..core.text.plain import plain
from ..files.queries import has_file
from ..keeping.quotations import as_all_read
from ..margins.queries import is_comment
from ..spaces.models import Space
from ..threads.models import Post, Thread
from ..threads.policy.readable_text import is_shown, readable_html
from ..threads.policy.sight import NO, SEAL, seal_to, unless_sealed, unsealed
from ..upkeep.queries import is_stale
from .kinds import (
    kind_of,
    scope,
    scope_of_thread,
    states_of,
    states_of_page,
    tags_in,
    with_about,
    with_file,
)
from .rows import ChangedPostRow, IdRow, IndexedArtefactRow, IndexedPostRow, SpaceAccessRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import InstrumentedAttribute


BATCH = 500
"""Rows that are read at once."""
_POSTS = (
    select(
        Post.id,
        Post.thread_id,
        Post.number,
        Post.kind,
        Post.author_id,
        Post.at,
        readable_html("everybody"),
        Post.helped,
        Post.tried,
        Thread.space_id,
        Thread.kind.label("thread_kind"),
        Thread.title,
        Thread.tags,
        Thread.answers,
        unless_sealed(Thread.helped, NO).label("thread_helped"),
        unless_sealed(Thread.tried, NO).label("thread_tried"),
        (~unsealed("everybody")).label("sealed"),
        with_file(),
        is_comment(),
        Space.access,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Space, Space.id == Thread.space_id)
    .outerjoin(SEAL, seal_to("everybody"))
    .where(is_among(Post.id, "ids"), is_shown(), Thread.gone_at.is_(None))
)
_ARTEFACTS = (
    select(
        Artefact.id,
        Artefact.space_id,
        Artefact.kind,
        Artefact.author_id,
        Artefact.revised_at.label("at"),
        readable_artefact_html("everybody"),
        readable_part(Artefact.details, "everybody"),
        Artefact.title,
        Artefact.tags,
        Artefact.tried,
        Artefact.replaced_by,
        is_stale(),
        has_file("page", Artefact.id).label("with_file"),
        Space.access,
    )
    .join(Space, Space.id == Artefact.space_id)
    .where(is_artefact_shown())
)
_opening = aliased(Post)
_CHANGED = (
    select(Post.thread_id, Post.number, Post.revision, _opening.id.label("opening_id"))
    .join(_opening, and_(_opening.thread_id == Post.thread_id, _opening.number == 1))
    .where(is_among(Post.id, "ids"))
)
_POSTS_BY_SPACE = select(Post.id).join(Thread, Thread.id == Post.thread_id)


@dataclass(kw_only=True)
class Changes:
    """What to index again, after what is *gone* has been deleted."""

    posts: set[int] = field(default_factory=set)
    openings: set[int] = field(default_factory=set)
    """Those of the posts of which only the thread has changed, not who may read them."""
    artefacts: set[int] = field(default_factory=set)
    files: set[int] = field(default_factory=set)
    gone: list[tuple[str, str]] = field(default_factory=list)


def changes(changed: Iterable[tuple[str, int]]) -> Changes:
    """Return what to index again for *changed*: rows of the outbox as (kind, id)."""
    by_kind: dict[str, set[int]] = {}
    for kind, id in changed:
        by_kind.setdefault(kind, set()).add(id)
    posts, threads = by_kind.get("post", set()), by_kind.get("thread", set())
    spaces, artefacts = by_kind.get("space", set()), by_kind.get("artefact", set())
    found = Changes(posts=set(posts), artefacts=set(artefacts), files=by_kind.get("file", set()))
    openings, whole = _openings_of(posts)
    found.posts |= _ids(select(Post.id), Post.thread_id, threads | whole)
    found.posts |= _ids(_POSTS_BY_SPACE, Thread.space_id, spaces)
    found.openings = openings - found.posts
    found.posts |= openings
    found.artefacts |= _ids(select(Artefact.id), Artefact.space_id, spaces)
    found.gone = [("thread", str(id)) for id in threads] + [("space", str(id)) for id in spaces]
    return found


def _openings_of(posts: set[int]) -> tuple[set[int], set[int]]:
    """Return the openings that are indexed again, and the threads whose posts all are.

    An answer changes whether its question is answered; an edited opening changes every post's tags.
    """
    openings, whole = set(), set()
    for some in batches(posts):
        for post in fetch_all(ChangedPostRow, _CHANGED, {"ids": some}):
            openings.add(post.opening_id)
            if post.number == 1 and post.revision > 1:
                whole.add(post.thread_id)
    return openings, whole


def _ids(statement: Select[int], column: InstrumentedAttribute[int], values: set[int]) -> set[int]:
    """Return the ids that *statement* returns where *column* is one of *values*."""
    found = set()
    for some in batches(values):
        found |= {row.id for row in fetch_all(IdRow, statement.where(column.in_(some)))}
    return found


def batches(ids: Iterable[int]) -> Iterator[list[int]]:
    """Return *ids*, sorted, in lists of ``BATCH``."""
    waiting = iter(sorted(ids))
    while some := list(islice(waiting, BATCH)):
        yield some


def posts(ids: Sequence[int]) -> tuple[list[Document], list[tuple[str, str]]]:
    """Return the documents of the posts *ids*, and the keys of those that are gone."""
    rows = fetch_all(IndexedPostRow, _POSTS, {"ids": ids})
    found = [_of_post(row) for row in rows]
    return found, _missing("p", ids, found)


def artefacts(ids: Sequence[int]) -> tuple[list[Document], list[tuple[str, str]]]:
    """Return the documents of the artefacts *ids*, and the keys of those that are gone."""
    rows = fetch_all(IndexedArtefactRow, _ARTEFACTS.where(Artefact.id.in_(ids)))
    found = [_of_artefact(row) for row in as_all_read(rows)]
    return found, _missing("a", ids, found)


def scopes(space_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Return the spaces *space_ids*, each with the scope of its documents."""
    if not space_ids:
        return []
    spaces = select(Space.id.label("space_id"), Space.access).where(Space.id.in_(space_ids))
    return [(row.space_id, scope(row)) for row in fetch_all(SpaceAccessRow, spaces)]


def all_posts(after: int) -> Sequence[int]:
    """Return the ids of the next posts after the id *after*."""
    return _next(Post.id, after)


def all_artefacts(after: int) -> Sequence[int]:
    """Return the ids of the next artefacts after the id *after*."""
    return _next(Artefact.id, after)


def total() -> int:
    """Return how many posts and artefacts there are, hidden ones too."""
    counts = (select(func.count()).select_from(table) for table in (Post, Artefact))
    return sum(session().scalar(count) or 0 for count in counts)


def _next(column: InstrumentedAttribute[int], after: int) -> Sequence[int]:
    statement = select(column).where(column > after).order_by(column).limit(BATCH)
    return [row.id for row in fetch_all(IdRow, statement)]


def _missing(letter: str, ids: Iterable[int], found: Iterable[Document]) -> list[tuple[str, str]]:
    gone = {f"{letter}{id}" for id in ids} - {document.id for document in found}
    return [("id", id) for id in sorted(gone)]


def _of_post(row: IndexedPostRow) -> Document:
    return Document(
        id=f"p{row.id}",
        kind=kind_of(row),
        thread_id=row.thread_id,
        author_id=row.author_id,
        space_id=row.space_id,
        scope=scope_of_thread(row.thread_id) if row.sealed else scope(row),
        tags=tags_in(row.tags),
        at=row.at,
        title=row.title if _is_opening(row) else "",
        thread_title="" if _is_opening(row) else row.title,
        body=plain(row.html),
        states=tuple(states_of(row)),
    )


def _is_opening(row: IndexedPostRow) -> bool:
    """Whether the title of its thread is that of a post; of a comment, it is that of the page."""
    return row.number == 1 and not row.comment


def _of_artefact(row: IndexedArtefactRow) -> Document:
    return Document(
        id=f"a{row.id}",
        kind=row.kind,
        author_id=row.author_id,
        space_id=row.space_id,
        scope=scope(row),
        tags=tags_in(row.tags),
        at=row.at,
        title=row.title,
        body=plain(with_about(row)),
        states=tuple(states_of_page(row)),
    )
