"""The rules of notices: what a member is told of now, and what they want to be told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, and_, bindparam, case, exists, func, literal_column, or_, select
from sqlalchemy import true as always
from sqlalchemy.orm import aliased

from ..artefacts.models import Artefact, ArtefactRevision, ArtefactSource
from ..artefacts.policy import visible_to as page_visible_to
from ..attempts.models import Attempt, Plan
from ..attempts.policy import is_asked
from ..core.database.base import Moment, now
from ..experience.models import BeenThere
from ..experience.policy import is_unsealed
from ..following.models import Follow
from ..moderation import policy as moderation
from ..moderation.models import Report
from ..spaces.models import Membership
from ..spaces.policy import is_steward
from ..threads.models import Post, Thread
from ..threads.policy.readable_text import readable
from ..threads.policy.sight import unsealed, visible_to
from .models import Notice, SwitchedOff

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import BindParameter, ColumnElement, Exists, SQLColumnExpression

_PRESENT: BindParameter[datetime] = bindparam("moment_of_stewards", type_=Moment, callable_=now)
_Source = aliased(Post, name="source")


def _is(*kinds: str) -> ColumnElement[bool]:
    """Return the condition that a notice is of one of *kinds*: literals, as they never change."""
    return or_(*(Notice.kind == literal_column(f"'{kind}'", Text) for kind in kinds))


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
    return or_(page_visible_to(), Notice.space_id.in_(bindparam("viewer_spaces", expanding=True)))


def is_news() -> ColumnElement[bool]:
    """Return whether the post of a notice can be read, or the notice says that it was hidden.

    Any other notice is not counted, not new in "For you" and not mailed, until its post is shown
    again. The statement joins the post; its bind is ``viewer_id``. Sight of the thread is
    ``threads/policy/sight.py: visible_to``.
    """
    is_hidden = Post.state == literal_column("'hidden'", Text)
    return or_(readable("lists"), and_(_is("hidden"), is_hidden, unsealed()))


def is_news_in_thread() -> ColumnElement[bool]:
    """Return ``is_news`` and ``holds`` for a statement that joins the thread, and not the post.

    What they meant to try is theirs, and in no number. The post is looked up only where the thread
    has withheld or sealed ones, or the notice tells of a mark on it: its state lies behind its
    text, and the badge of every page counts what may be a thousand notices.
    """
    none_withheld = and_(
        Thread.withheld == literal_column("''", Text), Thread.sealed_until.is_(None)
    )
    looked_up = exists().where(Post.id == Notice.post_id, is_news(), _holds_of_post())
    return and_(
        ~_is("due"),
        or_(
            Notice.post_id.is_(None),
            and_(none_withheld, ~_is("helped", "tried", "there")),
            looked_up,
        ),
    )


def is_news_elsewhere() -> ColumnElement[bool]:
    """Return ``is_in_sight`` and ``holds`` for a notice about a page of the library or a space.

    The statement joins the page where there is one. Its binds are ``viewer.binds()``.
    """
    return and_(
        Notice.thread_id.is_(None), ~_is("due"), _is_elsewhere_in_sight(), _holds_elsewhere()
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
        (_is("helped"), Post.helped),
        (_is("tried"), Post.tried > literal_column("0")),
        (_is("there"), and_(Post.been_there > literal_column("0"), is_unsealed())),
        (_is("due"), Post.state == literal_column("'shown'", Text)),
        else_=always(),
    )


def _holds_elsewhere() -> ColumnElement[bool]:
    return case(
        (_is("kept"), _is_kept()),
        (_is("tried"), or_(Notice.post_id.is_not(None), _is_tried())),
        (
            _is("revised", "version"),
            exists().where(is_change_by_others()).correlate(Notice, Artefact),
        ),
        (_is("report"), and_(_is_reported(), _looks_after())),
        (_is("due"), exists().where(is_plan(), is_asked()).correlate(Notice)),
        else_=always(),
    )


def _is_kept() -> Exists:
    """Return the condition that a post of the member's is in the page of a notice."""
    return (
        exists()
        .where(
            ArtefactSource.artefact_id == Notice.artefact_id,
            _Source.id == ArtefactSource.post_id,
            _Source.author_id == Notice.member_id,
            _Source.state != literal_column("'withdrawn'", Text),
        )
        .correlate(Notice)
    )


def _is_tried() -> Exists:
    """Return the condition that somebody else has tried what a notice is about."""
    return exists().where(is_try_by_others()).correlate(Notice)


def is_try_by_others() -> ColumnElement[bool]:
    """Return the condition that an attempt is at what a notice is about, and not the member's own.

    The statement selects attempts, beside the notice.
    """
    same = or_(Attempt.post_id == Notice.post_id, Attempt.artefact_id == Notice.artefact_id)
    return and_(same, Attempt.member_id != Notice.member_id)


def is_experience() -> ColumnElement[bool]:
    """Return the condition that a line says who has been where the post of a notice is.

    The statement selects lines, beside the notice.
    """
    return and_(BeenThere.post_id == Notice.post_id, BeenThere.line != literal_column("''", Text))


def is_plan() -> ColumnElement[bool]:
    """Return the condition that a plan is what a notice asks about.

    The statement selects plans, beside the notice.
    """
    of_host_page = and_(Notice.post_id.is_(None), Plan.thread_id == Notice.thread_id)
    same = or_(Plan.post_id == Notice.post_id, Plan.artefact_id == Notice.artefact_id, of_host_page)
    return and_(Plan.member_id == Notice.member_id, same)


def is_change_by_others() -> ColumnElement[bool]:
    """Return the condition that a revision of the page of a notice is somebody else's change.

    To whoever follows the page, changes from before that do not count. The statement selects
    revisions, beside the notice and its page.
    """
    since = (
        select(Follow.at)
        .where(Follow.artefact_id == Notice.artefact_id, Follow.member_id == Notice.member_id)
        .correlate(Notice)
        .scalar_subquery()
    )
    return and_(
        ArtefactRevision.artefact_id == Notice.artefact_id,
        ArtefactRevision.editor_id != Notice.member_id,
        ArtefactRevision.number > literal_column("1"),
        ArtefactRevision.at
        > case((_is("version"), func.coalesce(since, Artefact.made_at)), else_=Artefact.made_at),
    )


def _is_reported() -> Exists:
    """Return the condition that a report by somebody else waits in the space of a notice."""
    return (
        exists()
        .where(
            Report.closed_at.is_(None),
            Report.reporter_id != Notice.member_id,
            Post.id == Report.post_id,
            Thread.id == Post.thread_id,
            moderation.readable(Notice.space_id),
        )
        .correlate(Notice)
    )


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
