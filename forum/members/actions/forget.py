"""Forgets a member."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from ...core.database.session import change, session
from ..models import Member, RetiredHandle
from .audiences import store_audiences
from .handles import free_handle, retire_handle

_FORGET = (
    update(Member)
    .where(Member.id == bindparam("of"), ~Member.former)
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
)


def forget(member_id: int) -> None:
    """Turn a member into a former member.

    Their handle is retired, so that mentions never lead to somebody else, and the host's id of them
    is removed, so that a host that gives it again does not bring them back. Their posts stay, under
    "former member". Whoever only read has no handle to retire.
    """
    handle = session().scalar(select(Member.handle).where(Member.id == member_id))
    change(_FORGET, {"of": member_id})
    store_audiences(member_id, frozenset())
    session().execute(
        update(RetiredHandle).where(RetiredHandle.member_id == member_id).values(member_id=None)
    )
    if handle is not None:
        retire_handle(handle)
        former = free_handle(f"former-{member_id}")
        session().execute(update(Member).where(Member.id == member_id).values(handle=former))
