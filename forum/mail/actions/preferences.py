"""Saves how often members want mail, and stops it."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, update

from ...core.database.base import now
from ...core.database.session import change, upsert
from ..models import Mail, MailPreference, SpaceMailPreference

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def save_preferences(member_id: int, pace: str, *, spaces: Mapping[int, str]) -> None:
    """Send a member mail at *pace*, but about *spaces* at the pace given by space id.

    Waiting notices are planned again.
    """
    _save(member_id, pace=pace)
    change(delete(SpaceMailPreference).where(SpaceMailPreference.member_id == member_id))
    for space_id, own in spaces.items():
        values = {"member_id": member_id, "space_id": space_id, "pace": own}
        change(insert(SpaceMailPreference).values(values))
    waiting = update(Mail).where(Mail.member_id == member_id, Mail.begun == 0)
    change(waiting.values(pace="", due_at=now()))


def stop(member_id: int) -> None:
    """Stop all mail to a member, including what waits for them."""
    save_preferences(member_id, "never", spaces={})
    change(delete(Mail).where(Mail.member_id == member_id))


def ensure_key(member_id: int) -> None:
    """Make sure that a member has a secret for the link that stops their mail."""
    statement = upsert(MailPreference).values(member_id=member_id, key=token_urlsafe(24))
    change(statement.on_conflict_do_nothing(index_elements=[MailPreference.member_id]))


def save_sent_at(member_id: int, at: datetime) -> None:
    """Note when a member last got a message, and that their address is not refused now."""
    _save(member_id, sent_at=at, refused_at=None)


def save_refused_at(member_id: int, at: datetime) -> None:
    """Note when a message to a member was given up, so that they are told."""
    _save(member_id, refused_at=at)


def forget(member_id: int) -> None:
    """Delete a member's preferences and what waits for them."""
    for table in (Mail, MailPreference, SpaceMailPreference):
        change(delete(table).where(table.member_id == member_id))


def _save(member_id: int, **values: object) -> None:
    statement = upsert(MailPreference).values(member_id=member_id, key=token_urlsafe(24), **values)
    change(statement.on_conflict_do_update(index_elements=[MailPreference.member_id], set_=values))
