"""Writes imported posts in bulk: their rows, their first revisions, and the links between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, insert, update

from ...core.database.session import change, session
from ...core.text.markup import RENDER_VERSION
from ...threads.models import BLANK, Post, Revision
from ..discourse.links import resolve_inner_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
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
    answers_id: int | None = None
    """Which post that was imported before it replies to."""
    helped: bool = False
    hidden: str = ""
    """Why it is hidden, if it is."""


class Place(NamedTuple):
    """Where a post is in its thread."""

    kind: str
    branch: int
    turn: int


@dataclass
class Places:
    """Gives each post of a thread its place, in the order in which they come.

    In a question a post that replies to a post other than the opening joins its branch; one that
    helped is always an answer, because only answers can help.
    """

    kind: str
    """"question" or "discussion"."""
    branches: int = 0
    """The last branch that is taken."""
    replies: dict[int, int] = field(default_factory=dict)
    """How many replies each branch has."""

    def of(
        self, posts: Sequence[ImportedPost], before: Mapping[int, int] | None = None
    ) -> list[Place]:
        """Return the place of each of *posts*.

        *before* has the branches of the posts that the thread has, by their ids; without it, the
        first of *posts* is the opening.
        """
        places: list[Place] = [] if before is not None else [Place("opening", 0, 0)]
        for post in posts[len(places) :]:
            branch = 0
            if self.kind == "question" and not post.helped:
                if post.answers is not None:
                    branch = places[post.answers].branch
                elif post.answers_id is not None:
                    branch = (before or {}).get(post.answers_id, 0)
            places.append(self._next(branch))
        return places

    def _next(self, branch: int) -> Place:
        if branch:
            self.replies[branch] = self.replies.get(branch, 0) + 1
            return Place("reply", branch, self.replies[branch])
        self.branches += 1
        self.replies[self.branches] = 0
        return Place("answer" if self.kind == "question" else "post", self.branches, 0)


_posts: Any = Post.__table__
_revisions: Any = Revision.__table__
_INSERT = insert(_posts).returning(_posts.c.id, sort_by_parameter_order=True)
_LINK = update(_posts).where(_posts.c.id == bindparam("post")).values(reply_to=bindparam("other"))


def post_values(
    thread_id: int,
    posts: Sequence[ImportedPost],
    places: Sequence[Place],
    *,
    first: int,
    replies: Mapping[int, int],
) -> list[dict[str, object]]:
    """Return the rows of *posts*, with the numbers from *first* on.

    *replies* has the number of replies of each branch, with those among *posts*.
    """
    return [
        {
            "thread_id": thread_id,
            "number": number,
            "branch": place.branch,
            "turn": place.turn,
            "reply_to": post.answers_id,
            "kind": place.kind,
            "author_id": post.author_id,
            "at": post.at,
            "html": post.html,
            "render_version": RENDER_VERSION,
            "state": "hidden" if post.hidden else "shown",
            "state_why": post.hidden,
            "revision": 1,
            "edited_at": None,
            "replies": 0 if place.turn else replies.get(place.branch, 0),
            "helped": post.helped,
            "tried": 0,
            "worked": 0,
            "partly": 0,
            "organisations": 0,
            "form_key": None,
            "form_hash": None,
        }
        for number, (post, place) in enumerate(zip(posts, places, strict=True), first)
    ]


def insert_posts(threads: Sequence[Sequence[dict[str, object]]]) -> list[list[int]]:
    """Insert the rows that ``post_values`` made of each thread; return their ids, by thread."""
    values = [row for rows in threads for row in rows]
    found = iter(session().connection().execute(_INSERT, values).scalars().all())
    return [list(islice(found, len(rows))) for rows in threads]


def link_replies(threads: Iterable[tuple[Sequence[int], Sequence[ImportedPost]]]) -> None:
    """Store which post each replies to, of the ids and posts of each thread."""
    answered = [
        {"post": id, "other": ids[post.answers]}
        for ids, posts in threads
        for id, post in zip(ids, posts, strict=True)
        if post.answers is not None
    ]
    if answered:
        session().connection().execute(_LINK, answered)


def revision_values(
    ids: Sequence[int], posts: Sequence[ImportedPost], *, title: str | None, tags: str | None
) -> list[dict[str, object]]:
    """Return the row of each post's first revision. *title* and *tags* are of the first post."""
    return [
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
    ]


def insert_revisions(values: Sequence[dict[str, object]]) -> None:
    """Insert rows that ``revision_values`` made."""
    session().connection().execute(insert(_revisions), list(values))


def rewrite_post(post_id: int, *, source: str, html: str) -> bool:
    """Replace the text of an imported post; False if it has been edited or withdrawn since."""
    unedited = (
        update(Post)
        .where(Post.id == post_id, Post.revision == 1, Post.state.not_in(BLANK))
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
