"""Gives members handles of their own, which follow their names."""

from __future__ import annotations

import re

from sqlalchemy import bindparam, delete, exists, or_, select, update
from sqlalchemy.exc import IntegrityError

from ...core.database.session import change, connection, protect_transaction, session, upsert
from ...core.text.line import handle as handle_of
from ..models import Member, RetiredHandle
from ..queries import handle_hash

HANDLE_LENGTH = 40  # characters
TRIES = 50  # in case other requests take each handle first
_HAS = Member.handle == bindparam("handle")
_HAD = RetiredHandle.hash == bindparam("hashed")
_IS_TAKEN = select(or_(exists().where(_HAS), exists().where(_HAD)))
_OTHERS_HAVE = _HAS & (Member.id != bindparam("of"))
_OTHERS_HAD = _HAD & RetiredHandle.member_id.is_distinct_from(bindparam("of"))
_IS_TAKEN_BY_OTHERS = select(or_(exists().where(_OTHERS_HAVE), exists().where(_OTHERS_HAD)))


def free_handle(name: str, *, of: int | None = None) -> str:
    """Return a handle made from *name*, with a number if it is or was somebody else's.

    Handles that the member *of* has or had are free for them. The number is found by doubling and
    halving, in few queries for any number of namesakes. Numbers that have become free in between
    may therefore be skipped.
    """
    start = handle_of(name)
    if not _is_taken(start, of):
        return start
    low, high = 1, 2
    while _is_taken(_numbered(start, high), of):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if _is_taken(_numbered(start, middle), of):
            low = middle
        else:
            high = middle
    return _numbered(start, high)


def _is_taken(handle: str, of: int | None) -> bool:
    values: dict[str, object] = {"handle": handle, "hashed": handle_hash(handle)}
    if of is None:
        return bool(connection().scalar(_IS_TAKEN, values))
    return bool(connection().scalar(_IS_TAKEN_BY_OTHERS, {**values, "of": of}))


def _numbered(start: str, number: int) -> str:
    ending = str(number)
    return start[: HANDLE_LENGTH - len(ending)] + ending


def follow_name(member_id: int, handle: str | None, name: str) -> str:
    """Give a member, whose handle is *handle* so far, one made from *name*; return it.

    One that is made from it already stays. The old one is retired and leads to the member.
    Raises RuntimeError if other requests take every handle first.
    """
    if handle is not None and _is_made_from(handle, name):
        return handle
    for _ in range(TRIES):
        new = free_handle(name, of=member_id)
        if _take(member_id, new):
            change(delete(RetiredHandle).where(RetiredHandle.hash == handle_hash(new)))
            if handle is not None:
                retire_handle(handle, to=member_id)
            return new
    raise RuntimeError("no handle was free for a member")


def _is_made_from(handle: str, name: str) -> bool:
    """Return whether *handle* is what *name* gives, with or without a number."""
    start = handle_of(name)
    if handle == start:
        return True
    number = re.search(r"[0-9]+$", handle)
    return number is not None and handle == _numbered(start, int(number.group()))


def _take(member_id: int, handle: str) -> bool:
    """Give a member *handle*; return False if somebody else has taken it in the meantime."""
    try:
        with protect_transaction():
            change(update(Member).where(Member.id == member_id).values(handle=handle))
    except IntegrityError:
        return False
    return True


def retire_handle(handle: str, *, to: int | None = None) -> None:
    """Never give *handle* to anybody else; its page leads to the member *to*, if given."""
    retired = upsert(RetiredHandle).values(hash=handle_hash(handle), member_id=to)
    session().execute(retired.on_conflict_do_nothing())
