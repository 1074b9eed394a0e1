"""Members arrive, and are forgotten."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, exists, or_, select, update

from ..core.database.base import now
from ..core.database.session import change, rows, session, upsert
from ..core.text.line import handle as made_handle
from ..core.text.line import line
from .host import NAME_LENGTH
from .models import Member, MemberAudience, RetiredHandle
from .queries import by_key, hash_of
from .viewer import Viewer

if TYPE_CHECKING:
    from sqlalchemy import Row

    from .viewer import Person

HANDLE_LENGTH = 40  # characters
TRIES = 50  # at a handle that others take meanwhile


_REMEMBERED = ("name", "organisation", "address", "avatar", "locale", "timezone")
_REFRESH = (
    update(Member)
    .where(Member.user_key == bindparam("key"))
    .values({name: bindparam(name) for name in _REMEMBERED})
    .returning(Member.id, Member.handle)
)


def arrive(viewer: Viewer) -> Viewer:
    """Return *viewer* with a member id: makes the row at the first writing, else refreshes it.

    A guest is returned as they are. RuntimeError where others take every handle that is tried.
    """
    if viewer.person is None:
        return viewer
    remembered = facts(viewer.person)
    found: Row[Any] | None = change(_REFRESH, {"key": viewer.person.id, **remembered}).first()
    tries = 0
    while found is None:
        if tries == TRIES:
            raise RuntimeError("no handle was free for a new member")
        _insert(viewer.person, remembered)
        found = by_key(viewer.person.id)
        tries += 1
    _remember_audiences(found.id, viewer.audiences)
    return replace(viewer, member_id=found.id, handle=found.handle)


def invite(person: Person) -> int:
    """Return the member id of *person*, who becomes a member before they have been here."""
    member_id = arrive(Viewer(person=person)).member_id
    assert member_id is not None  # nosec B101
    return member_id


def remembered_name(person: Person) -> str:
    """Return the name that *person* is remembered by."""
    return _named(person.name) or _named(person.id) or person.id


def _insert(person: Person, remembered: dict[str, str | None]) -> None:
    """Add *person*, unless another request has just done so, or taken the handle: then nothing."""
    session().execute(
        upsert(Member)
        .values(
            user_key=person.id,
            handle=free_handle(remembered["name"] or person.id),
            joined_at=now(),
            former=False,
            **remembered,
        )
        .on_conflict_do_nothing()
    )


_AUDIENCES = select(MemberAudience.audience).where(MemberAudience.member_id == bindparam("of"))


def _remember_audiences(member_id: int, audiences: frozenset[str]) -> None:
    """Keep the groups of the host that a member is in now, and no others."""
    theirs = MemberAudience.member_id == member_id
    kept = {known.audience for known in rows(_AUDIENCES, {"of": member_id})}
    if gone := kept - audiences:
        session().execute(delete(MemberAudience).where(theirs, MemberAudience.audience.in_(gone)))
    if new := audiences - kept:
        session().execute(
            upsert(MemberAudience).on_conflict_do_nothing(),
            [{"member_id": member_id, "audience": audience} for audience in sorted(new)],
        )


def rename_audience(old: str, new: str) -> None:
    """Remember who was in the host's group *old* as being in *new*."""
    there = MemberAudience.audience == old
    both = select(MemberAudience.member_id).where(MemberAudience.audience == new)
    session().execute(delete(MemberAudience).where(there, MemberAudience.member_id.in_(both)))
    session().execute(update(MemberAudience).where(there).values(audience=new))


def facts(person: Person) -> dict[str, str | None]:
    """Return what is remembered of *person*, so that pages need not ask the host.

    Name and organisation are made clean lines; who has no name is called by their id.
    """
    return {
        "name": remembered_name(person),
        "organisation": _named(person.organisation),
        "address": person.url,
        "avatar": person.avatar,
        "locale": person.locale,
        "timezone": person.timezone,
    }


def _named(text: str | None) -> str:
    return line(str(text or ""), longest=NAME_LENGTH)[:NAME_LENGTH].rstrip()


def free_handle(name: str) -> str:
    """Return a handle made from *name*, with a number where it is taken or was somebody's.

    The numbers are doubled, then halved: few questions however many are called the same.
    """
    start = made_handle(name)
    if not _taken(start):
        return start
    low, high = 1, 2
    while _taken(_numbered(start, high)):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if _taken(_numbered(start, middle)):
            low = middle
        else:
            high = middle
    return _numbered(start, high)


def _taken(handle: str) -> bool:
    member = exists().where(Member.handle == handle)
    retired = exists().where(RetiredHandle.hash == hash_of(handle))
    return bool(session().scalar(select(or_(member, retired))))


def _numbered(start: str, number: int) -> str:
    ending = str(number)
    return start[: HANDLE_LENGTH - len(ending)] + ending


def retire(handle: str, *, to: int | None = None) -> None:
    """Let nobody get *handle* again; its page leads to the member *to*, or to nobody."""
    session().execute(
        upsert(RetiredHandle).values(hash=hash_of(handle), member_id=to).on_conflict_do_nothing()
    )


def forget(key: str) -> int | None:
    """Make a former member of the person with the host's user id *key*; return their id.

    Key and handle are retired: a host that gives ids again does not bring the old member back, and
    mentions lead to nobody new. Their posts stay, under "former member".
    """
    gone = (
        session()
        .execute(
            update(Member)
            .where(Member.user_key == key)
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
            .returning(Member.id, Member.handle)
        )
        .first()
    )
    if gone is None:
        return None
    _remember_audiences(gone.id, frozenset())
    session().execute(
        update(RetiredHandle).where(RetiredHandle.member_id == gone.id).values(member_id=None)
    )
    retire(gone.handle)
    handle = free_handle(f"former-{gone.id}")
    session().execute(update(Member).where(Member.id == gone.id).values(handle=handle))
    return int(gone.id)
