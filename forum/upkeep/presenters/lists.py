"""What needs something in the library, and which page may replace another, in lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ...artefacts.policy import may_take_text
from ...core.text.headings import PREFIX
from ...core.text.stored_sections import sections_in
from ...core.web.i18n import t
from ...core.web.page import FormPage, Page
from ...core.web.times import date as in_words
from ...core.web.urls import url
from ..policy import links_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...artefacts.rows import ArtefactRow
    from ...members.viewer import Viewer
    from ...spaces.rows import SpaceRow
    from ..rows import DeadRow, DueRow, NeedingRow, PickedRow


class Needing(NamedTuple):
    """A section or a page that needs something, in a list."""

    address: str
    heading: str
    title: str
    """The title of its page, or what is said of a page."""


class NeedingList(NamedTuple):
    """What needs the same."""

    id: str
    title: str
    rows: Sequence[Needing]


def needing_lists(
    sections: Sequence[NeedingRow], links: Sequence[DeadRow], pages: Sequence[DueRow]
) -> list[NeedingList]:
    """Return lists of what needs somebody who knows, a new address, another look; none empty."""
    found = [
        NeedingList("need", t("Needs somebody who knows"), _sections(sections)),
        NeedingList("dead", t("Links that do not work"), _links(links)),
        NeedingList("due", t("Due to be checked"), [_due(row) for row in pages]),
    ]
    return [one for one in found if one.rows]


def _links(rows: Sequence[DeadRow]) -> list[Needing]:
    """Return the pages of *rows* that still have those links, each once."""
    days: dict[int, list[DeadRow]] = {}
    for row in rows:
        if row.link in links_of(row):
            days.setdefault(row.id, []).append(row)
    return [
        Needing(
            url("artefacts.show", artefact_id=some[0].id, slug=some[0].slug),
            some[0].title,
            t("Marked on %(day)s", day=in_words(some[0].day)),
        )
        for some in days.values()
    ]


def _due(row: DueRow) -> Needing:
    where = url("artefacts.show", artefact_id=row.id, slug=row.slug)
    return Needing(where, row.title, t("Was due on %(day)s", day=in_words(row.day)))


def _sections(rows: Sequence[NeedingRow]) -> list[Needing]:
    """Return the sections of *rows* that their pages still have."""
    return [
        Needing(
            url("artefacts.show", artefact_id=row.id, slug=row.slug, _anchor=PREFIX + row.section),
            heading.words,
            row.title,
        )
        for row in rows
        for heading, section in sections_in(row.html, row.sections)
        if section.id == row.section
    ]


@dataclass(kw_only=True)
class NeedsPage(Page):
    """All that needs something in the library."""

    template = "upkeep/all.html"
    tab: str = "library"
    space: SpaceRow | None
    """The space that it is narrowed to; None for all of them."""
    lists: Sequence[NeedingList]
    """What it needs, each kind by itself."""
    most: int
    """How many are listed of each, if there may be more; else 0."""


class Picked(NamedTuple):
    """A page that may replace another."""

    id: int
    title: str
    place: str
    """The name of its space."""
    address: str
    take: str
    """The form that adds the text of the replaced page to it; empty if the viewer may not."""


@dataclass(kw_only=True)
class ReplacePage(FormPage):
    """The page on which one says which page replaces another."""

    template = "upkeep/replace.html"
    tab: str = "library"
    artefact: ArtefactRow
    pages: Sequence[Picked]
    """The pages that may replace it."""
    words: str
    """What was looked for in titles; empty for the newest."""
    offered: bool
    """Whether the one page is offered that has its text now."""
    replaced: bool
    """Whether another page has replaced it already."""


def picked(
    viewer: Viewer, artefact: ArtefactRow, rows: Sequence[PickedRow | ArtefactRow]
) -> list[Picked]:
    """Return *rows* as pages that may replace *artefact*."""
    return [
        Picked(
            id=row.id,
            title=row.title,
            place=row.space_name,
            address=url("artefacts.show", artefact_id=row.id, slug=row.slug),
            take=url("artefacts.edit", artefact_id=row.id, other=artefact.id)
            if row.space_id in viewer.writes and may_take_text(artefact, row.space_id)
            else "",
        )
        for row in rows
    ]
