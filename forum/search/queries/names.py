"""What the names in a search stand for: authors, spaces and tags, as far as the viewer reads them.

A name that nothing has and a name that the viewer may not read of are one and the same fault.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import union

from ...core.database.session import fetch_all
from ...core.text.folding import folded
from ...spaces.current import listed_spaces, spaces_called
from ..operators import Fault, Instead, operator
from ..rows import TagRow
from .people import people_called, people_like
from .tags import artefact_tags, thread_tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from ...core.index.protocol import Field
    from ...members.viewer import Viewer
    from ..operators import Why
    from ..query_language import TypedQuery
    from ..rows import FoundPersonRow

MOST_OFFERED = 5
"""How many people or spaces are offered instead of a name."""

# Any: a union is fetched like a select, but is none to the type checker
_TAGS: Any = union(thread_tags(), artefact_tags())


class Names(NamedTuple):
    """What the names in a search stand for."""

    fields: tuple[tuple[Field, tuple[str, ...]], ...]
    """The fields that must match, with ids; a field of which no name is known is left out."""
    faults: tuple[Fault, ...]


def names_in(viewer: Viewer, typed: TypedQuery) -> Names:
    """Return what the authors, spaces and tags of *typed* stand for, and which are unknown."""
    parts = (_authors(viewer, typed), _spaces(typed), _tags(viewer, typed))
    return Names(
        fields=tuple(field for fields, _ in parts for field in fields.items() if field[1]),
        faults=tuple(fault for _, faults in parts for fault in faults),
    )


_Part = tuple["Mapping[Field, tuple[str, ...]]", "list[Fault]"]


def _fault(typed: TypedQuery, name: str, value: str, why: Why, *instead: Instead) -> Fault:
    return Fault(typed.written[f"{name}:{value}"], name, why, instead)


def _authors(viewer: Viewer, typed: TypedQuery) -> _Part:
    if not typed.authors:
        return {}, []
    names = [name for name in typed.authors if name.lower() != "me"]
    me = [name for name in typed.authors if name not in names]
    ids = [str(viewer.member_id or 0) for _ in me if not viewer.guest]
    faults = [_fault(typed, "author", name, "guest") for name in me if viewer.guest]
    found = people_called(viewer, (name.removeprefix("@") for name in names))
    called = {name: _called(name, names, found) for name in names}
    unknown = [name for name in names if not called[name]]
    alike = people_like(viewer, unknown) if unknown else ()
    for name, people in called.items():
        ids += [str(person.id) for person in people]
        if not people:
            faults.append(_fault(typed, "author", name, "unknown", *_offered(_like(name, alike))))
        elif len(people) > 1:
            faults.append(_fault(typed, "author", name, "several", *_offered(people)))
    return {"author": tuple(dict.fromkeys(ids))}, faults


def _called(
    name: str, names: Iterable[str], found: Sequence[FoundPersonRow]
) -> list[FoundPersonRow]:
    """Return those of *found* who are *name*: after an @, by their handle alone.

    Who is none of *names* now had one of them as a handle before their name changed.
    """
    direct = [person for person in found if _is(person, name)]
    return direct or [
        person for person in found if not any(_is(person, name.lstrip("@")) for name in names)
    ]


def _is(person: FoundPersonRow, name: str) -> bool:
    if name.startswith("@"):
        return person.handle == name[1:].lower()
    return person.handle == name.lower() or person.name_folded == folded(name)


def _like(name: str, people: Sequence[FoundPersonRow]) -> list[FoundPersonRow]:
    """Return those of *people* who are most like *name*: with the most of its words, in order."""
    words = folded(name).split()
    fitting = {
        person: sum(
            person.handle.startswith(word) or f" {word}" in f" {person.name_folded}"
            for word in words
        )
        for person in people
    }
    best = max(fitting.values(), default=0)
    return [person for person, fits in fitting.items() if fits == best and best]


def _offered(people: Sequence[FoundPersonRow]) -> list[Instead]:
    return [
        Instead(_name(person), operator("author", f"@{person.handle}"))
        for person in people[:MOST_OFFERED]
    ]


def _name(person: FoundPersonRow) -> str:
    return f"{person.name}, {person.organisation}" if person.organisation else person.name


def _spaces(typed: TypedQuery) -> _Part:
    """Return the ids of the spaces that *typed* names, by slug or by name, as names are folded."""
    ids: list[str] = []
    faults = []
    for name in typed.spaces:
        found = spaces_called(name)
        ids += [str(space.id) for space in found]
        if not found:
            faults.append(_fault(typed, "in", name, "unknown", *_spaces_like(folded(name))))
    return {"space": tuple(dict.fromkeys(ids))}, faults


def _spaces_like(wanted: str) -> list[Instead]:
    """Return the spaces that the viewer reads whose names are most like *wanted*, which is folded.

    If there are only a few, that is all of them.
    """
    spaces = sorted(
        listed_spaces(),
        key=lambda space: -SequenceMatcher(None, wanted, folded(space.name)).ratio(),
    )
    return [Instead(space.name, operator("in", space.slug)) for space in spaces[:MOST_OFFERED]]


def _tags(viewer: Viewer, typed: TypedQuery) -> _Part:
    if not typed.tags:
        return {}, []
    rows = fetch_all(TagRow, _TAGS, {"tags": typed.tags, **viewer.binds()})
    known = {row.tag for row in rows}
    faults = [_fault(typed, "tag", tag, "unknown") for tag in typed.tags if tag not in known]
    return {"tag": tuple(tag for tag in typed.tags if tag in known)}, faults
