"""Reads members."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, exists, or_, select, true, union_all
from sqlalchemy.orm import aliased

from ..core.database.session import fetch_all, fetch_one
from ..core.text.folding import folded, is_unspaced
from .models import Member, MemberAudience, RetiredHandle
from .rows import (
    AudienceRow,
    HandleIdRow,
    HandleRow,
    KeyedMemberRow,
    MemberRow,
    ProfileRow,
    RetiredHandleRow,
    StoredMemberRow,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute

    from ..core.database.session import Statement

MOST_WORDS = 5
"""How many words of a typed name are looked for."""
LAST = "\U0010ffff"
"""Sorts after all that a name may go on with."""
NEWEST = 5_000
"""Among how many members, the newest, somebody is looked for by a word in the middle of a name."""
_NEWEST = select(Member).order_by(Member.id.desc()).limit(NEWEST).subquery("newest")
_BY_KEY = select(
    Member.id, Member.handle, Member.name, Member.organisation, Member.address, Member.avatar
).where(Member.user_key == bindparam("key"))


def by_key(key: str) -> StoredMemberRow | None:
    """Return the member with the host's user id *key*, who may have no name yet, or None."""
    return fetch_one(StoredMemberRow, _BY_KEY, {"key": key})


def by_keys(
    keys: Collection[str], *, among: Select[int] | None = None
) -> dict[str, KeyedMemberRow]:
    """Return the members with the host's user ids *keys*, by id; *among* as in ``matching``.

    Members without a name are left out.
    """
    if not keys:
        return {}
    found = fetch_all(
        KeyedMemberRow,
        select(Member.user_key, Member.id, Member.handle, Member.name, Member.organisation).where(
            Member.user_key.in_(keys),
            Member.handle.is_not(None),
            true() if among is None else Member.id.in_(among),
        ),
    )
    return {member.user_key: member for member in found}


_PROFILE = select(
    Member.id,
    Member.handle,
    Member.name,
    Member.organisation,
    Member.address,
    Member.former,
    Member.user_key.is_not(None).label("signs_in"),
)


def by_handle(handle: str) -> ProfileRow | None:
    """Return the member with *handle* in any case, or None."""
    if "\0" in handle:  # PostgreSQL would raise an error
        return None
    return fetch_one(ProfileRow, _PROFILE.where(Member.handle == handle.lower()))


def by_id(member_id: int) -> ProfileRow | None:
    """Return the member with an id, or None; they have a name."""
    named = _PROFILE.where(Member.id == member_id, Member.handle.is_not(None))
    return fetch_one(ProfileRow, named)


def by_name(name: str) -> Sequence[ProfileRow]:
    """Return the members who are called *name* in any case, at most two: more are not needed."""
    if not (wanted := folded(name)):
        return ()
    called = _PROFILE.where(Member.name_folded == wanted, ~Member.former)
    return fetch_all(ProfileRow, called.order_by(Member.id).limit(2))


def handle_hash(handle: str) -> str:
    """Return the stored hash of a retired handle: SHA-256 in hexadecimal."""
    return sha256(handle.lower().encode("utf-8", "replace")).hexdigest()


def current_handle(retired: str) -> str | None:
    """Return the handle that the former owner of the handle *retired* has now, or None."""
    found = fetch_one(
        HandleRow,
        select(Member.handle)
        .join(RetiredHandle, RetiredHandle.member_id == Member.id)
        .where(RetiredHandle.hash == handle_hash(retired), Member.handle.is_not(None)),
    )
    return found.handle if found else None


def ids_by_handle(handles: Collection[str]) -> dict[str, int]:
    """Return the ids of the members with *handles*, by handle; former members are left out.

    A handle that somebody had before their name changed leads to them as well.
    """
    if not handles:
        return {}
    statement = select(Member.handle, Member.id).where(Member.handle.in_(handles), ~Member.former)
    found = {member.handle: member.id for member in fetch_all(HandleIdRow, statement)}
    hashes = {handle_hash(handle): handle for handle in handles if handle not in found}
    if hashes:
        retired = (
            select(RetiredHandle.hash, Member.id)
            .join(Member, Member.id == RetiredHandle.member_id)
            .where(RetiredHandle.hash.in_(hashes), ~Member.former, Member.handle.is_not(None))
        )
        found |= {hashes[row.hash]: row.id for row in fetch_all(RetiredHandleRow, retired)}
    return found


def has_handle(handle: str) -> ColumnElement[bool]:
    """Return whether a member has *handle*, in any case, or had it before their name changed."""
    had = RetiredHandle.hash == handle_hash(handle)
    return or_(
        Member.handle == handle.lower(), exists().where(had, RetiredHandle.member_id == Member.id)
    )


def is_called(names: Collection[str]) -> ColumnElement[bool]:
    """Return whether a member is one of *names*: a name, a handle, or one they had before."""
    had = exists().where(
        RetiredHandle.member_id == Member.id, RetiredHandle.hash.in_(map(handle_hash, names))
    )
    return or_(
        Member.handle.in_([name.lower() for name in names]),
        Member.name_folded.in_([wanted for name in names if (wanted := folded(name))]),
        had,
    )


def known_audiences() -> list[str]:
    """Return every group of the host that a member was in when they last wrote, by name."""
    statement = select(MemberAudience.audience).distinct()
    found = [group.audience for group in fetch_all(AudienceRow, statement)]
    return sorted(found, key=lambda name: (folded(name), name))


def matching(text: str, *, most: int, among: Select[int] | None = None) -> Sequence[MemberRow]:
    """Return at most *most* members whom *text*, the beginning of a name, may mean.

    Every word of it begins a word of their name, or *text* begins their handle or a part of it. In
    scripts without spaces, a word is found anywhere in the name. They are sorted by name. *among*
    selects the ids to choose from; None stands for everybody. Then an index finds those whose first
    or last word, or handle, begins so; all the rest is looked for in the ``NEWEST`` members only.
    """
    words = folded(text).split()[:MOST_WORDS]
    handle = text.strip().removeprefix("@").lower()
    handle = handle if handle.isascii() else ""
    if not words and not handle:
        return ()
    if among is None:
        found = union_all(*_parts(words, handle, most)).subquery()
    else:
        found = _meant(Member, words, handle).where(Member.id.in_(among)).subquery()
    columns = (found.c.id, found.c.handle, found.c.name, found.c.organisation)
    each = select(*columns).group_by(*columns, found.c.name_folded)
    return fetch_all(MemberRow, each.order_by(found.c.name_folded, found.c.id).limit(most))


def _meant(members: type[Member], words: Sequence[str], handle: str) -> Statement:
    """Return the statement for those of *members* whom *words*, or a *handle*, may mean."""
    meant = [and_(*(has_word(word, members) for word in words))] if words else []
    meant += [_begins(members.handle, handle, after=".")] if handle else []
    columns = (members.id, members.handle, members.name, members.organisation, members.name_folded)
    return select(*columns).where(or_(*meant), ~members.former, members.handle.is_not(None))


def _parts(words: Sequence[str], handle: str, most: int) -> Iterator[Statement]:
    """Yield the parts of a search: each reads some rows of an index, or the newest members."""
    start = longest_spaced(words)
    begun = ((Member.name_folded, start), (Member.name_end, start), (Member.handle, handle))
    for column, beginning in begun:
        if beginning:
            here = _meant(Member, words, handle)
            here = here.where(column >= beginning, column < beginning + LAST)
            yield here.order_by(column, Member.id).limit(most).subquery().select()
    newest = aliased(Member, _NEWEST)
    last = _meant(newest, words, handle).order_by(newest.name_folded, newest.id)
    yield last.limit(most).subquery().select()


def longest_spaced(words: Iterable[str]) -> str:
    """Return the longest of *words* that is written with spaces around it; empty if none is."""
    return max((word for word in words if not is_unspaced(word)), key=len, default="")


def has_word(word: str, members: type[Member] = Member) -> ColumnElement[bool]:
    """Return whether a word of the name of one of *members* begins with *word*, folded."""
    if is_unspaced(word):
        return members.name_folded.contains(word, autoescape=True)
    return _begins(members.name_folded, word, after=" ")


def _begins(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    start: str,
    *,
    after: str,
) -> ColumnElement[bool]:
    """Return whether *column*, or a part of it after the sign *after*, begins with *start*."""
    return or_(
        column.startswith(start, autoescape=True), column.contains(after + start, autoescape=True)
    )
