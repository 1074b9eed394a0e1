"""Who may be meant after an @: the host's candidates, where it has a function for them.

Offering somebody writes nothing. Who has never been in the forum becomes a member when a post that
mentions them is sent: they find it when they come for the first time.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from . import actions, host, queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from sqlalchemy import Select

    from .viewer import Person

UNKNOWN = 5
"""Names that nobody here has, of which the host is asked for one text."""


NUMBER = "0123456789 "
"""What a handle ends with where another has the name."""


class Candidate(NamedTuple):
    """Somebody who is offered: as they are written after the @, and as they are known by."""

    handle: str
    name: str
    organisation: str


def offered(typed: str, *, most: int, among: Select[Any] | None = None) -> Sequence[Candidate]:
    """Return who may be meant by *typed*, at most *most*; nobody for nothing.

    *among* selects the ids of those who are asked about, as in a closed space: then only members
    are offered. Without a function of the host it is the members whose name begins so.
    """
    if not typed:
        return ()
    given = host.candidates(typed)
    if given is None:
        found = queries.matching(typed, most=most, among=among)
        return [Candidate(one.handle, one.name, one.organisation) for one in found]
    given = given[:most]
    known = queries.by_keys([person.id for person in given], among=among)
    return [
        Candidate(one.handle, one.name, one.organisation)
        for one in (
            known.get(person.id) or (_newcomer(person) if among is None else None)
            for person in _unambiguous(given, known)
        )
        if one is not None
    ]


def _unambiguous(given: Sequence[Person], known: Iterable[str]) -> list[Person]:
    """Leave out newcomers of the same name: nobody could tell which of them is meant."""
    names = Counter(actions.remembered_name(one) for one in given if one.id not in known)
    return [one for one in given if one.id in known or names[actions.remembered_name(one)] == 1]


def _newcomer(person: Person) -> Candidate:
    """Return somebody who has never been here, as they would be called."""
    facts = actions.facts(person)
    handle = actions.free_handle(facts["name"] or person.id)
    return Candidate(handle, facts["name"] or "", facts["organisation"] or "")


def invited(handles: Iterable[str]) -> dict[str, int]:
    """Return the member ids of those of *handles* that the host's newcomers are offered under.

    They become members by it. The host is asked for the first few names alone.
    """
    if not host.offers():
        return {}
    found: dict[str, int] = {}
    for handle in list(handles)[:UNKNOWN]:
        given = host.candidates(handle.replace(".", " ").rstrip(NUMBER)) or []
        known = queries.by_keys([person.id for person in given])
        for person in _unambiguous(given, known):
            if person.id not in known and _newcomer(person).handle == handle:
                found[handle] = actions.invite(person)
                break
    return found
