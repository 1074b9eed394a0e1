"""Reading what was tried. It is read with what it is about: whoever reads that reads this."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, func, or_, select

from ...artefacts.models import Artefact
from ...artefacts.policy import visible_to as artefact_visible_to
from ...core.database.keyset import by_id
from ...core.database.session import fetch_all, fetch_one
from ...members.models import Member
from ...threads.models import Post, Thread
from ...threads.policy.sight import SEAL, is_sealed, seal_to, unsealed, visible_to
from ..models import Attempt
from ..policy import is_in_sight, readable_words
from ..rows import AttemptIdRow, ReportRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement

    from ...artefacts.rows import ArtefactRow
    from ...core.database.keyset import Fetch, Position
    from ...core.database.session import Statement
    from ...members.viewer import Viewer
    from ...threads.rows import PostLike, ThreadRow
    from ..rows import Thing

_QUESTION = (
    select(Thread.title)
    .where(Thread.id == Attempt.question_id, visible_to())
    .correlate(Attempt)
    .scalar_subquery()
)


def _select(*, to_steward: bool = False) -> Statement:
    texts = (Attempt.kept, Attempt.changed, Attempt.happened)
    return (
        select(
            Attempt.id,
            Attempt.post_id,
            Attempt.artefact_id,
            Attempt.thread_id,
            Attempt.member_id,
            Attempt.organisation,
            Attempt.outcome,
            *(readable_words(text, to_steward=to_steward) for text in texts),
            Attempt.tried_on,
            Attempt.corrected_at,
            Member.name,
            Attempt.question_id,
            func.coalesce(_QUESTION, "").label("question"),
            Attempt.state,
        )
        .join(Member, Member.id == Attempt.member_id)
        .order_by(Attempt.tried_on, Attempt.id)
    )


_ALL = _select()
_is_of_posts = Attempt.post_id.in_(bindparam("post_ids", expanding=True))
_is_in_thread = or_(_is_of_posts, Attempt.thread_id == bindparam("thread_id"))
_is_of_artefact = Attempt.artefact_id == bindparam("artefact_id")
_OF_POSTS, _IN_THREAD = _ALL.where(_is_of_posts), _ALL.where(_is_in_thread)
_OF_ARTEFACT = _ALL.where(_is_of_artefact)
MOST = 20
"""How many results stand under what was tried: the newest. All of them have a page."""


def _newest(statement: Statement, where: ColumnElement[bool]) -> Statement:
    """Return *statement* with the newest ``MOST`` of each post or page of the library.

    What was told of the page of the host is counted from its rows: all of them are read.
    """
    rank = func.row_number().over(
        partition_by=(Attempt.post_id, Attempt.artefact_id),
        order_by=(Attempt.tried_on.desc(), Attempt.id.desc()),
    )
    ranked = select(Attempt.id, rank.label("rank")).where(where).subquery()
    found = statement.join(ranked, ranked.c.id == Attempt.id)
    return found.where(or_(ranked.c.rank <= MOST, Attempt.thread_id.is_not(None)))


_NEWEST_OF_POSTS = _newest(_OF_POSTS, _is_of_posts)
_NEWEST_IN_THREAD = _newest(_IN_THREAD, _is_in_thread)
_NEWEST_OF_ARTEFACT = _newest(_OF_ARTEFACT, _is_of_artefact)


def reports(
    viewer: Viewer, posts: Iterable[PostLike], thread: ThreadRow | None = None
) -> Sequence[ReportRow]:
    """Return what was told of *posts*, and of the page that *thread* is about, by the day.

    Of each post the newest ``MOST``.

    No statement is sent if none of it was tried. While first takes are sealed to the viewer, their
    thread counts nothing.
    """
    shown = [post for post in posts if post.tried and post.state == "shown"]
    tried = [post.id for post in shown]
    are_many = any(post.tried > MOST for post in shown)
    if thread is not None and thread.anchor_title and thread.tried:
        values = {"post_ids": tried, "thread_id": thread.id, **viewer.binds()}
        return fetch_all(ReportRow, _NEWEST_IN_THREAD if are_many else _IN_THREAD, values)
    if not tried:
        return ()
    statement = _NEWEST_OF_POSTS if are_many else _OF_POSTS
    return fetch_all(ReportRow, statement, {"post_ids": tried, **viewer.binds()})


def reports_on_page(viewer: Viewer, artefact: ArtefactRow) -> Sequence[ReportRow]:
    """Return the newest of what was told of a page of the library, by the day.

    No statement is sent if nothing was.
    """
    if not artefact.tried:
        return ()
    statement = _NEWEST_OF_ARTEFACT if artefact.tried > MOST else _OF_ARTEFACT
    return fetch_all(ReportRow, statement, {"artefact_id": artefact.id, **viewer.binds()})


_ALL_OF = {
    name: _ALL.order_by(None).where(
        getattr(Attempt, name) == bindparam("of", type_=Integer), is_in_sight(Attempt)
    )
    for name in ("post_id", "artefact_id", "thread_id")
}


def all_reports(viewer: Viewer, thing: Thing) -> Fetch[ReportRow]:
    """Return the function with which ``list_page`` reads all that was told of *thing*.

    The last that was told is first. Its caller asks whether first takes are sealed to the viewer.
    """
    name, of = next((name, id) for name, id in thing._asdict().items() if id is not None)
    return by_id(_ALL_OF[name], Attempt.id, values={"of": of, **viewer.binds()}, row=ReportRow)


def place_of(row: ReportRow) -> Position:
    """Return the position of *row* in that list, which is by the id alone."""
    return datetime.fromtimestamp(0, UTC), row.id


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


_DECIDED = _select(to_steward=True).where(is_in_sight(Attempt))
_TO_DECIDE = _DECIDED.where(Attempt.id == bindparam("attempt_id"))
_ALL_TO_DECIDE = {
    name: _DECIDED.where(getattr(Attempt, name) == bindparam("of", type_=Integer))
    .order_by(None)
    .order_by(Attempt.id.desc())
    .limit(bindparam("most", type_=Integer))
    for name in ("post_id", "artefact_id", "thread_id")
}


def to_decide(viewer: Viewer, attempt_id: int) -> ReportRow | None:
    """Return an attempt at something that *viewer* reads, with words that a steward has hidden.

    For a page on which a steward decides: the caller checks that *viewer* may do so.
    """
    return fetch_one(ReportRow, _TO_DECIDE, {"attempt_id": attempt_id, **viewer.binds()})


def all_to_decide(viewer: Viewer, thing: Thing, *, most: int) -> Sequence[ReportRow]:
    """Return what was told of *thing* likewise, the last first."""
    name, of = next((name, id) for name, id in thing._asdict().items() if id is not None)
    values = {"of": of, "most": most, **viewer.binds()}
    return fetch_all(ReportRow, _ALL_TO_DECIDE[name], values)


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
