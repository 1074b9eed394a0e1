"""Remembers members as the host describes them.

Whoever only reads has a row for their read marks: the host's id of them, and nothing else. A name,
a handle and a page come with the first writing, or when somebody mentions them by a name that the
host's ``people`` function offered.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from sqlalchemy import bindparam, update

from ...core.database.base import now
from ...core.database.session import change, session, upsert
from ...core.text.characters import printable
from ...core.text.folding import folded, folded_end
from ...core.text.line import line
from ..host import NAME_LENGTH
from ..models import Member
from ..queries import by_key
from ..rows import HandleIdRow
from ..viewer import Viewer
from .audiences import store_audiences
from .handles import TRIES, follow_name, free_handle

if TYPE_CHECKING:
    from ..rows import StoredMemberRow
    from ..viewer import Person


class StoredFields(TypedDict):
    """The columns of a member that store what the host says of them."""

    name: str
    name_folded: str
    name_end: str
    organisation: str
    address: str | None
    avatar: str | None
    locale: str | None
    timezone: str | None


_COLUMNS = tuple(StoredFields.__annotations__)
_REFRESH = (
    update(Member)
    .where(Member.user_key == bindparam("of"), Member.handle.is_not(None))
    .values({name: bindparam(name) for name in _COLUMNS})
    .returning(Member.handle, Member.id)
)
_RENAME = _REFRESH.where(Member.name != bindparam("called"))


def remember_member(viewer: Viewer) -> Viewer:
    """Return *viewer* with a member id: add the member when they first write, else update them.

    A guest is returned unchanged. Raises RuntimeError if other requests take every handle first.
    """
    if viewer.person is None:
        return viewer
    fields = stored_fields(viewer.person)
    member = _renamed(viewer.person, fields) if viewer.outdated else None
    member = member or _update(viewer.person, fields) or _add(viewer.person, fields)
    store_audiences(member.id, viewer.audiences)
    return replace(viewer, member_id=member.id, handle=member.handle, outdated=False)


def refresh_member(person: Person) -> int | None:
    """Store the host's current data about *person*; their handle follows their name.

    Return the member's id; None, and nothing is written, for somebody who has never written here.
    """
    fields = stored_fields(person)
    member = _renamed(person, fields) or _update(person, fields)
    return member.id if member else None


def remember_reader(viewer: Viewer) -> Viewer:
    """Return *viewer* with a member id, for what only they will see: no name is stored.

    A guest is returned unchanged.
    """
    if viewer.person is None or viewer.member_id is not None:
        return viewer
    new = upsert(Member).values(
        user_key=viewer.person.id, organisation="", joined_at=None, former=False
    )
    session().execute(new.on_conflict_do_nothing(index_elements=[Member.user_key]))
    member = by_key(viewer.person.id)
    assert member is not None  # nosec B101
    return replace(viewer, member_id=member.id, handle=member.handle or "")


def remember_person(person: Person) -> int:
    """Return the member id of *person*, who gets a name and a handle before their first visit."""
    member_id = remember_member(Viewer(person=person, outdated=True)).member_id
    assert member_id is not None  # nosec B101
    return member_id


def _renamed(person: Person, fields: StoredFields) -> HandleIdRow | None:
    """Store *fields* if the name is another one, with a handle that follows; None if it is not."""
    found = change(_RENAME, {"of": person.id, "called": fields["name"], **fields}).first()
    if found is None:
        return None
    return HandleIdRow(follow_name(found.id, found.handle, fields["name"]), found.id)


def _update(person: Person, fields: StoredFields) -> HandleIdRow | None:
    """Store *fields* for *person*; return the member, or None if there is no named one."""
    found = change(_REFRESH, {"of": person.id, **fields}).first()
    return HandleIdRow(found.handle, found.id) if found else None


def _add(person: Person, fields: StoredFields) -> HandleIdRow:
    """Add *person* as a member, or find the one that another request has just added."""
    for _ in range(TRIES):
        _insert(person, fields)
        if (member := by_key(person.id)) is not None:
            return HandleIdRow(member.handle or _name(member, fields), member.id)
    raise RuntimeError("no handle was free for a new member")


def _insert(person: Person, fields: StoredFields) -> None:
    """Insert *person*. Nothing happens if another request was first, or took the handle."""
    named = {"user_key": person.id, "handle": free_handle(fields["name"]), "joined_at": now()}
    change(upsert(Member).on_conflict_do_nothing(), {**named, "former": False, **fields})


def _name(member: StoredMemberRow, fields: StoredFields) -> str:
    """Give a member who has only read so far a name and a handle; return the handle."""
    change(update(Member).where(Member.id == member.id).values(joined_at=now(), **fields))
    return follow_name(member.id, None, fields["name"])


def is_outdated(person: Person, member: StoredMemberRow) -> bool:
    """Return whether the host calls *person* something else than the forum has stored.

    That is their name, organisation, page and picture. Nothing is stored of whoever only reads.
    """
    if member.handle is None:
        return False
    known = (member.name, member.organisation, member.address, member.avatar)
    if known == (person.name, person.organisation or "", person.url, person.avatar):
        return False  # as on nearly every page: what is clean already need not be cleaned again
    fields = stored_fields(person)
    return known != (fields["name"], fields["organisation"], fields["address"], fields["avatar"])


def stored_name(person: Person) -> str:
    """Return the name of *person* as the forum stores it: a clean line, or else their id."""
    return _clean(person.name) or _clean(person.id) or person.id


def stored_fields(person: Person) -> StoredFields:
    """Return the columns that store *person*, so that pages need not ask the host.

    Name and organisation become clean lines; a person without a name is called by their id.
    """
    name = stored_name(person)
    return {
        "name": name,
        "name_folded": folded(name),
        "name_end": folded_end(name),
        "organisation": _clean(person.organisation),
        "address": _storable(person.url),
        "avatar": _storable(person.avatar),
        "locale": _storable(person.locale),
        "timezone": _storable(person.timezone),
    }


def _clean(text: str | None) -> str:
    return line(str(text or ""), longest=NAME_LENGTH)[:NAME_LENGTH].rstrip()


def _storable(value: str | None) -> str | None:
    """Return *value* as text that any database stores: a host may give an object for an address."""
    return None if value is None else printable(str(value))
