"""People of another forum become members that nobody signs in as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from ...core.database.session import session
from ...members.actions import free_handle
from ...members.models import Member

if TYPE_CHECKING:
    from datetime import datetime


def bring(*, username: str, name: str, since: datetime) -> tuple[int, str]:
    """Remember somebody by the *name* they had elsewhere; return their id and handle.

    The handle is made from *username*, with a number where it is taken.
    """
    handle = free_handle(username)
    id: int = (
        session()
        .execute(
            insert(Member)
            .values(
                user_key=None,
                handle=handle,
                name=name,
                organisation="",
                address=None,
                avatar=None,
                locale=None,
                timezone=None,
                joined_at=since,
                former=False,
            )
            .returning(Member.id)
        )
        .scalar_one()
    )
    return id, handle
