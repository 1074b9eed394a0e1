"""Looking members up."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, or_, select, true

from ..core.database.session import row, rows
from .models import Member, MemberAudience, RetiredHandle

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import ColumnElement, Row, Select

_BY_KEY = select(Member.id, Member.handle, Member.name, Member.organisation).where(
    Member.user_key == bindparam("key")
)


def by_key(key: str) -> Row[Any] | None:
    """Return id, handle, name and organisation of the member with the host's user id *key*."""
    return row(_BY_KEY, {"key": key})


def by_keys(keys: Collection[str], *, among: Select[Any] | None = None) -> dict[str, Row[Any]]:
    """Return the members with the host's user ids *keys*, by that id; *among* as ``matching``."""
    if not keys:
        return {}
    found = rows(
        select(Member.user_key, Member.id, Member.handle, Member.name, Member.organisation).where(
            Member.user_key.in_(keys), _among(among)
        )
    )
    return {member.user_key: member for member in found}


def by_handle(handle: str) -> Row[Any] | None:
    """Return the member called *handle*, whatever its case."""
    if "\0" in handle:  # PostgreSQL would refuse the question
        return None
    return row(
        select(
            Member.id,
            Member.handle,
            Member.name,
            Member.organisation,
            Member.address,
            Member.joined_at,
            Member.former,
            Member.user_key.is_not(None).label("signs_in"),
        ).where(Member.handle == handle.lower())
    )


def hash_of(handle: str) -> str:
    """Return what is kept of a retired handle: its SHA-256 in hexadecimal."""
    return sha256(handle.lower().encode("utf-8", "replace")).hexdigest()


def called_once(handle: str) -> Row[Any] | None:
    """Return the handle of the member who was called *handle* once, or None."""
    return row(
        select(Member.handle)
        .join(RetiredHandle, RetiredHandle.member_id == Member.id)
        .where(RetiredHandle.hash == hash_of(handle))
    )


def known(handles: Collection[str]) -> dict[str, int]:
    """Return the ids of those of *handles* that belong to members still here."""
    if not handles:
        return {}
    found = rows(select(Member.handle, Member.id).where(Member.handle.in_(handles), ~Member.former))
    return {member.handle: member.id for member in found}


def named(ids: Iterable[int]) -> dict[int, Row[Any]]:
    """Return id, handle, name and organisation of the members *ids*, by id."""
    wanted = list(ids)
    if not wanted:
        return {}
    found = rows(
        select(Member.id, Member.handle, Member.name, Member.organisation).where(
            Member.id.in_(wanted)
        )
    )
    return {member.id: member for member in found}


def audiences() -> list[str]:
    """Return every group of the host that somebody here was in when they last wrote, by name."""
    found = rows(select(MemberAudience.audience).distinct().order_by(MemberAudience.audience))
    return [group.audience for group in found]


def matching(text: str, *, most: int, among: Select[Any] | None = None) -> Sequence[Row[Any]]:
    """Return members whose handle or a name begins with *text*, at most *most*, by name.

    *among* selects the ids of those who are asked about; without it that is everybody.
    """
    start = text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    begins = func.lower(Member.name).like(f"{start}%", escape="\\")
    later = func.lower(Member.name).like(f"% {start}%", escape="\\")
    called = Member.handle.like(f"{start}%", escape="\\")
    return rows(
        select(Member.id, Member.handle, Member.name, Member.organisation)
        .where(or_(begins, later, called), ~Member.former, _among(among))
        .order_by(Member.name, Member.id)
        .limit(most)
    )


def _among(members: Select[Any] | None) -> ColumnElement[bool]:
    return true() if members is None else Member.id.in_(members)
