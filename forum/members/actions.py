"""Remembers members, renames their groups, and forgets them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, exists, or_, select, update

from ..core.database.base import now
from ..core.database.session import change, fetch_all, session, upsert
from ..core.text.line import handle as handle_of
from ..core.text.line import line
from .host import NAME_LENGTH
from .models import Member, MemberAudience, RetiredHandle
from .queries import by_key, handle_hash
from .rows import AudienceRow, HandleIdRow
from .viewer import Viewer

if TYPE_CHECKING:
    from .rows import MemberRow
    from .viewer import Person

HANDLE_LENGTH = 40  # characters
TRIES = 50  # in case other requests take each handle first


_REMEMBERED = ("name", "organisation", "address", "avatar", "locale", "timezone")
_REFRESH = (
    update(Member)
    .where(Member.user_key == bindparam("key"))
    .values({name: bindparam(name) for name in _REMEMBERED})
    .returning(Member.handle, Member.id)
)


def remember_member(viewer: Viewer) -> Viewer:
    """Return *viewer* with a member id: add the member when they first write, else update them.

    A guest is returned unchanged. Raises RuntimeError if other requests take every handle first.
    """
    if viewer.person is None:
        return viewer
    fields = stored_fields(viewer.person)
    member = _update(viewer.person, fields) or _add(viewer.person, fields)
    _store_audiences(member.id, viewer.audiences)
    return replace(viewer, member_id=member.id, handle=member.handle)


def _update(person: Person, fields: dict[str, str | None]) -> HandleIdRow | None:
    """Store the host's current data about *person*; return the member, or None if there is none."""
    found = change(_REFRESH, {"key": person.id, **fields}).first()
    return HandleIdRow(found.handle, found.id) if found else None


def _add(person: Person, fields: dict[str, str | None]) -> MemberRow:
    """Add *person* as a member, or find the one that another request has just added."""
    for _ in range(TRIES):
        _insert(person, fields)
        if (member := by_key(person.id)) is not None:
            return member
    raise RuntimeError("no handle was free for a new member")


def remember_person(person: Person) -> int:
    """Return the member id of *person*, who becomes a member before their first visit."""
    member_id = remember_member(Viewer(person=person)).member_id
    assert member_id is not None  # nosec B101
    return member_id


def stored_name(person: Person) -> str:
    """Return the name of *person* as the forum stores it: a clean line, or else their id."""
    return _clean(person.name) or _clean(person.id) or person.id


def _insert(person: Person, fields: dict[str, str | None]) -> None:
    """Insert *person*. Nothing happens if another request was first, or took the handle."""
    session().execute(
        upsert(Member)
        .values(
            user_key=person.id,
            handle=free_handle(fields["name"] or person.id),
            joined_at=now(),
            former=False,
            **fields,
        )
        .on_conflict_do_nothing()
    )


_AUDIENCES = select(MemberAudience.audience).where(MemberAudience.member_id == bindparam("of"))


def _store_audiences(member_id: int, audiences: frozenset[str]) -> None:
    """Store the groups of the host that a member is in now, and no others."""
    theirs = MemberAudience.member_id == member_id
    stored = {row.audience for row in fetch_all(AudienceRow, _AUDIENCES, {"of": member_id})}
    if gone := stored - audiences:
        session().execute(delete(MemberAudience).where(theirs, MemberAudience.audience.in_(gone)))
    if new := audiences - stored:
        session().execute(
            upsert(MemberAudience).on_conflict_do_nothing(),
            [{"member_id": member_id, "audience": audience} for audience in sorted(new)],
        )


def rename_audience(old: str, new: str) -> None:
    """Store *new* for every member who was in the host's group *old*."""
    was_in_old = MemberAudience.audience == old
    also_in_new = MemberAudience.member_id.in_(
        select(MemberAudience.member_id).where(MemberAudience.audience == new)
    )
    session().execute(delete(MemberAudience).where(was_in_old, also_in_new))
    session().execute(update(MemberAudience).where(was_in_old).values(audience=new))


def stored_fields(person: Person) -> dict[str, str | None]:
    """Return the columns that store *person*, so that pages need not ask the host.

    Name and organisation become clean lines; a person without a name is called by their id.
    """
    return {
        "name": stored_name(person),
        "organisation": _clean(person.organisation),
        "address": person.url,
        "avatar": person.avatar,
        "locale": person.locale,
        "timezone": person.timezone,
    }


def _clean(text: str | None) -> str:
    return line(str(text or ""), longest=NAME_LENGTH)[:NAME_LENGTH].rstrip()


def free_handle(name: str) -> str:
    """Return a handle made from *name*, with a number if it is or was somebody else's.

    The number is found by doubling and halving, in few queries for any number of namesakes. Numbers
    that have become free in between may therefore be skipped.
    """
    start = handle_of(name)
    if not _is_taken(start):
        return start
    low, high = 1, 2
    while _is_taken(_numbered(start, high)):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if _is_taken(_numbered(start, middle)):
            low = middle
        else:
            high = middle
    return _numbered(start, high)


def _is_taken(handle: str) -> bool:
    member = exists().where(Member.handle == handle)
    retired = exists().where(RetiredHandle.hash == handle_hash(handle))
    return bool(session().scalar(select(or_(member, retired))))


def _numbered(start: str, number: int) -> str:
    ending = str(number)
    return start[: HANDLE_LENGTH - len(ending)] + ending


def retire_handle(handle: str, *, to: int | None = None) -> None:
    """Never give *handle* to anybody again; its page leads to the member *to*, if given."""
    retired = upsert(RetiredHandle).values(hash=handle_hash(handle), member_id=to)
    session().execute(retired.on_conflict_do_nothing())


_FORGET = (
    update(Member)
    .where(Member.user_key == bindparam("key"))
    .values(
        user_key=None,
        former=True,
        name="",
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
    them back. Their posts stay, under "former member".
    """
    found = change(_FORGET, {"key": key}).first()
    if found is None:
        return None
    member = HandleIdRow(found.handle, found.id)
    _store_audiences(member.id, frozenset())
    session().execute(
        update(RetiredHandle).where(RetiredHandle.member_id == member.id).values(member_id=None)
    )
    retire_handle(member.handle)
    handle = free_handle(f"former-{member.id}")
    session().execute(update(Member).where(Member.id == member.id).values(handle=handle))
    return member.id
