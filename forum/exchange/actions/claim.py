"""A member that was brought in is claimed by a user of the host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint, delete, exists, select, update

from ...core.database.base import Base
from ...core.database.session import session
from ...core.errors import NotAllowed
from ...core.web.i18n import t
from ...members.actions import retire_handle
from ...members.models import Member
from ...threads.models import Post

if TYPE_CHECKING:
    from sqlalchemy import Column, Table


def claim(handle: str, *, key: str) -> str:
    """Let the member *handle*, whom nobody signs in as, belong to the host's user *key*.

    What that user has done here so far (memberships, read marks) comes along; where both have a
    row for the same thing, the user's own stays. Return the member's name. Raises NotAllowed, with
    words, where there is no such member, where they belong to somebody, or where the user has
    written posts as another member.
    """
    taken = (
        session()
        .execute(
            update(Member)
            .where(
                Member.handle == handle.lower().removeprefix("@"),
                Member.user_key.is_(None),
                ~Member.former,
            )
            .values(former=False)
            .returning(Member.id, Member.name)
        )
        .first()
    )
    if taken is None:
        raise NotAllowed(t("There is no member “%(handle)s” to be claimed.", handle=handle))
    other = session().scalar(select(Member.id).where(Member.user_key == key))
    if other is not None:
        if session().scalar(select(exists().where(Post.author_id == other))):
            raise NotAllowed(t("User %(key)s is a member with posts already.", key=key))
        _hand_over(other, taken.id)
    session().execute(update(Member).where(Member.id == taken.id).values(user_key=key))
    return str(taken.name)


def _hand_over(other: int, member_id: int) -> None:
    """Give all that points to the member *other* to *member_id*, and remove *other*.

    Their handle is retired: its page, and so every mention of it, leads to *member_id*.
    """
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == "forum_member" for key in column.foreign_keys):
                _make_way(table, column, other=other, member_id=member_id)
                where: Any = column == other
                session().execute(update(table).where(where).values({column.name: member_id}))
    handle = session().scalar(delete(Member).where(Member.id == other).returning(Member.handle))
    retire_handle(str(handle), to=member_id)


def _make_way(table: Table, column: Column[Any], *, other: int, member_id: int) -> None:
    """Delete the rows of *member_id* that those of *other* will take the place of."""
    theirs = table.alias()
    for key in table.constraints:
        if isinstance(key, PrimaryKeyConstraint | UniqueConstraint) and column in set(key.columns):
            rest = [theirs.c[part.name] == part for part in key.columns if part is not column]
            same = exists().where(theirs.c[column.name] == other, *rest)
            session().execute(delete(table).where(column == member_id, same))
