"""Hides and restores posts, moves threads and blocks members; each act is recorded in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, update

from ...artefacts import queries as artefacts
from ...core import events
from ...core.database.base import now
from ...core.database.session import change, session, upsert
from ...core.errors import Changed, Refused
from ...first_takes.actions import open_if_archived
from ...spaces import actions as spaces
from ...threads.actions.counters import add_to_counters, lock_row, lock_thread_row
from ...threads.models import OpenedTake
from ..models import LogEntry, Report
from ..queries import moves, reports
from ..queries.waiting import waits
from . import moderate

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from ...threads.policy.acts import PostFacts
    from ...threads.rows import SinglePostRow, ThreadRow
    from ..rows import MoveRow, SealedPostRow


class WrittenForFew(Refused):
    """Something was written in a thread for fewer people than would read it (409)."""

    status = 409


def log(
    space_id: int,
    *,
    actor_id: int | None,
    act: str,
    thread_id: int | None = None,
    post_id: int | None = None,
    artefact_id: int | None = None,
    member_id: int | None = None,
    reason: str = "",
) -> None:
    """Record an act in the log of a space, which everyone who reads the space can read.

    *act* is a key of ``presenters.acts()``; *member_id* is the member it concerns. Without an actor
    it was a report, and nobody is told whose.
    """
    session().execute(
        insert(LogEntry).values(
            space_id=space_id,
            actor_id=actor_id,
            act=act,
            thread_id=thread_id,
            post_id=post_id,
            artefact_id=artefact_id,
            member_id=member_id,
            reason=reason,
            at=now(),
        )
    )


def hide(post: PostFacts | SinglePostRow, *, steward_id: int, why: str) -> None:
    """Hide the text of a post for the reason *why*, and close its reports.

    One that a report has hidden stays hidden, for this reason. Raises Changed unless it is shown or
    hidden like this.
    """
    lock_row(post.id)
    if waits(Report.post_id == post.id):
        moderate.say_why(post.id, why=why)
    else:
        moderate.hide(post.id, why=why)
        events.announce(session(), events.hidden, post=post.id, space=post.space_id, hidden=True)
    _settle(post, steward_id=steward_id, act="hide", why=why)


def restore(post: SinglePostRow, *, steward_id: int, why: str) -> None:
    """Show a hidden post again, and close its reports. Raises Changed unless it is hidden."""
    _show(post)
    _settle(post, steward_id=steward_id, act="restore", why=why)


def leave(post: PostFacts | SinglePostRow, *, steward_id: int, why: str) -> None:
    """Leave a reported post as it is, and close its reports; show one that a report has hidden."""
    lock_row(post.id)
    if waits(Report.post_id == post.id):
        _show(post)
    _settle(post, steward_id=steward_id, act="leave", why=why)


def _show(post: PostFacts | SinglePostRow) -> None:
    moderate.restore(post.id)
    events.announce(session(), events.hidden, post=post.id, space=post.space_id, hidden=False)


def open_to_decide(post: SealedPostRow, *, steward_id: int) -> None:
    """Open a reported first take to a steward who has not written theirs: the log says so."""
    change(
        upsert(OpenedTake)
        .values(member_id=steward_id, post_id=post.id, at=now())
        .on_conflict_do_nothing()
    )
    log(post.space_id, actor_id=steward_id, act="read", thread_id=post.thread_id)


def _settle(post: PostFacts | SinglePostRow, *, steward_id: int, act: str, why: str) -> None:
    """Close the open reports of a post, and record the decision in the log."""
    close_reports(Report.post_id == post.id, steward_id=steward_id)
    log(
        post.space_id,
        actor_id=steward_id,
        act=act,
        thread_id=post.thread_id,
        post_id=post.id,
        member_id=post.author_id,
        reason=why,
    )


def close_reports(about: ColumnElement[bool], *, steward_id: int) -> None:
    """Close the open reports *about* something, which a steward has decided."""
    change(
        update(Report)
        .where(about, Report.closed_at.is_(None))
        .values(closed_at=now(), closed_by=steward_id)
    )


def block(space_id: int, member_id: int, *, steward_id: int, blocked: bool, why: str) -> None:
    """Block a member from writing in a space, or let them write again. They can still read it."""
    spaces.block_member(space_id, member_id, blocked=blocked)
    log(
        space_id,
        actor_id=steward_id,
        act="block" if blocked else "unblock",
        member_id=member_id,
        reason=why,
    )


def move_with_reports(thread_id: int, *, space_id: int) -> None:
    """Move a thread to another space; its open reports are listed there, and told, from now on.

    Only stewards who can read the space in which a report was made see it: ``policy.readable``. If
    the thread comes back to a space, the artefacts saved from it there are counted again.
    """
    moderate.move(thread_id, space_id=space_id)
    if reports.has_open_reports(thread_id):
        events.post_reported.send(None, space=space_id, reporter=0)
    open_if_archived(thread_id)
    add_to_counters(thread_id, kept=artefacts.number_made_from(thread_id, space_id=space_id))


def move(thread: ThreadRow, *, steward_id: int, space_id: int, why: str) -> None:
    """Move a thread to another space, as ``move_with_reports`` does, and log it in both.

    Neither entry names the other space: its readers may not be able to read that one.
    """
    move_with_reports(thread.id, space_id=space_id)
    log(thread.space_id, actor_id=steward_id, act="move", thread_id=thread.id, reason=why)
    log(space_id, actor_id=steward_id, act="receive", thread_id=thread.id, reason=why)


def undo_move(move: MoveRow) -> None:
    """Move a thread back to the space that it left, and log it in both.

    Raises Changed if it was moved again in the meantime, and WrittenForFew if others would read
    posts written in it since, for the readers of a closed space or of a group's space.
    """
    thread_id = move.moved_id or 0
    left = lock_thread_row(thread_id)
    if left == move.space_id or not moves.is_newest_move(move):
        raise Changed
    if moves.is_written_for_few(thread_id, since=move.at):
        raise WrittenForFew
    move_with_reports(thread_id, space_id=move.space_id)
    for space_id in (move.space_id, left):
        log(space_id, actor_id=move.actor_id, act="undo", thread_id=thread_id)
