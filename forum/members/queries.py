"""Reads members."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, or_, select, true

from ..core.database.session import fetch_all, fetch_one
from .models import Member, MemberAudience, RetiredHandle
from .rows import AudienceRow, HandleIdRow, HandleRow, KeyedMemberRow, MemberRow, ProfileRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Select

_MEMBER = select(Member.id, Member.handle, Member.name, Member.organisation)
_BY_KEY = _MEMBER.where(Member.user_key == bindparam("key"))


def by_key(key: str) -> MemberRow | None:
    """Return the member with the host's user id *key*, or None."""
    return fetch_one(MemberRow, _BY_KEY, {"key": key})


def by_keys(
    keys: Collection[str], *, among: Select[int] | None = None
) -> dict[str, KeyedMemberRow]:
    """Return the members with the host's user ids *keys*, by id; *among* as in ``matching``."""
    if not keys:
        return {}
    found = fetch_all(
        KeyedMemberRow,
        select(Member.user_key, Member.id, Member.handle, Member.name, Member.organisation).where(
            Member.user_key.in_(keys), _is_among(among)
        ),
    )
    return {member.user_key: member for member in found}


def by_handle(handle: str) -> ProfileRow | None:
    """Return the member with *handle* in any case, or None."""
    if "\0" in handle:  # PostgreSQL would raise an error
        return None
    return fetch_one(
        ProfileRow,
        select(
            Member.id,
            Member.handle,
            Member.name,
            Member.organisation,
            Member.address,
            Member.joined_at,
            Member.former,
            Member.user_key.is_not(None).label("signs_in"),
        ).where(Member.handle == handle.lower()),
    )


def handle_hash(handle: str) -> str:
    """Return the stored hash of a retired handle: SHA-256 in hexadecimal."""
    return sha256(handle.lower().encode("utf-8", "replace")).hexdigest()


def current_handle(retired: str) -> str | None:
    """Return the handle that the former owner of the handle *retired* has now, or None."""
    found = fetch_one(
        HandleRow,
        select(Member.handle)
        .join(RetiredHandle, RetiredHandle.member_id == Member.id)
        .where(RetiredHandle.hash == handle_hash(retired)),
    )
    return found.handle if found else None


def ids_by_handle(handles: Collection[str]) -> dict[str, int]:
    """Return the ids of the members with *handles*, by handle; former members are left out."""
    if not handles:
        return {}
    statement = select(Member.handle, Member.id).where(Member.handle.in_(handles), ~Member.former)
    return {member.handle: member.id for member in fetch_all(HandleIdRow, statement)}


def known_audiences() -> list[str]:
    """Return every group of the host that a member was in when they last wrote, by name."""
    statement = select(MemberAudience.audience).distinct().order_by(MemberAudience.audience)
    return [group.audience for group in fetch_all(AudienceRow, statement)]


def matching(text: str, *, most: int, among: Select[int] | None = None) -> Sequence[MemberRow]:
    """Return at most *most* members whose handle or any of whose names begins with *text*.

    They are sorted by name. *among* selects the ids to choose from; None stands for everybody.
    """
    start = text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    first_name = func.lower(Member.name).like(f"{start}%", escape="\\")
    later_name = func.lower(Member.name).like(f"% {start}%", escape="\\")
    handle = Member.handle.like(f"{start}%", escape="\\")
    return fetch_all(
        MemberRow,
        _MEMBER.where(or_(first_name, later_name, handle), ~Member.former, _is_among(among))
        .order_by(Member.name, Member.id)
        .limit(most),
    )


def _is_among(ids: Select[int] | None) -> ColumnElement[bool]:
    return true() if ids is None else Member.id.in_(ids)
