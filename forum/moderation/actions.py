"""Posts are reported, hidden and restored, members kept from writing; each act is in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from ..artefacts import queries as artefacts
from ..core import events
from ..core.database.base import now
from ..core.database.session import session
from ..spaces import actions as spaces
from ..threads.actions import moderate, withdraw
from ..threads.actions.counters import add_to_counters
from ..threads.models import Post
from .models import LogEntry, Report

if TYPE_CHECKING:
    from ..threads.rows import SinglePostRow, ThreadRow


def log(
    space_id: int,
    *,
    actor_id: int,
    act: str,
    thread_id: int | None = None,
    post_id: int | None = None,
    member_id: int | None = None,
    reason: str = "",
) -> None:
    """Write one act into the log of a space, where its readers read it.

    *act* is one of the words in ``moderation.words.ACTS``; *member_id* is whom it was about.
    """
    session().execute(
        insert(LogEntry).values(
            space_id=space_id,
            actor_id=actor_id,
            act=act,
            thread_id=thread_id,
            post_id=post_id,
            member_id=member_id,
            reason=reason,
            at=now(),
        )
    )


def report(post: SinglePostRow, *, reporter_id: int, text: str) -> None:
    """Tell the stewards of a post's space about it.

    Who has told them of this post already, and was not answered yet, says it anew.
    """
    again = (
        session()
        .execute(
            update(Report)
            .where(
                Report.post_id == post.id,
                Report.reporter_id == reporter_id,
                Report.closed_at.is_(None),
            )
            .values(text=text, space_id=post.space_id)
            .returning(Report.id)
        )
        .first()
    )
    if again is None:
        session().execute(
            insert(Report).values(
                space_id=post.space_id,
                post_id=post.id,
                reporter_id=reporter_id,
                text=text,
                at=now(),
            )
        )
    events.announce(session(), events.reported, post=post.id, space=post.space_id)


def hide(post: SinglePostRow, *, steward_id: int, why: str) -> None:
    """Hide the text of a post for the reason *why*, and close its reports.

    Raises Changed where the post is not shown.
    """
    withdraw.hide(post.id, why=why)
    _settled(post, steward_id=steward_id, act="hide", why=why)
    events.announce(session(), events.hidden, post=post.id, space=post.space_id, hidden=True)


def restore(post: SinglePostRow, *, steward_id: int, why: str) -> None:
    """Show a hidden post again, and close its reports. Raises Changed where it is not hidden."""
    withdraw.restore(post.id)
    _settled(post, steward_id=steward_id, act="restore", why=why)
    events.announce(session(), events.hidden, post=post.id, space=post.space_id, hidden=False)


def leave(post: SinglePostRow, *, steward_id: int, why: str) -> None:
    """Leave a reported post as it is, and close its reports."""
    _settled(post, steward_id=steward_id, act="leave", why=why)


def _settled(post: SinglePostRow, *, steward_id: int, act: str, why: str) -> None:
    session().execute(
        update(Report)
        .where(Report.post_id == post.id, Report.closed_at.is_(None))
        .values(closed_at=now(), closed_by=steward_id)
    )
    log(
        post.space_id,
        actor_id=steward_id,
        act=act,
        thread_id=post.thread_id,
        post_id=post.id,
        member_id=post.author_id,
        reason=why,
    )


def block(space_id: int, member_id: int, *, steward_id: int, blocked: bool, why: str) -> None:
    """Keep a member from writing in a space, or let them write again; reading goes on."""
    spaces.block(space_id, member_id, blocked=blocked)
    log(
        space_id,
        actor_id=steward_id,
        act="block" if blocked else "unblock",
        member_id=member_id,
        reason=why,
    )


def carry(thread_id: int, *, space_id: int) -> None:
    """Take a thread to another space, its open reports along.

    What was kept from it there before, if it comes back, is counted again.
    """
    moderate.move(thread_id, space_id=space_id)
    add_to_counters(thread_id, kept=artefacts.kept_in(space_id, thread_id))
    session().execute(
        update(Report)
        .where(
            Report.closed_at.is_(None),
            Report.post_id.in_(select(Post.id).where(Post.thread_id == thread_id)),
        )
        .values(space_id=space_id)
    )


def move(thread: ThreadRow, *, steward_id: int, space_id: int, why: str) -> None:
    """Take a thread to another space, its open reports along, and tell the logs of both.

    Neither entry names the other space: not everyone who reads the one reads the other.
    """
    carry(thread.id, space_id=space_id)
    log(thread.space_id, actor_id=steward_id, act="move", thread_id=thread.id, reason=why)
    log(space_id, actor_id=steward_id, act="receive", thread_id=thread.id, reason=why)
