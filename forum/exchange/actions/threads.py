"""Creates whole threads in bulk, and completes them, with their numbers and counters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, func, insert, select, update

from ...core.database.session import change, session
from ...core.text import number_ranges
from ...core.text.line import slug
from ...threads.actions.counters import date_tags
from ...threads.actions.revisions import tag_thread
from ...threads.models import Post, Thread
from .. import queries
from ..rows import TakenRow
from .posts import (
    Places,
    insert_posts,
    insert_revisions,
    link_replies,
    post_values,
    revision_values,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .posts import ImportedPost, Place

_table: Any = Thread.__table__
_OPEN = insert(_table).returning(_table.c.id, sort_by_parameter_order=True)
_TAKE = (
    update(Thread)
    .where(Thread.id == bindparam("of"), Thread.gone_at.is_(None))
    .values(posts=Thread.posts + bindparam("many"))
    .returning(Thread.posts, Thread.branches, Thread.kind)
)


class Completed(NamedTuple):
    """What has become of a thread that was completed."""

    ids: list[int]
    """The ids of the new posts."""
    became_question: bool


@dataclass(frozen=True, kw_only=True)
class NewThread:
    """A thread of *posts*, the opening first, numbered in the order given."""

    space_id: int
    kind: str
    """"question" or "discussion"."""
    title: str
    posts: Sequence[ImportedPost]
    tags: Sequence[str] = ()
    locked: str = ""
    """Why it is locked, if it is."""


def create_threads(new: Sequence[NewThread]) -> list[tuple[int, list[int]]]:
    """Create threads, and return the id of each and those of its posts.

    The counters are exact. Nobody is notified, and nothing is recorded for the search index. There
    is one statement for all rows of a kind.
    """
    taken = [Places(one.kind) for one in new]
    places = [one.of(thread.posts) for one, thread in zip(taken, new, strict=True)]
    values = [_values(thread, place) for thread, place in zip(new, places, strict=True)]
    threads = list(session().connection().execute(_OPEN, values).scalars())
    ids = insert_posts(
        [
            post_values(id, thread.posts, place, first=1, replies=one.replies)
            for id, thread, place, one in zip(threads, new, places, taken, strict=True)
        ]
    )
    link_replies((its, thread.posts) for its, thread in zip(ids, new, strict=True))
    insert_revisions(
        [
            row
            for its, one in zip(ids, new, strict=True)
            for row in revision_values(its, one.posts, title=one.title, tags=", ".join(one.tags))
        ]
    )
    for id, thread in zip(threads, new, strict=True):
        if thread.tags:
            tag_thread(id, thread.tags)
    return list(zip(threads, ids, strict=True))


def complete_thread(
    thread_id: int, posts: Sequence[ImportedPost], *, is_question: bool
) -> Completed | None:
    """Add *posts* to a thread that was imported without them; None if the thread is gone.

    They get the next numbers, in the order given: a number says when a post arrived here. With
    *is_question*, a discussion becomes a question: its posts become answers where they stand.
    Nobody is notified, and nothing is recorded for the search index. Posts can be added to a locked
    thread.
    """
    # The first statement takes the numbers, and with them the lock on the thread's row.
    rows = change(_TAKE, {"of": thread_id, "many": len(posts)}).all()
    if not rows:
        return None
    taken = TakenRow._make(rows[0])
    became = is_question and taken.kind == "discussion"
    if became:
        _make_question(thread_id)
    before = queries.branches([post.answers_id for post in posts if post.answers_id is not None])
    kind = "question" if became else taken.kind
    already = queries.replies(thread_id)
    places_ = Places(kind, branches=taken.branches, replies=dict(already))
    places = places_.of(posts, before)
    first = taken.posts - len(posts) + 1
    (ids,) = insert_posts(
        [post_values(thread_id, posts, places, first=first, replies=places_.replies)]
    )
    link_replies([(ids, posts)])
    insert_revisions(revision_values(ids, posts, title=None, tags=None))
    _count_replies(thread_id, already, places_.replies)
    _count(thread_id, branches=places_.branches)
    return Completed(ids, became)


def _make_question(thread_id: int) -> None:
    session().execute(update(Thread).where(Thread.id == thread_id).values(kind="question"))
    posts = update(Post).where(Post.thread_id == thread_id, Post.kind == "post")
    session().execute(posts.values(kind="answer"))


def _count_replies(thread_id: int, before: dict[int, int], after: dict[int, int]) -> None:
    """Store how many replies the branches have that had fewer *before*."""
    for branch, count in before.items():
        if after[branch] != count:
            top = Post.thread_id == thread_id, Post.branch == branch, Post.turn == 0
            session().execute(update(Post).where(*top).values(replies=after[branch]))


def _count(thread_id: int, *, branches: int) -> None:
    """Set the counters of a thread after posts were added, and when it was last active."""
    is_shown = Post.thread_id == thread_id, Post.state == "shown"
    shown, last = select(func.count()).where(*is_shown), select(func.max(Post.at)).where(*is_shown)
    session().execute(
        update(Thread)
        .where(Thread.id == thread_id)
        .values(
            branches=branches,
            answers=shown.where(Post.kind == "answer").scalar_subquery(),
            helped=shown.where(Post.helped).scalar_subquery(),
            withheld=number_ranges.written(queries.withheld_numbers(thread_id)),
            active_at=func.coalesce(last.scalar_subquery(), Thread.opened_at),
        )
    )
    date_tags([thread_id])


def _values(thread: NewThread, places: Sequence[Place]) -> dict[str, object]:
    """Return the row of *thread*, whose posts have *places*."""
    posts = thread.posts
    shown = [post.at for post in posts if not post.hidden]
    hidden = (number for number, post in enumerate(posts, 1) if post.hidden)
    read = [
        (place.kind, post) for place, post in zip(places, posts, strict=True) if not post.hidden
    ]
    return {
        "space_id": thread.space_id,
        "kind": thread.kind,
        "title": thread.title,
        "slug": slug(thread.title),
        "tags": ", ".join(thread.tags),
        "author_id": posts[0].author_id,
        "opened_at": posts[0].at,
        "active_at": max(shown, default=posts[0].at),
        "posts": len(posts),
        "withheld": number_ranges.written(hidden),
        "branches": max(place.branch for place in places),
        "answers": sum(kind == "answer" for kind, _ in read),
        "helped": sum(post.helped for _, post in read),
        **dict.fromkeys(("tried", "worked", "partly", "organisations", "reflections", "kept"), 0),
        "kept_elsewhere": False,
        "pinned": False,
        "locked_at": max(post.at for post in posts) if thread.locked else None,
        "locked_why": thread.locked,
        "gone_at": None,
    }
