"""The pages of spaces: one class each, whose fields its template prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.web.page import FormPage, Page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from markupsafe import Markup

    from ...core.web.paging import ListPage
    from ...threads.rows import ListedThreadRow
    from ..rows import AdminSpaceRow, SpaceMemberRow, SpaceRow, StewardRow

Choices = list[tuple[str, str]]
"""The options of a field: the value and its label."""


@dataclass(kw_only=True)
class SpacePage(Page):
    """A space with its threads."""

    template = "spaces/show.html"
    space: SpaceRow
    norms: list[str]
    stewards: Sequence[StewardRow]
    seen_by: str
    """Who can read the posts here, in words."""
    which: str
    """Which list of threads is shown."""
    threads: ListPage[ListedThreadRow]
    fresh: Mapping[int, int]
    """Unread posts by the id of the thread."""
    rows: list[Markup]
    """The threads as they are printed."""
    artefacts: Sequence[object]
    """The newest artefacts of the space, which the card of their own room prints."""
    reported: int
    """How many posts wait with a report; 0 unless the viewer is a steward."""
    may_open: bool
    may_manage: bool
    may_administer: bool
    address: str


@dataclass(kw_only=True)
class AllSpacesPage(FormPage):
    """Every space for administrators, with a form that appoints a steward."""

    template = "spaces/all_spaces.html"
    spaces: Sequence[AdminSpaceRow]
    stewards: Mapping[int, list[StewardRow]]
    """The stewards by the id of their space."""
    appointable: list[tuple[int, str]]
    """The spaces for which the viewer may appoint a steward: id and name."""


@dataclass(kw_only=True)
class NewSpacePage(FormPage):
    """The form for a new space."""

    template = "spaces/new.html"
    groups: Choices
    """The groups of the host that can read it."""


@dataclass(kw_only=True)
class EditSpacePage(FormPage):
    """The form that changes a space."""

    template = "spaces/edit.html"
    space: SpaceRow
    groups: Choices
    """The groups of the host that can read it."""


@dataclass(kw_only=True)
class PeoplePage(FormPage):
    """The members of a space, with a form that adds a member or a steward."""

    template = "spaces/people.html"
    space: SpaceRow
    members: Sequence[SpaceMemberRow]
    without_steward: bool
    last_day: date | None
    """The last day on which the space has a steward; None if there is no end."""


@dataclass(kw_only=True)
class PersonPage(FormPage):
    """One member of a space, with forms that change what they are there."""

    template = "spaces/person.html"
    space: SpaceRow
    person: SpaceMemberRow
