"""Finds the people who may be meant after an @; asks the host if it has a function for that.

Offering somebody stores nothing. People who have never been in the forum become members when a post
that mentions them is sent, and find the mention when they first visit.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from ..core.text.folding import folded
from . import actions, host, queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Select

    from .rows import KeyedMemberRow, MemberRow, ProfileRow
    from .viewer import Person

HOST_QUESTIONS = 5
"""How many unknown handles of one text the host is asked about."""


SUFFIX = "0123456789 "
"""Suffix added to a handle that is taken."""


class Candidate(NamedTuple):
    """A person who is offered: the handle to write after the @, and whom it names."""

    handle: str
    name: str
    organisation: str


def find_candidates(
    typed: str, *, most: int, among: Select[int] | None = None
) -> Sequence[Candidate]:
    """Return at most *most* people who may be meant by *typed*; nobody if it is empty.

    *among* selects the ids of the members to choose from, as in a closed space; newcomers are then
    left out. If the host has no function, these are the members whom ``matching`` finds.
    """
    if not typed:
        return ()
    given = host.candidates(typed)
    if given is None:
        return [_candidate(member) for member in queries.matching(typed, most=most, among=among)]
    given = given[:most]
    known = queries.by_keys([person.id for person in given], among=among)
    found = []
    for person in _unambiguous(given, known):
        if (member := known.get(person.id)) is not None:
            found.append(_candidate(member))
        elif among is None:
            found.append(_newcomer(person))
    return found


def _candidate(member: MemberRow | KeyedMemberRow) -> Candidate:
    return Candidate(member.handle, member.name, member.organisation)


def _unambiguous(given: Sequence[Person], known: Iterable[str]) -> list[Person]:
    """Leave out newcomers of the same name: nobody could tell which of them is meant."""
    names = Counter(actions.stored_name(person) for person in given if person.id not in known)
    return [
        person for person in given if person.id in known or names[actions.stored_name(person)] == 1
    ]


def _newcomer(person: Person) -> Candidate:
    """Return somebody who has never been here, with the handle they would get."""
    fields = actions.stored_fields(person)
    handle = actions.free_handle(fields["name"])
    return Candidate(handle, fields["name"], fields["organisation"])


def find_known(typed: str) -> Sequence[ProfileRow]:
    """Return whom *typed*, a handle or a name, means among those who have written here.

    If several people have that name, two are returned.
    """
    handle = typed.removeprefix("@")
    found = queries.by_handle(handle) or queries.by_handle(queries.current_handle(handle) or "")
    if found is not None and not found.former:
        return [found]
    return queries.by_name(typed)


def find_or_add(typed: str) -> Sequence[ProfileRow]:
    """Return whom *typed*, a handle or a name, means; somebody whom only the host offers is added.

    If several people have that name, two are returned.
    """
    if known := find_known(typed):
        return known
    added = list(add_mentioned_newcomers([typed.removeprefix("@").lower()]).values())
    if not added and host.offers_candidates():
        wanted, given = folded(typed), host.candidates(typed) or []
        added = [
            actions.remember_person(person)
            for person in _unambiguous(given, queries.by_keys([person.id for person in given]))
            if folded(actions.stored_name(person)) == wanted
        ]
    return [member for id in added[:1] if (member := queries.by_id(id))]


def add_mentioned_newcomers(handles: Iterable[str]) -> dict[str, int]:
    """Add those people of the host as members who were offered under *handles*; return their ids.

    The host is asked for the first few handles only.
    """
    if not host.offers_candidates():
        return {}
    found: dict[str, int] = {}
    for handle in list(handles)[:HOST_QUESTIONS]:
        given = host.candidates(handle.replace(".", " ").rstrip(SUFFIX)) or []
        known = queries.by_keys([person.id for person in given])
        for person in _unambiguous(given, known):
            if person.id not in known and _newcomer(person).handle == handle:
                found[handle] = actions.remember_person(person)
                break
    return found
