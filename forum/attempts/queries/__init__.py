"""Reading what was tried. It is read with what it is about: whoever reads that reads this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, func, or_, select

from ...artefacts.models import Artefact
from ...artefacts.policy import visible_to as artefact_visible_to
from ...core.database.session import fetch_all, fetch_one
from ...members.models import Member
from ...threads.models import Post, Thread
from ...threads.policy.sight import SEAL, is_sealed, seal_to, unsealed, visible_to
from ..models import Attempt
from ..policy import is_in_sight
from ..rows import AttemptIdRow, ReportRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...artefacts.rows import ArtefactRow
    from ...members.viewer import Viewer
    from ...threads.rows import PostLike, ThreadRow
    from ..rows import Thing

_QUESTION = (
    select(Thread.title)
    .where(Thread.id == Attempt.question_id, visible_to())
    .correlate(Attempt)
    .scalar_subquery()
)
_ALL = (
    select(
        Attempt.id,
        Attempt.post_id,
        Attempt.artefact_id,
        Attempt.thread_id,
        Attempt.member_id,
        Attempt.organisation,
        Attempt.outcome,
        Attempt.kept,
        Attempt.changed,
        Attempt.happened,
        Attempt.tried_on,
        Attempt.corrected_at,
        Member.name,
        Attempt.question_id,
        func.coalesce(_QUESTION, "").label("question"),
    )
    .join(Member, Member.id == Attempt.member_id)
    .order_by(Attempt.tried_on, Attempt.id)
)
_OF_POSTS = _ALL.where(Attempt.post_id.in_(bindparam("post_ids", expanding=True)))
_IN_THREAD = _ALL.where(
    or_(
        Attempt.post_id.in_(bindparam("post_ids", expanding=True)),
        Attempt.thread_id == bindparam("thread_id"),
    )
)
_OF_ARTEFACT = _ALL.where(Attempt.artefact_id == bindparam("artefact_id"))


def reports(
    viewer: Viewer, posts: Iterable[PostLike], thread: ThreadRow | None = None
) -> Sequence[ReportRow]:
    """Return what was told of *posts*, and of the page that *thread* is about, by the day.

    No statement is sent if none of it was tried. While first takes are sealed to the viewer, their
    thread counts nothing.
    """
    tried = [post.id for post in posts if post.tried and post.state == "shown"]
    if thread is not None and thread.anchor_title and thread.tried:
        values = {"post_ids": tried, "thread_id": thread.id, **viewer.binds()}
        return fetch_all(ReportRow, _IN_THREAD, values)
    if not tried:
        return ()
    return fetch_all(ReportRow, _OF_POSTS, {"post_ids": tried, **viewer.binds()})


def reports_on_page(viewer: Viewer, artefact: ArtefactRow) -> Sequence[ReportRow]:
    """Return what was told of a page of the library, by the day; no statement if nothing was."""
    if not artefact.tried:
        return ()
    return fetch_all(ReportRow, _OF_ARTEFACT, {"artefact_id": artefact.id, **viewer.binds()})


_OWN = _ALL.where(
    Attempt.id == bindparam("attempt_id"), Attempt.member_id == bindparam("viewer_id")
)
_OWN_OF = {
    name: _ALL.where(
        getattr(Attempt, name) == bindparam("of"), Attempt.member_id == bindparam("viewer_id")
    )
    for name in ("post_id", "artefact_id", "thread_id")
}


def own_attempt(viewer: Viewer, attempt_id: int) -> ReportRow | None:
    """Return an attempt of *viewer*, whatever became of what it is about; None of others."""
    return fetch_one(ReportRow, _OWN, {"attempt_id": attempt_id, **viewer.binds()})


def own_attempts(viewer: Viewer, thing: Thing) -> Sequence[ReportRow]:
    """Return what *viewer* has told of *thing*, by the day."""
    if viewer.member_id is None:
        return ()
    name, of = next((name, id) for name, id in thing._asdict().items() if id is not None)
    return fetch_all(ReportRow, _OWN_OF[name], {"of": of, **viewer.binds()})


_seen = is_in_sight(Attempt)
_OUT_OF_SIGHT = _ALL.where(Attempt.member_id == bindparam("viewer_id"), ~_seen).limit(
    bindparam("most", type_=Integer)
)


def own_out_of_sight(viewer: Viewer, *, most: int) -> Sequence[ReportRow]:
    """Return what *viewer* told of things that they no longer read, or that are not shown."""
    if viewer.member_id is None:
        return ()
    return fetch_all(ReportRow, _OUT_OF_SIGHT, {"most": most, **viewer.binds()})


_id = select(Attempt.id).where(Attempt.member_id == bindparam("member_id", type_=Integer)).limit(1)
_TOLD = (
    _id.join(Post, Post.id == Attempt.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(visible_to(), unsealed(), Post.state == "shown"),
    _id.join(Artefact, Artefact.id == Attempt.artefact_id).where(artefact_visible_to()),
    _id.join(Thread, Thread.id == Attempt.thread_id)
    .outerjoin(SEAL, seal_to())
    .where(visible_to(), ~is_sealed()),
)


def has_told(viewer: Viewer, member_id: int) -> bool:
    """Return whether a member has told of something that *viewer* reads how it went."""
    values = {"member_id": member_id, **viewer.binds()}
    return any(fetch_one(AttemptIdRow, statement, values) is not None for statement in _TOLD)
