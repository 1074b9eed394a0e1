"""Creates whole threads in bulk, with their numbers and counters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, update

from ...core.database.session import change, session
from ...core.text import number_ranges
from ...core.text.line import slug
from ...core.text.markup import RENDER_VERSION
from ...threads.actions.revisions import tag_thread
from ...threads.models import Post, Revision, Thread
from ..discourse.links import resolve_inner_links

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class ImportedPost:
    """A post as it was written elsewhere, in sanitised HTML."""

    author_id: int
    at: datetime
    source: str
    html: str
    answers: int | None = None
    """Which post of the list it replies to, by index."""
    helped: bool = False
    hidden: str = ""
    """Why it is hidden, if it is."""


def create_thread(
    *,
    space_id: int,
    kind: str,
    title: str,
    tags: Sequence[str],
    posts: Sequence[ImportedPost],
    locked: str = "",
) -> tuple[int, list[int]]:
    """Create a thread of *posts*, the opening first, and return its id and theirs.

    *kind* is "question" or "discussion"; *locked* is the reason why it is locked, if it is. Posts
    are numbered in the order given, and the counters are exact. Nobody is notified, and nothing
    is recorded for the search index.
    """
    places = places_of(kind, posts)
    thread_id = _insert_thread(
        posts, places, space_id=space_id, kind=kind, title=title, tags=tags, locked=locked
    )
    ids = _insert_posts(thread_id, posts, places)
    _insert_revisions(ids, posts, title=title, tags=", ".join(tags))
    if tags:
        tag_thread(thread_id, tags)
    return thread_id, ids


def _insert_thread(
    posts: Sequence[ImportedPost],
    places: Sequence[tuple[str, int, int]],
    *,
    space_id: int,
    kind: str,
    title: str,
    tags: Sequence[str],
    locked: str,
) -> int:
    shown = [post.at for post in posts if not post.hidden]
    hidden = (number for number, post in enumerate(posts, 1) if post.hidden)
    read = [(place[0], post) for place, post in zip(places, posts, strict=True) if not post.hidden]
    values = {
        "space_id": space_id,
        "kind": kind,
        "title": title,
        "slug": slug(title),
        "tags": ", ".join(tags),
        "author_id": posts[0].author_id,
        "opened_at": posts[0].at,
        "active_at": max(shown, default=posts[0].at),
        "posts": len(posts),
        "withheld": number_ranges.written(hidden),
        "branches": max(branch for _, branch, _ in places),
        "answers": sum(kind == "answer" for kind, _ in read),
        "helped": sum(post.helped for _, post in read),
        **dict.fromkeys(("tried", "worked", "partly", "reflections", "kept"), 0),
        "kept_elsewhere": False,
        "pinned": False,
        "locked_at": max(post.at for post in posts) if locked else None,
        "locked_why": locked,
        "gone_at": None,
    }
    statement = insert(Thread).values(values).returning(Thread.id)
    return int(session().execute(statement).scalar_one())


def _insert_revisions(
    ids: Sequence[int], posts: Sequence[ImportedPost], *, title: str, tags: str
) -> None:
    session().execute(
        insert(Revision),
        [
            {
                "post_id": id,
                "number": 1,
                "source": post.source,
                "format": "html",
                "reason": "",
                "title": title if n == 0 else None,
                "tags": tags if n == 0 else None,
                "editor_id": post.author_id,
                "at": post.at,
            }
            for n, (id, post) in enumerate(zip(ids, posts, strict=True))
        ],
    )


def places_of(kind: str, posts: Sequence[ImportedPost]) -> list[tuple[str, int, int]]:
    """Return kind, branch and turn of each of *posts* in a thread of *kind*.

    In a question a post that replies to a post other than the opening joins its branch; one that
    helped is always an answer, because only answers can help.
    """
    places: list[tuple[str, int, int]] = [("opening", 0, 0)]
    turns: list[int] = [0]
    for post in posts[1:]:
        branch = 0
        if kind == "question" and not post.helped and post.answers is not None:
            branch = places[post.answers][1]
        if branch:
            turns[branch] += 1
            places.append(("reply", branch, turns[branch]))
        else:
            turns.append(0)
            places.append(("answer" if kind == "question" else "post", len(turns) - 1, 0))
    return places


def _insert_posts(
    thread_id: int, posts: Sequence[ImportedPost], places: Sequence[tuple[str, int, int]]
) -> list[int]:
    replies: dict[int, int] = {}
    for _, branch, turn in places:
        replies[branch] = max(turn, replies.get(branch, 0))
    values = [
        {
            "thread_id": thread_id,
            "number": number,
            "branch": branch,
            "turn": turn,
            "reply_to": None,
            "kind": kind,
            "author_id": post.author_id,
            "at": post.at,
            "html": post.html,
            "render_version": RENDER_VERSION,
            "state": "hidden" if post.hidden else "shown",
            "state_why": post.hidden,
            "revision": 1,
            "edited_at": None,
            "replies": 0 if turn else replies[branch],
            "helped": post.helped,
            "tried": 0,
            "worked": 0,
            "partly": 0,
            "form_key": None,
            "form_hash": None,
        }
        for number, (post, (kind, branch, turn)) in enumerate(zip(posts, places, strict=True), 1)
    ]
    ids = list(
        session().scalars(insert(Post).returning(Post.id, sort_by_parameter_order=True), values)
    )
    _link_replies(ids, posts)
    return ids


def _link_replies(ids: Sequence[int], posts: Sequence[ImportedPost]) -> None:
    answered = [
        {"post": id, "other": ids[post.answers]}
        for id, post in zip(ids, posts, strict=True)
        if post.answers is not None
    ]
    if answered:
        table: Any = Post.__table__
        session().connection().execute(
            update(table)
            .where(table.c.id == bindparam("post"))
            .values(reply_to=bindparam("other")),
            answered,
        )


def rewrite_post(post_id: int, *, source: str, html: str) -> bool:
    """Replace the text of an imported post; False if it has been edited or withdrawn since."""
    unedited = (
        update(Post)
        .where(Post.id == post_id, Post.revision == 1, Post.state != "withdrawn")
        .values(html=html, render_version=RENDER_VERSION)
        .returning(Post.id)
    )
    if change(unedited).first() is None:
        return False
    first = update(Revision).where(Revision.post_id == post_id, Revision.number == 1)
    change(first.values(source=source))
    return True


def link_within(
    thread_id: int, by_number: dict[int, int], ids: Sequence[int], posts: Sequence[ImportedPost]
) -> None:
    """Resolve the links between posts of one thread, whose ids are known only now."""
    for id, post in zip(ids, posts, strict=True):
        source, html = (
            resolve_inner_links(part, by_number, thread_id) for part in (post.source, post.html)
        )
        if source != post.source:
            rewrite_post(id, source=source, html=html)
