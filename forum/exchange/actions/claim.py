"""Gives an imported member to a user of the host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint, delete, exists, select, update

from ...attempts import actions as attempts
from ...core.database.base import Base
from ...core.database.session import change, session
from ...core.errors import NotAllowed
from ...core.web.i18n import t
from ...enquiries import actions as enquiries
from ...experience import actions as experience
from ...members.actions import retire_handle
from ...members.models import Member
from ...thanks import actions as thanks
from ...threads.models import Post

if TYPE_CHECKING:
    from sqlalchemy import Column, Table


def claim(handle: str, *, key: str) -> str:
    """Give the imported member *handle*, whom nobody signs in as, to the host's user *key*.

    Everything that user has done here so far (memberships, read marks) is moved to the member; if
    both have a row for the same thing, the user's stays. Their reports on what becomes their own
    post are deleted. Return the member's name. Raises NotAllowed, with a message, if there is no
    such member, if they already belong to a user, or if the user has written posts as another
    member.
    """
    # The update changes nothing: it locks the row, so that nobody else claims the member too.
    lock = (
        update(Member)
        .where(
            Member.handle == handle.lower().removeprefix("@"),
            Member.user_key.is_(None),
            ~Member.former,
        )
        .values(former=False)
        .returning(Member.id, Member.name)
    )
    member = change(lock).first()
    if member is None:
        raise NotAllowed(t("There is no unclaimed member “%(handle)s”.", handle=handle))
    other = session().scalar(select(Member.id).where(Member.user_key == key))
    if other is not None:
        if session().scalar(select(exists().where(Post.author_id == other))):
            raise NotAllowed(t("User %(key)s has already written posts as a member.", key=key))
        _move_to(other, member.id)
        for room in (attempts, experience, thanks, enquiries):
            room.merged(member.id)
    session().execute(update(Member).where(Member.id == member.id).values(user_key=key))
    return str(member.name)


def _move_to(other: int, member_id: int) -> None:
    """Move everything that refers to the member *other* to *member_id*, and delete *other*.

    The handle of *other*, who may have only read, is retired: its page, and every mention of it,
    leads to *member_id*.
    """
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == "forum_member" for key in column.foreign_keys):
                _delete_doubles(table, column, other=other, member_id=member_id)
                where: Any = column == other
                session().execute(update(table).where(where).values({column.name: member_id}))
    handle = session().scalar(delete(Member).where(Member.id == other).returning(Member.handle))
    if handle is not None:
        retire_handle(handle, to=member_id)


def _delete_doubles(table: Table, column: Column[Any], *, other: int, member_id: int) -> None:
    """Delete the rows of *member_id* that are unique and that *other* has too."""
    theirs = table.alias()
    for key in table.constraints:
        if isinstance(key, PrimaryKeyConstraint | UniqueConstraint) and column in set(key.columns):
            rest = [theirs.c[part.name] == part for part in key.columns if part is not column]
            same = exists().where(theirs.c[column.name] == other, *rest)
            session().execute(delete(table).where(column == member_id, same))
    for index in table.indexes:
        if index.unique and column in set(index.columns):
            rest = [theirs.c[part.name] == part for part in index.columns if part is not column]
            part_of = index.dialect_options[session().get_bind().dialect.name]["where"]
            which = [] if part_of is None else [part_of]  # in the subquery it is about its own rows
            same = exists().where(theirs.c[column.name] == other, *rest, *which)
            session().execute(delete(table).where(column == member_id, *which, same))
