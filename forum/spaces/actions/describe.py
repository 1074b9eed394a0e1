"""Changes what a space is for and who can read it; archives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, case, delete, exists, literal, or_, update

from ...core import events
from ...core.database.base import now
from ...core.database.outbox import record_changes
from ...core.database.session import change, session
from ...core.text.folding import folded
from ...members.models import MemberAudience
from ..models import Membership, Space
from ..policy import is_steward

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement


def describe_space(
    space_id: int,
    *,
    name: str,
    purpose: str,
    norms: str,
    access: str,
    audience: str | None = None,
    goal: str | None = None,
    last_day: date | None = None,
    hides_reported: bool = False,
) -> None:
    """Change what a space is for, until when, and who can read it.

    When a space closes, its present stewards become its only members. People who are blocked, whose
    time as a steward is over, or who left the group it was bound to are not among them. When a
    closed space opens or is bound to a group, its memberships end.
    """
    text = (
        update(Space)
        .where(Space.id == space_id)
        .values(
            name=name,
            name_folded=folded(name),
            purpose=purpose,
            norms=norms,
            norms_changed_at=case((Space.norms != norms, now()), else_=Space.norms_changed_at),
            goal=goal,
            last_day=last_day,
            hides_reported=hides_reported,
        )
    )
    before = change(text.returning(Space.access, Space.audience)).one()
    if tuple(before) == (access, audience):
        return
    session().execute(
        update(Space).where(Space.id == space_id).values(access=access, audience=audience)
    )
    ended = _cannot_become_member(before.audience) if access == "closed" else _has_no_role()
    session().execute(delete(Membership).where(Membership.space_id == space_id, ended))
    record_changes(session(), kind="space", ids=[space_id])
    events.other_readers.send(None, space=space_id)
    events.shown_again.send(None, space=space_id, at=now())


def _has_no_role() -> ColumnElement[bool]:
    """Return the condition that a membership is neither a steward's nor a blocked member's."""
    return ~Membership.steward & Membership.blocked_at.is_(None)


def _cannot_become_member(audience: str | None) -> ColumnElement[bool]:
    """Return the condition that a membership ends when its space, bound to *audience*, closes."""
    in_audience = exists().where(
        MemberAudience.audience == (audience or ""),
        MemberAudience.member_id == Membership.member_id,
    )
    return or_(
        Membership.blocked_at.is_not(None),
        ~is_steward(at=now()),
        and_(literal(audience is not None), ~in_audience),
    )


def choose_prompts(space_id: int, chosen: str | None) -> None:
    """Save which questions a space offers, as ``Space.prompts`` describes it."""
    session().execute(update(Space).where(Space.id == space_id).values(prompts=chosen))


def have_prompts(space_id: int) -> None:
    """Note that a space has words of its own, whatever it offers."""
    nothing = update(Space).where(Space.id == space_id, Space.prompts.is_(None))
    session().execute(nothing.values(prompts="{}"))


def archive_space(space_id: int, *, archived: bool) -> None:
    """Close a space to new posts, or open it again. Everything in it stays readable."""
    session().execute(
        update(Space).where(Space.id == space_id).values(archived_at=now() if archived else None)
    )
