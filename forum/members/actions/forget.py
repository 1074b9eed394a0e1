"""Forgets a member."""

from __future__ import annotations

from sqlalchemy import bindparam, update

from ...core.database.session import change, session
from ..models import Member, RetiredHandle
from .audiences import store_audiences
from .handles import free_handle, retire_handle

_FORGET = (
    update(Member)
    .where(Member.user_key == bindparam("key"))
    .values(
        user_key=None,
        former=True,
        name="",
        name_folded="",
        name_end="",
        organisation="",
        address=None,
        avatar=None,
        locale=None,
        timezone=None,
    )
    .returning(Member.handle, Member.id)
)


def forget(key: str) -> int | None:
    """Turn the member with the host's user id *key* into a former member; return the member's id.

    Returns None if there is no such member. Their handle is retired, so that mentions never lead to
    somebody else, and the key is removed, so that a host that gives the id again does not bring
    them back. Their posts stay, under "former member". Whoever only read has no handle to retire.
    """
    found = change(_FORGET, {"key": key}).first()
    if found is None:
        return None
    member_id, handle = int(found.id), found.handle
    store_audiences(member_id, frozenset())
    session().execute(
        update(RetiredHandle).where(RetiredHandle.member_id == member_id).values(member_id=None)
    )
    if handle is not None:
        retire_handle(handle)
        former = free_handle(f"former-{member_id}")
        session().execute(update(Member).where(Member.id == member_id).values(handle=former))
    return member_id
