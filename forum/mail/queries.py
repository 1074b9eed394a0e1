"""Reads what is due, for whom, and how often members want mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, or_, select

from ..artefacts.models import Artefact
from ..core.database.session import fetch_all, fetch_one
from ..core.state import state
from ..margins.queries.threads import commented_on
from ..members.models import Member
from ..notices.models import ALWAYS, Notice
from ..notices.policy import holds, is_in_sight, is_new, is_wanted
from ..notices.queries.sentences import IS_POST, IS_SAID, SAID, SAID_BY
from ..spaces.models import Space
from ..threads.models import BLANK, Post, Thread
from ..threads.policy.readable_text import readable_html
from .models import Mail, MailPreference, SpaceMailPreference
from .rows import (
    CountRow,
    DueRow,
    HeldRow,
    NewsRow,
    OverdueRow,
    PreferenceRow,
    RecipientRow,
    SpacePreferenceRow,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from ..members.viewer import Viewer

_SINCE = case((Thread.sealed_until > Notice.at, Thread.sealed_until), else_=Notice.at)
"""From when a notice grows old: one about a sealed first take from the day on which that opens."""

_SPACE = func.coalesce(Thread.space_id, Artefact.space_id, Notice.space_id)
"""The space of what a notice is about."""


def _is_wanted() -> ColumnElement[bool]:
    wanted = or_(Notice.kind.in_(ALWAYS), is_wanted(Notice.member_id, Notice.kind))
    return and_(wanted, Notice.kind != "due") if state().config.leaves_out("plans") else wanted


def _is_news() -> ColumnElement[bool]:
    return and_(is_in_sight(), is_new(), holds(), _is_wanted())


def recipients(at: datetime, *, most: int) -> Sequence[RecipientRow]:
    """Return members for whom something is due *at* a moment, the longest waiting first."""
    statement = (
        select(Member.id, Member.user_key)
        .join(Mail, Mail.member_id == Member.id)
        .where(Mail.due_at <= at)
        .group_by(Member.id, Member.user_key)
        .order_by(func.min(Mail.due_at), Member.id)
        .limit(most)
    )
    return fetch_all(RecipientRow, statement)


def due(member_id: int, at: datetime) -> list[int]:
    """Return the ids of all notices that are due for a member, news or not."""
    statement = (
        select(Mail.notice_id)
        .where(Mail.member_id == member_id, Mail.due_at <= at)
        .order_by(Mail.notice_id)
    )
    return [row.notice_id for row in fetch_all(DueRow, statement)]


def news(viewer: Viewer, at: datetime) -> Sequence[NewsRow]:
    """Return what is due for *viewer*, may be read by them and is still unseen.

    Without posts that they may not read (but an author is told that theirs was hidden or removed),
    what is no longer so, and what they do not want to be told of any more.
    """
    statement = (
        select(
            Mail.notice_id,
            Mail.member_id,
            Mail.pace,
            Mail.begun,
            Mail.tries,
            Notice.kind,
            Notice.at,
            _SINCE.label("since"),
            Notice.thread_id,
            Notice.post_id,
            Notice.artefact_id,
            readable_html(),
            func.coalesce(Post.state, Artefact.visibility, "").label("state"),
            func.coalesce(Post.state_why, Artefact.visibility_why, "").label("state_why"),
            func.coalesce(Thread.title, Artefact.title, Space.name).label("title"),
            func.coalesce(Thread.author_id, 0).label("opener_id"),
            *commented_on(IS_POST, Notice.thread_id),
            Space.id.label("space_id"),
            Space.slug.label("space_slug"),
            Space.access,
            func.coalesce(Member.name, "").label("author_name"),
            SAID.label("said"),
        )
        .join(Notice, Notice.id == Mail.notice_id)
        .outerjoin(Thread, Thread.id == Notice.thread_id)
        .outerjoin(Post, Post.id == Notice.post_id)
        .outerjoin(Artefact, Artefact.id == Notice.artefact_id)
        .join(Space, Space.id == _SPACE)
        .outerjoin(Member, Member.id == case((IS_SAID, SAID_BY), else_=Post.author_id))
        .where(
            Mail.member_id == viewer.member_id,
            Mail.due_at <= at,
            _is_news(),
            or_(Notice.kind != "due", Space.id.in_(viewer.writes)),
        )
        .order_by(Notice.at, Notice.id)
    )
    return fetch_all(NewsRow, statement, viewer.binds())


def unseen_due(member_id: int, at: datetime) -> Sequence[HeldRow]:
    """Return what is due for a member and still unseen, whether or not they may read it now.

    Without what they can never read again, because it was withdrawn or removed.
    """
    statement = (
        select(Mail.notice_id, _SINCE.label("since"), _SPACE.label("space_id"))
        .join(Notice, Notice.id == Mail.notice_id)
        .outerjoin(Thread, Thread.id == Notice.thread_id)
        .outerjoin(Post, Post.id == Notice.post_id)
        .outerjoin(Artefact, Artefact.id == Notice.artefact_id)
        .where(
            Mail.member_id == member_id,
            Mail.due_at <= at,
            Notice.seen_at.is_(None),
            func.coalesce(Post.state, Artefact.visibility, "").not_in(BLANK),
            Thread.gone_at.is_(None),
            _is_wanted(),
        )
        .order_by(Mail.notice_id)
    )
    return fetch_all(HeldRow, statement)


def preference(member_id: int) -> PreferenceRow | None:
    """Return a member's preference; None if they have neither chosen nor got any mail yet."""
    statement = select(
        MailPreference.pace, MailPreference.key, MailPreference.sent_at, MailPreference.refused_at
    )
    return fetch_one(PreferenceRow, statement.where(MailPreference.member_id == member_id))


def paces_by_space(member_id: int) -> Mapping[int, str]:
    """Return how often a member wants mail about individual spaces, by the space's id."""
    statement = select(SpaceMailPreference.space_id, SpaceMailPreference.pace).where(
        SpaceMailPreference.member_id == member_id
    )
    return {row.space_id: row.pace for row in fetch_all(SpacePreferenceRow, statement)}


def overdue_since() -> datetime | None:
    """Return when the oldest waiting mail was due; None if none waits."""
    row = fetch_one(OverdueRow, select(func.min(Mail.due_at).label("since")))
    return row.since if row else None


def waiting_count() -> int:
    """Return how many notices wait to be mailed."""
    row = fetch_one(CountRow, select(func.count().label("waiting")).select_from(Mail))
    return row.waiting if row else 0
