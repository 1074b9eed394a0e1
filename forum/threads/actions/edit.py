"""Posts are edited and taken back, hidden and restored; every revision is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, update

from ...core import events
from ...core.database.base import now
from ...core.database.outbox import tell
from ...core.database.session import change, rows, session
from ...core.errors import Changed, NotAllowed
from ...core.text.line import slug
from ..models import Post, Revision, Thread
from .write import count, tag_thread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from ..rows import SinglePostRow
    from .write import Text

UNCOUNTED = {"answer": "answers", "reflection": "reflections"}
"""The counter of a thread that each kind of post is counted in, while it can be read."""


def hold(post_id: int) -> Row[Any]:
    """Hold the thread of a post to the end of the transaction; return the post as it is now.

    Whoever changes a post and its thread's counters does this first, as who writes in the thread
    does: one order for all, so that no two wait for each other, and nothing is counted from what
    was read before.
    """
    here = select(Post.thread_id).where(Post.id == post_id).scalar_subquery()
    session().execute(
        update(Thread)
        .where(Thread.id == here)
        .values(posts=Thread.posts)
        .execution_options(synchronize_session=False)
    )
    found = rows(
        select(
            Post.id,
            Post.thread_id,
            Post.number,
            Post.kind,
            Post.state,
            Post.helped,
            Post.tried,
            Post.worked,
        ).where(Post.id == post_id)
    )
    return found[0]


def edit(
    post_id: int,
    *,
    revision: int,
    editor_id: int,
    text: Text,
    reason: str = "",
    title: str | None = None,
    tags: Sequence[str] | None = None,
    at: datetime | None = None,
) -> int:
    """Save a new revision of a post and return its number.

    *revision* is the one the form was made from: Changed is raised where another has been saved
    since. *title* and *tags* are given for an opening and change its thread; *at* is the source's
    time in an import.
    """
    at = at or now()
    if title is not None:
        hold(post_id)
    found = change(
        update(Post)
        .where(Post.id == post_id, Post.revision == revision, Post.state == "shown")
        .values(revision=Post.revision + 1, html=text.html, edited_at=at)
        .returning(Post.revision, Post.thread_id)
    ).first()
    if found is None:
        raise Changed
    listed = None if tags is None else ", ".join(tags)
    session().execute(
        insert(Revision).values(
            post_id=post_id,
            number=found.revision,
            source=text.source,
            format=text.format,
            title=title,
            tags=listed,
            editor_id=editor_id,
            reason=reason,
            at=at,
        )
    )
    if title is not None and tags is not None:
        session().execute(
            update(Thread)
            .where(Thread.id == found.thread_id)
            .values(title=title, slug=slug(title), tags=listed)
        )
        tag_thread(found.thread_id, tags)
    tell(session(), kind="post", ids=[post_id])
    events.post_edited.send(None, post=post_id, editor=editor_id, mentioned=text.mentioned, at=at)
    events.announce(
        session(), events.edited, post=post_id, member=editor_id, revision=found.revision
    )
    return int(found.revision)


def take_back(post: SinglePostRow) -> bool:
    """Blank a post and all its revisions; the number stays. Return whether its thread went too.

    An opening that nobody has answered takes its thread along. Raises NotAllowed where the post
    is taken back already.
    """
    held = hold(post.id)
    if held.state == "withdrawn":
        raise NotAllowed
    session().execute(
        update(Post)
        .where(Post.id == held.id)
        .values(state="withdrawn", html="", helped=False, tried=0, worked=0, state_why="")
    )
    session().execute(
        update(Revision)
        .where(Revision.post_id == post.id)
        .values(source="", title=None, tags=None, reason="")
    )
    if held.state == "shown":
        _uncount(held, -1)
    gone = held.number == 1 and _gone(held.thread_id)
    tell(session(), kind="post", ids=[held.id])
    events.announce(session(), events.taken_back, thread=held.thread_id, post=held.id)
    return gone


def _uncount(post: SinglePostRow, by: int) -> None:
    """Take a post out of its thread's counters (*by* -1) or put it back in (1)."""
    more = {"helped": by * int(post.helped), "tried": by * post.tried, "worked": by * post.worked}
    if name := UNCOUNTED.get(post.kind):
        more[name] = by
    count(post.thread_id, **more)


def _gone(thread_id: int) -> bool:
    """Take a thread of one post away, and its words with it; return whether it was one."""
    gone = (
        session()
        .execute(
            update(Thread)
            .where(Thread.id == thread_id, Thread.posts == 1)
            .values(
                gone_at=now(),
                title="",
                slug="",
                tags="",
                anchor_key=None,
                anchor_title="",
                anchor_url="",
            )
            .returning(Thread.id)
        )
        .first()
    )
    if gone is not None:
        tag_thread(thread_id, ())
    return gone is not None


def withhold(post: SinglePostRow, *, why: str) -> None:
    """Hide the text of a post, with a reason for its author; Changed where it is not shown."""
    _uncount(_turn(post.id, before="shown", after="hidden", why=why), -1)


def restore(post: SinglePostRow) -> None:
    """Show a hidden post again. Raises Changed where it is not hidden."""
    _uncount(_turn(post.id, before="hidden", after="shown", why=""), 1)


def _turn(post_id: int, *, before: str, after: str, why: str) -> Row[Any]:
    held = hold(post_id)
    if held.state != before:
        raise Changed
    session().execute(update(Post).where(Post.id == post_id).values(state=after, state_why=why))
    tell(session(), kind="post", ids=[post_id])
    return held


def pin(thread_id: int, *, pinned: bool) -> None:
    """Keep a thread above its space's list, or let it go."""
    session().execute(update(Thread).where(Thread.id == thread_id).values(pinned=pinned))


def lock(thread_id: int, *, why: str | None) -> None:
    """Let a thread take nothing more, for the reason *why*; None opens it again."""
    session().execute(
        update(Thread)
        .where(Thread.id == thread_id)
        .values(locked_at=None if why is None else now(), locked_why=why or "")
    )


def move(thread_id: int, *, space_id: int) -> None:
    """Take a thread to another space. Its address stays.

    What was kept from it stays in the library of the space it leaves, and is not counted any more
    (``kept`` begins at 0): not everyone who reads the thread there reads that library.
    """
    session().execute(
        update(Thread)
        .where(Thread.id == thread_id, Thread.space_id != space_id)
        .values(
            space_id=space_id,
            pinned=False,
            kept=0,
            kept_elsewhere=or_(Thread.kept_elsewhere, Thread.kept > 0),
        )
    )
    tell(session(), kind="thread", ids=[thread_id])
    events.announce(session(), events.thread_moved, thread=thread_id, space=space_id)


def mark(post_id: int, *, helped: bool) -> bool:
    """Set whether an answer helped the asker; return whether that changed anything."""
    hold(post_id)
    changed = (
        session()
        .execute(
            update(Post)
            .where(
                Post.id == post_id,
                Post.helped.is_(not helped),
                Post.kind == "answer",
                Post.state == "shown",
            )
            .values(helped=helped)
            .returning(Post.thread_id)
        )
        .first()
    )
    if changed is not None:
        count(changed.thread_id, helped=1 if helped else -1)
        tell(session(), kind="post", ids=[post_id])
    return changed is not None


def tally(post_id: int, *, tried: int, worked: int) -> None:
    """Add to what is shown of the reports on an answer, on the post and on its thread.

    Nothing is added where the post is hidden or taken back.
    """
    hold(post_id)
    thread_id: int | None = session().scalar(
        update(Post)
        .where(Post.id == post_id, Post.state == "shown")
        .values(tried=Post.tried + tried, worked=Post.worked + worked)
        .returning(Post.thread_id)
    )
    if thread_id is not None:
        count(thread_id, tried=tried, worked=worked)
        tell(session(), kind="post", ids=[post_id])
