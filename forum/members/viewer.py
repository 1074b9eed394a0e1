"""The viewer of a page, a member or a guest, with what they may see and do."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from ..core.database.id_list import Values
from ..core.database.session import roll_back_if_broken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

_log = logging.getLogger(__name__)


class Binds(TypedDict):
    """The values of ``Viewer.binds()``."""

    viewer_spaces: Sequence[int]
    viewer_id: int


class Sight(TypedDict):
    """The values of ``Viewer.sight()``."""

    viewer_id: int
    open_ones: bool
    viewer_audiences: Sequence[str]


class ReadableSpace(Protocol):
    """The fields of a space that a viewer needs; the row class is in a room above."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def is_steward(self) -> bool:
        """Whether the viewer is a steward there."""

    @property
    def archived_at(self) -> datetime | None:
        """When it was closed to new posts."""

    @property
    def blocked_at(self) -> datetime | None:
        """When the viewer was blocked there."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person as the host describes them.

    ``id`` is the host's user id as text. ``audiences`` are the host's own group names, in any
    iterable; TypeError is raised for a bare string, which would be iterated character by character.
    ``locale`` and ``timezone`` may be objects whose ``str()`` is the name, such as a ``ZoneInfo``
    or Babel's ``Locale``.
    """

    id: str
    name: str
    url: str | None = None
    avatar: str | None = None
    email: str | None = None
    organisation: str | None = None
    locale: str | None = None
    timezone: str | None = None
    audiences: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Turn names into text, and drop audiences that PostgreSQL cannot store (with a NUL)."""
        given: Iterable[object] = self.audiences
        if isinstance(given, str):
            raise TypeError('audiences must be a set like {"team:7"}, not a string like "team:7"')
        storable = frozenset(name for name in map(str, given) if name and "\0" not in name)
        object.__setattr__(self, "audiences", storable)
        for name in ("locale", "timezone"):
            if (named := getattr(self, name)) is not None:
                object.__setattr__(self, name, str(named))


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """The viewer of a page. ``member_id`` is None for guests and until they first write."""

    person: Person | None = None
    member_id: int | None = None
    handle: str = ""
    """Empty, as of a guest, until they first write."""
    outdated: bool = field(default=False, compare=False)
    """Whether the host calls them something else by now than the forum has stored."""
    is_admin: bool = False
    open_ones: bool = False
    """Whether they can read the open spaces."""
    find_spaces: Callable[[], Sequence[ReadableSpace]] = field(default=tuple, compare=False)
    """Looks up the spaces they can read, in the order of a list. Called when first needed."""
    can: Callable[[Viewer, str, Any], bool | None] | None = field(default=None, compare=False)
    """The host's own rule about acts, if it has one. Its last argument depends on the act."""

    @property
    def guest(self) -> bool:
        """Whether nobody is signed in."""
        return self.person is None

    @property
    def key(self) -> str:
        """The host's id of the person; empty for a guest."""
        return self.person.id if self.person else ""

    @property
    def name(self) -> str:
        """The person's name, or else their id; empty for a guest."""
        return (self.person.name or self.person.id) if self.person else ""

    @property
    def audiences(self) -> frozenset[str]:
        """The groups of the host that the person is in now; a guest is in none."""
        return self.person.audiences if self.person else frozenset()

    @cached_property
    def spaces(self) -> Mapping[int, ReadableSpace]:
        """The spaces they can read, by id, in the order of a list."""
        return {space.id: space for space in self.find_spaces()}

    @cached_property
    def reads(self) -> frozenset[int]:
        """The ids of the spaces they can read."""
        return frozenset(self.spaces)

    @cached_property
    def _sorted_reads(self) -> Values:
        return Values(sorted(self.reads))

    @cached_property
    def _sorted_audiences(self) -> Values:
        return Values(sorted(self.audiences))

    @cached_property
    def writes(self) -> frozenset[int]:
        """The ids of the spaces they can write in: not archived, and they are not blocked there."""
        if self.guest:
            return frozenset()
        return frozenset(
            space.id
            for space in self.spaces.values()
            if space.archived_at is None and space.blocked_at is None
        )

    @cached_property
    def moderates(self) -> frozenset[int]:
        """The ids of the spaces whose steward they are."""
        if self.guest:
            return frozenset()
        return frozenset(space.id for space in self.spaces.values() if space.is_steward)

    def binds(self) -> Binds:
        """Return the values for statements with ``visible_to()`` of threads or artefacts.

        ``viewer_spaces`` are the ids of the spaces they can read, which are looked up if necessary.
        ``viewer_id`` is 0 for a guest, which is nobody's id.
        """
        return {"viewer_spaces": self._sorted_reads, "viewer_id": self.member_id or 0}

    def sight(self) -> Sight:
        """Return the values for statements with ``spaces.policy.readable_by_viewer()``.

        The spaces themselves are looked up with these, and not with ``binds()``.
        """
        return {
            "viewer_id": self.member_id or 0,
            "open_ones": self.open_ones,
            "viewer_audiences": self._sorted_audiences,
        }

    def allows(self, act: str, thing: object, *, default: bool) -> bool:
        """Return whether the host allows *act* on *thing*; *default* if it has no opinion.

        False if its function fails. The guide says what *thing* is for each act.
        """
        if self.can is None:
            return default
        try:
            answer = self.can(self, act, thing)
        except Exception as fault:
            _log.exception("the host's can function failed for %r", act)
            roll_back_if_broken(fault)
            return False
        return default if answer is None else bool(answer)


GUEST = Viewer()
