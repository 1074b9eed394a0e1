"""Withdraws posts for their authors, and removes them for good for stewards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, null, select, update

from ...core import events
from ...core.database.base import now
from ...core.database.outbox import record_changes
from ...core.database.session import change, session
from ...core.errors import Changed, NotAllowed
from ...core.text.line import slug
from ...core.text.markup import RENDER_VERSION
from ...files.actions.removal import remove_from
from ..models import BLANK, Post, PresentView, Revision, Thread
from ..policy.sight import IS_OF_PAGE
from .counters import adjust_counters, lock_row
from .revisions import tag_thread

if TYPE_CHECKING:
    from ..rows import PostStateRow


def withdraw(post_id: int) -> bool:
    """Blank a post and its revisions; delete its files. Return whether its thread went with it.

    The number stays. An opening that is shown takes its thread with it while nobody else has
    written there, or tried it. Raises NotAllowed if the post is already withdrawn.
    """
    post = lock_row(post_id)
    if post.state in BLANK:
        raise NotAllowed
    _blank(post, state="withdrawn")
    # Of a hidden post it is not counted how often it was tried.
    may_go = post.number == 1 and post.state == "shown" and not post.tried
    return may_go and _remove_if_alone(post.thread_id)


def remove(post_id: int, *, why: str, title: str) -> None:
    """Remove a post for good, for the reason *why*: like a withdrawn one, but for its state.

    With an opening goes the title of its thread, and its tags: *title* stands instead, or that of
    the page that the thread is about. Raises Changed if the post was removed before.
    """
    post = lock_row(post_id)
    if post.state == "removed":
        raise Changed
    _blank(post, state="removed", why=why)
    if post.number == 1:
        its = Thread.id == post.thread_id, Thread.gone_at.is_(None)
        title = session().scalar(select(Thread.anchor_title).where(*its)) or title
        named = {"title": title, "slug": slug(title), "tags": ""}
        change(update(Thread).where(*its).values(named))
        tag_thread(post.thread_id, ())
        record_changes(session(), kind="thread", ids=[post.thread_id])


def _blank(post: PostStateRow, *, state: str, why: str = "") -> None:
    """Delete all that a post says, in every revision, and its files; its number stays."""
    change(
        update(Post)
        .where(Post.id == post.id)
        .values(state=state, helped=False, heard=False, state_why=why)
        .values(html="", origin="", render_version=RENDER_VERSION, view=None, view_shared=False)
    )
    change(delete(PresentView).where(PresentView.post_id == post.id))
    change(
        update(Revision)
        .where(Revision.post_id == post.id)
        .values(source="", origin="", title=None, tags=None, reason="", prompt_headings=null())
    )
    remove_from("post", post.id)
    if post.state == "shown":
        adjust_counters(post, by=-1)
    record_changes(session(), kind="post", ids=[post.id])
    events.post_withdrawn.send(None, post=post.id)
    events.announce(session(), events.taken_back, thread=post.thread_id, post=post.id)


def _remove_if_alone(thread_id: int) -> bool:
    """Remove a thread in which only its opener has written; return whether it was removed.

    Its title and tags go, and what they wrote after the opening is withdrawn.
    """
    others = exists().where(Post.thread_id == Thread.id, Post.author_id != Thread.author_id)
    statement = (
        update(Thread)
        .where(Thread.id == thread_id, Thread.tried == 0, ~others, ~IS_OF_PAGE)
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
    if change(statement).first() is None:
        return False
    tag_thread(thread_id, ())
    left = select(Post.id).where(Post.thread_id == thread_id, Post.state.not_in(BLANK))
    for post_id in session().scalars(left).all():
        withdraw(post_id)
    return True
