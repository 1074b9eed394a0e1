"""Whoever is looking: a member or a guest, with what they may see and do."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..core.database.session import roll_back_if_broken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person as the host knows them.

    ``id`` is the host's user id as text; ``audiences`` are the host's own group names: any iterable
    of text. TypeError: one bare string, which would be read letter by letter. ``locale`` and
    ``timezone`` may be objects whose text is the name: a ``ZoneInfo``, a ``Locale`` of Babel's.
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
        """Keep audiences that a database can hold, PostgreSQL refuses a NUL, and names as text."""
        given: Any = self.audiences
        if isinstance(given, str):
            raise TypeError('audiences are several: write {"team:7"}, not "team:7"')
        kept = frozenset(name for name in map(str, given) if name and "\0" not in name)
        object.__setattr__(self, "audiences", kept)
        for name in ("locale", "timezone"):
            if (named := getattr(self, name)) is not None:
                object.__setattr__(self, name, str(named))


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Whoever is looking. ``member_id`` is None for a guest, and until something is written."""

    person: Person | None = None
    member_id: int | None = None
    handle: str = ""
    is_admin: bool = False
    open_ones: bool = False
    """Whether they read the open spaces."""
    find_spaces: Callable[[], Sequence[Any]] = field(default=tuple, compare=False)
    """Finds the spaces they read, as rows in the order of a list: asked when first wanted."""
    can: Callable[[Any, str, Any], bool | None] | None = field(default=None, compare=False)
    """The host's word on acts, if it has one."""

    @property
    def guest(self) -> bool:
        """Whether nobody is signed in."""
        return self.person is None

    @property
    def name(self) -> str:
        """The person's name, their id where they have none, or nothing for a guest."""
        return (self.person.name or self.person.id) if self.person else ""

    @property
    def audiences(self) -> frozenset[str]:
        """The groups of the host that the person is in just now; a guest is in none."""
        return self.person.audiences if self.person else frozenset()

    @cached_property
    def spaces(self) -> Mapping[int, Any]:
        """The spaces they read, by id, in the order of a list."""
        return {space.id: space for space in self.find_spaces()}

    @cached_property
    def reads(self) -> frozenset[int]:
        """The ids of the spaces whose threads they may read."""
        return frozenset(self.spaces)

    @cached_property
    def writes(self) -> frozenset[int]:
        """Those of them where they may write: not archived, and not blocked there."""
        if self.guest:
            return frozenset()
        free = (p for p in self.spaces.values() if p.archived_at is None and p.blocked_at is None)
        return frozenset(space.id for space in free)

    @cached_property
    def moderates(self) -> frozenset[int]:
        """Those of them that they look after."""
        if self.guest:
            return frozenset()
        return frozenset(space.id for space in self.spaces.values() if space.is_steward)

    def binds(self) -> dict[str, Any]:
        """Return the values of the named binds of every rule that goes by the spaces they read."""
        return {"viewer_spaces": sorted(self.reads), "viewer_id": self.member_id or 0}

    def sight(self) -> dict[str, Any]:
        """Return the values of the named binds of the rule by which they read a space."""
        return {
            "viewer_id": self.member_id or 0,
            "open_ones": self.open_ones,
            "viewer_audiences": sorted(self.audiences),
        }

    def allows(self, act: str, thing: Any, *, default: bool) -> bool:
        """Return the host's word on *act* with *thing*, else *default*; no where it fails."""
        if self.can is None:
            return default
        try:
            said = self.can(self, act, thing)
        except Exception as fault:
            _log.exception("the host's can function failed at %r", act)
            roll_back_if_broken(fault)
            return False
        return default if said is None else bool(said)


GUEST = Viewer()
