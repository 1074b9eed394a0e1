"""Makes documents of posts and artefacts: what is found, by which words, and who may find it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..artefacts.models import Artefact
from ..core.database.session import rows
from ..core.index.protocol import Document
from ..core.text.plain import plain
from ..spaces.models import Space
from ..threads.models import Post, Thread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Row, Select

KINDS = {"answer": "answer", "reply": "answer", "post": "discussion", "reflection": "reflection"}
"""What a post counts as in a search; an opening counts as its thread."""
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
        Post.html,
        Post.helped,
        Post.tried,
        Thread.space_id,
        Thread.kind.label("thread_kind"),
        Thread.title,
        Thread.tags,
        Thread.answers,
        Thread.helped.label("thread_helped"),
        Thread.tried.label("thread_tried"),
        Space.access,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Space, Space.id == Thread.space_id)
    .where(Post.state == "shown", Thread.gone_at.is_(None))
)
_ARTEFACTS = select(
    Artefact.id,
    Artefact.space_id,
    Artefact.author_id,
    Artefact.revised_at,
    Artefact.html,
    Artefact.title,
    Artefact.tags,
    Space.access,
).join(Space, Space.id == Artefact.space_id)


@dataclass(kw_only=True)
class Changes:
    """What rows of the outbox come to: the ids to be read again, and what goes first."""

    posts: set[int] = field(default_factory=set)
    artefacts: set[int] = field(default_factory=set)
    gone: list[tuple[str, str]] = field(default_factory=list)


def changes(told: Iterable[tuple[str, int]]) -> Changes:
    """Return what has to be read again for outbox rows (kind, id)."""
    by_kind: dict[str, set[int]] = {}
    for kind, id in told:
        by_kind.setdefault(kind, set()).add(id)
    posts, threads = by_kind.get("post", set()), by_kind.get("thread", set())
    spaces, artefacts = by_kind.get("space", set()), by_kind.get("artefact", set())
    found = Changes(posts=set(posts), artefacts=set(artefacts))
    openings, whole = _threads_of(posts)
    found.posts |= _ids(select(Post.id).where(Post.number == 1), Post.thread_id, openings)
    found.posts |= _ids(select(Post.id), Post.thread_id, threads | whole)
    found.posts |= _ids(
        select(Post.id).join(Thread, Thread.id == Post.thread_id), Thread.space_id, spaces
    )
    found.artefacts |= _ids(select(Artefact.id), Artefact.space_id, spaces)
    found.gone = [("thread", str(id)) for id in threads] + [("space", str(id)) for id in spaces]
    return found


def _threads_of(posts: set[int]) -> tuple[set[int], set[int]]:
    """Return the threads whose opening says how they stand, and those read again as a whole.

    An answer changes whether its question is answered; an edited opening changes the tags of all.
    """
    openings, whole = set(), set()
    for some in batches(posts):
        for post in rows(
            select(Post.thread_id, Post.number, Post.revision).where(Post.id.in_(some))
        ):
            openings.add(post.thread_id)
            if post.number == 1 and post.revision > 1:
                whole.add(post.thread_id)
    return openings, whole


def _ids(listed: Select[Any], column: Any, values: set[int]) -> set[int]:
    return {row.id for some in batches(values) for row in rows(listed.where(column.in_(some)))}


def batches(ids: Iterable[int]) -> Iterator[list[int]]:
    """Return *ids* in their order, some at a time."""
    waiting = iter(sorted(ids))
    while some := list(islice(waiting, BATCH)):
        yield some


def posts(ids: Sequence[int]) -> tuple[list[Document], list[tuple[str, str]]]:
    """Return the documents of the posts *ids*, and what of them can no longer be found."""
    found = [_post(row) for row in rows(_POSTS.where(Post.id.in_(ids)))]
    return found, _missing("p", ids, found)


def artefacts(ids: Sequence[int]) -> tuple[list[Document], list[tuple[str, str]]]:
    """Return the documents of the artefacts *ids*, and which of them are gone."""
    found = [_artefact(row) for row in rows(_ARTEFACTS.where(Artefact.id.in_(ids)))]
    return found, _missing("a", ids, found)


def scopes(space_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Return the spaces *space_ids*, each with the scope of what is written there."""
    spaces = select(Space.id.label("space_id"), Space.access).where(Space.id.in_(space_ids))
    return [(row.space_id, _scope(row)) for row in rows(spaces)] if space_ids else []


def all_posts(after: int) -> Sequence[int]:
    """Return the ids of the next posts after the id *after*."""
    return _next(Post.id, after)


def all_artefacts(after: int) -> Sequence[int]:
    """Return the ids of the next artefacts after the id *after*."""
    return _next(Artefact.id, after)


def _next(column: Any, after: int) -> Sequence[int]:
    return [
        row[0] for row in rows(select(column).where(column > after).order_by(column).limit(BATCH))
    ]


def _missing(letter: str, ids: Iterable[int], found: Iterable[Document]) -> list[tuple[str, str]]:
    gone = {f"{letter}{id}" for id in ids} - {document.id for document in found}
    return [("id", id) for id in sorted(gone)]


def _post(row: Row[Any]) -> Document:
    first = row.number == 1
    return Document(
        id=f"p{row.id}",
        kind=KINDS.get(row.kind, row.thread_kind),
        thread_id=row.thread_id,
        author_id=row.author_id,
        space_id=row.space_id,
        scope=_scope(row),
        tags=_tags(row.tags),
        at=row.at,
        title=row.title if first else "",
        body=plain(row.html),
        states=_states(row, first=first),
    )


def _artefact(row: Row[Any]) -> Document:
    return Document(
        id=f"a{row.id}",
        kind="artefact",
        author_id=row.author_id,
        space_id=row.space_id,
        scope=_scope(row),
        tags=_tags(row.tags),
        at=row.revised_at,
        title=row.title,
        body=plain(row.html),
    )


def _scope(row: Row[Any]) -> str:
    return "open" if row.access == "open" else f"s{row.space_id}"


def _tags(listed: str) -> tuple[str, ...]:
    return tuple(tag for tag in (part.strip() for part in listed.lower().split(",")) if tag)


def _states(row: Row[Any], *, first: bool) -> tuple[str, ...]:
    """Return how it stands: a question with all its answers, an answer by itself."""
    found = []
    if first and row.thread_kind == "question":
        found.append("answered" if row.answers else "unanswered")
    if row.thread_helped if first else row.helped:
        found.append("helped")
    if row.thread_tried if first else row.tried:
        found.append("tried")
    return tuple(found)


TABLES = (Post.__table__, Artefact.__table__)
