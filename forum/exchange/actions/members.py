"""Creates members for the people of another forum; nobody can sign in as them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from ...core.database.session import change
from ...members.actions import free_handle
from ...members.models import Member

if TYPE_CHECKING:
    from datetime import datetime


def create_member(*, username: str, name: str, since: datetime) -> tuple[int, str]:
    """Create a member with the *name* they had elsewhere; return their id and handle.

    The handle is made from *username*, with a number if it is taken.
    """
    handle = free_handle(username)
    statement = insert(Member).values(
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
    return int(change(statement.returning(Member.id)).scalar_one()), handle
