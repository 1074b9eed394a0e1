"""What a notice is about: the conditions by which what happened is found beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, and_, case, func, literal_column, or_, select

from ...artefacts.models import Artefact, ArtefactRevision
from ...attempts.models import Attempt, Plan
from ...enquiries.policy import waits_for
from ...experience.models import BeenThere
from ...experience.policy import is_said
from ...following.models import Follow
from ...thanks.policy import is_said_to
from ..models import Notice

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def is_kind(*kinds: str) -> ColumnElement[bool]:
    """Return the condition that a notice is of one of *kinds*: literals, as they never change."""
    return or_(*(Notice.kind == literal_column(f"'{kind}'", Text) for kind in kinds))


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
    return and_(BeenThere.post_id == Notice.post_id, is_said())


def is_thanks() -> ColumnElement[bool]:
    """Return the condition that thanks are for what a notice is about. It selects thanks."""
    return is_said_to(Notice.member_id, post_id=Notice.post_id, artefact_id=Notice.artefact_id)


def is_question() -> ColumnElement[bool]:
    """Return the condition that a question to one person is that of a notice.

    The statement selects enquiries, beside the notice.
    """
    return waits_for(
        Notice.member_id,
        thread_id=Notice.thread_id,
        post_id=Notice.post_id,
        artefact_id=Notice.artefact_id,
    )


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
        > case(
            (is_kind("version"), func.coalesce(since, Artefact.made_at)), else_=Artefact.made_at
        ),
    )
