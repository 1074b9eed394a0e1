"""Asks a member no more to look back when a space ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from ..core.database.session import change, upsert
from .models import ClosingDismissed

if TYPE_CHECKING:
    from datetime import date


def dismiss_closing(space_id: int, member_id: int, *, last_day: date) -> None:
    """Ask a member no more to look back on a space; for a later *last_day* they are asked again."""
    asked = upsert(ClosingDismissed).values(
        space_id=space_id, member_id=member_id, last_day=last_day
    )
    change(
        asked.on_conflict_do_update(
            index_elements=[ClosingDismissed.space_id, ClosingDismissed.member_id],
            set_={"last_day": last_day},
        )
    )


def forget(member_id: int) -> None:
    """Forget what a member does not want to be asked."""
    change(delete(ClosingDismissed).where(ClosingDismissed.member_id == member_id))
