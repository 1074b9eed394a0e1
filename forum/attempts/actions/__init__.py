"""Records what members tried, corrects and withdraws it; every counter is set from the rows."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, exists, func, or_, select, update

from ...core import events
from ...core.database.base import now
from ...core.database.once import save_once
from ...core.database.outbox import record_changes
from ...core.database.session import change, session
from ...core.errors import Changed
from ...members.models import Member
from ...threads.models import Post
from ..models import Attempt
from ..rows import Thing
from . import counting, plans

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from ..rows import Told


def tell(
    thing: Thing,
    told: Told,
    *,
    member_id: int,
    form_key: str | None = None,
    form_hash: str | None = None,
    at: datetime | None = None,
) -> Attempt:
    """Save how it went when a member tried *thing*, with the organisation they are in now.

    *at* is the original time in an import. Raises Changed if a post is no longer shown; SentBefore
    with the id of the attempt if this form was sent before, SentOther if its key was used for
    another text.
    """
    if not counting.lock(thing):
        raise Changed
    organisation = session().scalar(select(Member.organisation).where(Member.id == member_id))
    attempt = Attempt(
        member_id=member_id,
        organisation=organisation or "",
        form_key=form_key,
        form_hash=form_hash,
        at=at or now(),
        **thing._asdict(),
        **asdict(told),
    )
    save_once(attempt)
    plans.end(thing, member_id)
    _count(thing)
    post, artefact, thread = thing
    if thread is None:
        events.attempt_told.send(
            None,
            post=post,
            artefact=artefact,
            member=member_id,
            is_first=_is_first(attempt),
            at=now(),
        )
    events.announce(
        session(),
        events.tried,
        post=post,
        artefact=artefact,
        thread=thread,
        member=member_id,
        outcome=told.outcome,
        attempt=attempt.id,
    )
    return attempt


def _is_first(attempt: Attempt) -> bool:
    """Whether its member has told nothing else of the same thing."""
    of_post = Attempt.post_id == attempt.post_id
    same = of_post if attempt.post_id else Attempt.artefact_id == attempt.artefact_id
    earlier = select(Attempt.id).where(
        same, Attempt.member_id == attempt.member_id, Attempt.id != attempt.id
    )
    return session().scalar(earlier.limit(1)) is None


_SHOWN_UNLESS_HIDDEN = case((Attempt.state == "hidden", "hidden"), else_="shown")
"""The state of an attempt with new words: those that were removed are gone."""


def correct(attempt_id: int, told: Told, *, after_removal: bool = False) -> bool:
    """Replace what was told of an attempt; return whether that changed anything.

    Raises Changed if the attempt was withdrawn, or if its post is no longer shown; and if its words
    were removed, unless *after_removal*: whoever writes knows that.
    """
    if not counting.lock(thing := _thing(attempt_id)):
        raise Changed
    lost = select(Attempt.id).where(Attempt.id == attempt_id, Attempt.state == "removed")
    if not after_removal and session().scalar(lost):
        raise Changed
    values = asdict(told)
    differs = or_(*(getattr(Attempt, name) != value for name, value in values.items()))
    statement = (
        update(Attempt)
        .where(Attempt.id == attempt_id, differs)
        .values(**values, corrected_at=now(), state=_SHOWN_UNLESS_HIDDEN)
        .returning(Attempt.id)
    )
    if change(statement).first() is None:
        return False
    _count(thing)
    return True


def withdraw(attempt_id: int) -> None:
    """Delete an attempt. Raises Changed if it was deleted before."""
    counting.lock(thing := _thing(attempt_id))
    if change(delete(Attempt).where(Attempt.id == attempt_id).returning(Attempt.id)).first():
        _count(thing)


def link_question(thing: Thing, *, member_id: int, thread_id: int) -> None:
    """Let what a member told last of *thing* lead to the question that they asked then."""
    about = [getattr(Attempt, name) == id for name, id in thing._asdict().items() if id is not None]
    newest = select(func.max(Attempt.id)).where(Attempt.member_id == member_id, *about)
    change(
        update(Attempt).where(Attempt.id == newest.scalar_subquery()).values(question_id=thread_id)
    )


def count_again(_sender: object, *, post: int, thread: int) -> None:
    """Count, in the transaction that hides, withdraws or restores a post, what was tried of it.

    For the signal ``counted_or_not``. Nothing is sent for a post that nobody has tried.
    """
    if session().scalar(select(exists().where(Attempt.post_id == post))):
        counting.count_post(post, thread)


def forget(member_id: int) -> None:
    """Take the organisation off what somebody told who has left: it counts, but for nobody's.

    What they meant to try is deleted.
    """
    plans.forget(member_id)
    _change_all(
        _things(Attempt.member_id == member_id),
        update(Attempt).where(Attempt.member_id == member_id).values(organisation=""),
    )


def merged(member_id: int) -> None:
    """Drop what a member told of posts that are theirs, now that two members are one.

    And what they meant to try of them.
    """
    plans.merged(member_id)
    own = Attempt.post_id.in_(select(Post.id).where(Post.author_id == member_id))
    theirs = own & (Attempt.member_id == member_id)
    _change_all(_things(theirs), delete(Attempt).where(theirs))


def _thing(attempt_id: int) -> Thing:
    """Return what an attempt is about. Raises Changed if there is no such attempt."""
    (thing,) = _things(Attempt.id == attempt_id) or (None,)
    if thing is None:
        raise Changed
    return thing


def _things(which: ColumnElement[bool]) -> list[Thing]:
    """Return what the attempts *which* are about."""
    columns = select(Attempt.post_id, Attempt.artefact_id, Attempt.thread_id).where(which)
    return list({Thing(*row) for row in session().execute(columns)})


def _change_all(things: Iterable[Thing], statement: Any) -> None:
    """Lock *things*, run *statement* about their attempts, and count them again."""
    if locked := list(things):
        counting.lock_all(locked)
    change(statement)
    for thing in locked:
        _count(thing)


def _count(thing: Thing) -> None:
    """Set the counters of *thing*, which is locked, and have it indexed again."""
    post_id, artefact_id, thread_id = thing
    if post_id is not None:
        of = session().scalar(select(Post.thread_id).where(Post.id == post_id))
        counting.count_post(post_id, of or 0)
        record_changes(session(), kind="post", ids=[post_id])
    if artefact_id is not None:
        counting.count_artefact(artefact_id)
        record_changes(session(), kind="artefact", ids=[artefact_id])
    if thread_id is not None:
        counting.count_thread(thread_id)
        opening = select(Post.id).where(Post.thread_id == thread_id, Post.number == 1)
        record_changes(session(), kind="post", ids=session().scalars(opening).all())
