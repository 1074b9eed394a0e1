"""The pages of spaces: one class each, whose fields its template prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ...core.web.page import FormPage, Page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from markupsafe import Markup

    from ...core.web.paging import ListPage
    from ...lists.rows import ListedThreadRow
    from ..rows import AdminSpaceRow, SpaceMemberRow, SpaceRow, StewardRow
    from .norms import Norms


class ClosingOffer(Protocol):
    """What members are asked once a space has ended."""

    @property
    def day(self) -> date: ...
    @property
    def write_at(self) -> str: ...
    @property
    def read_at(self) -> str: ...


class ArtefactCard(Protocol):
    """An artefact, for its card on a page about other things."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def revision(self) -> int: ...
    @property
    def revised_at(self) -> datetime: ...
    @property
    def tried(self) -> str: ...


Choices = list[tuple[str, str]]
"""The options of a field: the value and its label."""


@dataclass(kw_only=True)
class SpacePage(Page):
    """A space with its threads."""

    template = "spaces/show.html"
    space: SpaceRow
    norms: Norms | None
    """How people talk here; None if they have not said."""
    stewards: Sequence[StewardRow]
    """The members who look after it."""
    seen_by: str
    """A sentence on who can read the posts here."""
    which: str
    """Which list of threads is shown."""
    threads: ListPage[ListedThreadRow]
    """One page of the list of threads, newest first."""
    fresh: Mapping[int, int]
    """The number of unread posts, by the id of the thread."""
    rows: list[Markup]
    """The threads as HTML."""
    months: str
    """The address of the months of the list; empty if it has few pages."""
    artefacts: Sequence[ArtefactCard]
    """The newest artefacts of the space."""
    reported: int
    """How many reported posts and pages are waiting; 0 unless the viewer is a steward."""
    may_open: bool
    """Whether the viewer may open a thread here."""
    may_manage: bool
    """Whether the viewer may change the space and its members."""
    may_administer: bool
    """Whether the viewer is an administrator."""
    address: str
    """The address of the list, for its other pages."""
    closing: ClosingOffer | None
    """What the viewer is asked once the space has ended, if they are asked anything."""
    following: bool | None
    """Whether the viewer follows it; None if it cannot be followed, as by a guest."""
    gaps: int
    """How much was looked for here and not found; 0 for a guest."""


@dataclass(kw_only=True)
class AllSpacesPage(FormPage):
    """Every space for administrators, with a form that appoints a steward."""

    template = "spaces/all_spaces.html"
    spaces: Sequence[AdminSpaceRow]
    """Every space, including those that the viewer cannot read."""
    stewards: Mapping[int, list[StewardRow]]
    """The stewards of each space, by its id."""
    appointable: list[tuple[int, str]]
    """The spaces for which the viewer may appoint a steward: id and name."""


@dataclass(kw_only=True)
class NewSpacePage(FormPage):
    """The form for a new space."""

    template = "spaces/new.html"
    groups: Choices
    """The host's groups that the space can be given to."""


@dataclass(kw_only=True)
class EditSpacePage(FormPage):
    """The form that changes a space."""

    template = "spaces/edit.html"
    space: SpaceRow
    groups: Choices
    """The host's groups that the space can be given to."""


@dataclass(kw_only=True)
class PeoplePage(FormPage):
    """The members of a space, with a form that adds a member or a steward."""

    template = "spaces/people.html"
    space: SpaceRow
    members: Sequence[SpaceMemberRow]
    """The members of a closed space; for other spaces, the stewards and the blocked members."""
    without_steward: bool
    """Whether nobody looks after the space."""
    last_day: datetime | None
    """The last moment at which the space has a steward; None if there is no end."""


@dataclass(kw_only=True)
class PersonPage(FormPage):
    """One member of a space, with forms that change their role in it."""

    template = "spaces/person.html"
    space: SpaceRow
    person: SpaceMemberRow
    """The member."""
