"""The rules of notices: what a member is told of now, and what they want to be told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, and_, bindparam, case, exists, literal_column, or_, select
from sqlalchemy import true as always
from sqlalchemy.orm import aliased

from ...artefacts.models import Artefact, ArtefactSource
from ...artefacts.policy import in_reach
from ...artefacts.policy import readable as page_readable
from ...artefacts.policy import visible_to as page_visible_to
from ...attempts.policy import is_asked
from ...core.database.base import Moment, now
from ...core.database.id_list import is_among
from ...experience.policy import is_unsealed
from ...margins.policy import closes_soon, is_taken_up
from ...moderation import policy as moderation
from ...moderation.models import Report
from ...spaces.models import Membership
from ...spaces.policy import is_steward
from ...threads.models import Post, Thread
from ...threads.policy.readable_text import has_text, is_shown, readable
from ...threads.policy.sight import unsealed, visible_to
from ...upkeep.policy import has_come
from ..models import Notice, SwitchedOff
from .facts import is_change_by_others, is_kind, is_plan, is_question, is_thanks, is_try_by_others

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import BindParameter, ColumnElement, Exists, SQLColumnExpression

_PRESENT: BindParameter[datetime] = bindparam("moment_of_stewards", type_=Moment, callable_=now)
_Source = aliased(Post, name="source")


def is_wanted(
    member_id: SQLColumnExpression[int], kind: str | SQLColumnExpression[str]
) -> ColumnElement[bool]:
    """Return the condition that a member has not switched off a kind of notice."""
    return ~exists().where(SwitchedOff.member_id == member_id, SwitchedOff.kind == kind)


def is_in_sight() -> ColumnElement[bool]:
    """Return the condition that the viewer may see what a notice is about.

    The statement joins thread, post and page, each where there is one. Its binds are
    ``viewer.binds()``.
    """
    return or_(and_(visible_to(), unsealed()), _is_elsewhere_in_sight())


def _is_elsewhere_in_sight() -> ColumnElement[bool]:
    may_know = or_(page_readable(), Artefact.visibility == literal_column("'removed'", Text))
    told_of_hiding = and_(is_kind("hidden"), in_reach(), may_know)
    return or_(page_visible_to(), told_of_hiding, is_among(Notice.space_id, "viewer_spaces"))


def is_news() -> ColumnElement[bool]:
    """Return whether the post of a notice can be read, or the notice tells what stewards did.

    Any other notice is not counted, not new in "For you" and not mailed, until its post is shown
    again. The statement joins the post; its bind is ``viewer_id``. Sight of the thread is
    ``threads/policy/sight.py: visible_to``.
    """
    states = [literal_column(f"'{state}'", Text) for state in ("hidden", "removed")]
    is_decided = Post.state.in_(states)
    return or_(readable("lists"), and_(is_kind("hidden"), is_decided, unsealed()))


def is_news_in_thread() -> ColumnElement[bool]:
    """Return ``is_news`` and ``holds`` for a statement that joins the thread, and not the post.

    What they meant to try is theirs, and in no number. The post is looked up only where the thread
    has withheld or sealed ones, or the notice tells of a mark on it: its state lies behind its
    text, and the badge of every page counts what may be a thousand notices.
    """
    none_withheld = and_(
        Thread.withheld == literal_column("''", Text), Thread.sealed_until.is_(None)
    )
    looked_up = (
        exists()
        .where(Post.id == Notice.post_id, is_news(), _holds_of_post())
        .correlate(Notice, Thread)
    )
    of_thread = and_(Notice.post_id.is_(None), or_(~is_kind("asked"), _has_question()))
    unmarked = ~is_kind("helped", "tried", "there", "thanked", "asked", "taken_up")
    return and_(~is_kind("due"), or_(of_thread, and_(none_withheld, unmarked), looked_up))


def is_news_elsewhere() -> ColumnElement[bool]:
    """Return ``is_in_sight`` and ``holds`` for a notice about a page of the library or a space.

    The statement joins the page where there is one. Its binds are ``viewer.binds()``.
    """
    return and_(
        Notice.thread_id.is_(None), ~is_kind("due"), _is_elsewhere_in_sight(), _holds_elsewhere()
    )


def is_about_page(artefact_id: BindParameter[int]) -> ColumnElement[bool]:
    """Return the condition that a notice is about a page, or that a comment on it was closed."""
    its = select(Artefact.thread_id).where(Artefact.id == artefact_id).scalar_subquery()
    return or_(
        Notice.artefact_id == artefact_id, and_(is_kind("taken_up"), Notice.thread_id == its)
    )


def is_new() -> ColumnElement[bool]:
    """Return whether a notice that is in sight and holds is new, for the joins of those rules."""
    return and_(Notice.seen_at.is_(None), or_(Notice.post_id.is_(None), is_news()))


def holds() -> ColumnElement[bool]:
    """Return whether what a notice tells is still so; one that does not hold is nowhere.

    A mark may be taken back, a text withdrawn, a report settled. Joins as ``is_in_sight``.
    """
    return and_(_holds_of_post(), _holds_elsewhere())


def _holds_of_post() -> ColumnElement[bool]:
    return case(
        (Notice.post_id.is_(None), always()),
        (is_kind("helped"), Post.helped),
        (is_kind("tried"), Post.tried > literal_column("0")),
        (is_kind("there"), and_(Post.been_there > literal_column("0"), is_unsealed())),
        (is_kind("due"), is_shown()),
        (is_kind("thanked"), and_(is_shown(), _has_thanks())),
        (is_kind("asked"), and_(is_shown(), _has_question())),
        (is_kind("taken_up"), _is_taken_up()),
        else_=always(),
    )


def _holds_elsewhere() -> ColumnElement[bool]:
    return case(
        (is_kind("kept"), _is_kept()),
        (is_kind("tried"), or_(Notice.post_id.is_not(None), _is_tried())),
        (
            is_kind("revised", "version"),
            exists().where(is_change_by_others()).correlate(Notice, Artefact),
        ),
        (is_kind("report"), and_(_is_reported(), _looks_after())),
        (is_kind("due"), exists().where(is_plan(), is_asked()).correlate(Notice)),
        (is_kind("thanked"), or_(Notice.post_id.is_not(None), _has_thanks())),
        (is_kind("asked"), or_(Notice.post_id.is_not(None), _has_question())),
        (is_kind("closing_soon"), closes_soon(Notice.artefact_id).correlate(Notice, Artefact)),
        (is_kind("look_again"), has_come(Notice.artefact_id).correlate(Notice)),
        else_=always(),
    )


def _is_kept() -> Exists:
    """Return the condition that a post of the member's is in the page of a notice."""
    return (
        exists()
        .where(
            ArtefactSource.artefact_id == Notice.artefact_id,
            ArtefactSource.last_revision.is_(None),
            _Source.id == ArtefactSource.post_id,
            _Source.author_id == Notice.member_id,
            has_text(_Source),
        )
        .correlate(Notice)
    )


def _is_tried() -> Exists:
    """Return the condition that somebody else has tried what a notice is about."""
    return exists().where(is_try_by_others()).correlate(Notice)


def _has_thanks() -> Exists:
    return exists().where(is_thanks()).correlate(Notice)


def _has_question() -> Exists:
    return exists().where(is_question()).correlate(Notice)


def _is_taken_up() -> Exists:
    return exists().where(is_taken_up(Notice.post_id, Notice.member_id)).correlate(Notice)


def _is_reported() -> ColumnElement[bool]:
    """Return the condition that a report by somebody else waits in the space of a notice."""
    waits = (Report.closed_at.is_(None), Report.reporter_id != Notice.member_id)
    of_post = (
        exists()
        .where(
            *waits,
            Post.id == Report.post_id,
            Thread.id == Post.thread_id,
            moderation.readable(Notice.space_id),
        )
        .correlate(Notice)
    )
    of_page = exists().where(*waits, moderation.of_page(Notice.space_id)).correlate(Notice)
    return or_(of_post, of_page)


def _looks_after() -> Exists:
    return (
        exists()
        .where(
            Membership.space_id == Notice.space_id,
            Membership.member_id == Notice.member_id,
            is_steward(at=_PRESENT),
        )
        .correlate(Notice)
    )
