"""What a page of the library needs, as it says so itself, and the page on which one says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import escape

from ..artefacts.policy import may_take_text
from ..core.text.headings import PREFIX
from ..core.text.outside_links import with_words_behind
from ..core.text.stored_sections import sections_in
from ..core.web.i18n import t
from ..core.web.page import FormPage, Page
from ..core.web.times import date as in_words
from ..core.web.times import today
from ..core.web.urls import url
from .policy import hash_of, links_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from ..artefacts.rows import ArtefactRow
    from ..core.text.headings import Section
    from ..core.web.forms import Form
    from ..members.viewer import Viewer
    from ..spaces.rows import SpaceRow
    from .rows import DeadRow, DueRow, MarkRow, NeedingRow, PickedRow


class Line(NamedTuple):
    """A section or a link, and what is said of it."""

    key: str
    """The id of the section; the hash of the link."""
    words: str
    """The heading, or the address."""
    marked: bool
    """Whether it needs somebody who knows; whether it is dead."""
    day: str
    """Since when it is dead, in words."""


class Upkeep(NamedTuple):
    """What a page needs, as it is printed on the page."""

    html: str
    """Its text, with words behind the links that are dead."""
    needed: frozenset[str]
    """The ids of the sections that need somebody who knows."""
    link: str
    """What is said of the page's own link, if that is dead."""
    review: str
    """When it is to be looked at again, and by whom; empty if nobody has said so."""
    stale: bool
    """Whether that day has come."""


def upkeep_of(artefact: ArtefactRow, marks: Sequence[MarkRow]) -> Upkeep:
    """Return what a page needs, as *marks* say."""
    dead = {mark.key: _dead(mark.day) for mark in marks if mark.what == "dead" and mark.day}

    def words_of(address: str) -> str:
        return dead.get(hash_of(address), "")

    own = next(iter(links_of(artefact).values()), "") if artefact.kind == "link" else ""
    review = next((mark for mark in marks if mark.what == "review"), None)
    return Upkeep(
        html=with_words_behind(artefact.html, words_of) if dead else artefact.html,
        needed=frozenset(mark.key for mark in marks if mark.what == "need"),
        link=words_of(own),
        review=_review(review) if review else "",
        stale=review is not None and review.day is not None and review.day <= today(),
    )


def _dead(day: date) -> str:
    return t("not working, marked on %(day)s", day=in_words(day))


def _review(mark: MarkRow) -> str:
    day = in_words(mark.day) if mark.day else ""
    if mark.day and mark.day <= today():
        return t("This page was due to be checked on %(day)s. It may be out of date.", day=day)
    if mark.key:
        return t("%(name)s will check this page on %(day)s.", name=mark.key, day=day)
    return t("This page will be checked again on %(day)s.", day=day)


def with_needs(
    needed: frozenset[str], margin: Callable[[Section, str], str] | None
) -> Callable[[Section, str], str]:
    """Return what is printed behind the heading of a section: what it needs, and its *margin*."""
    words = escape(t("Needs somebody who knows"))

    def behind(section: Section, heading: str) -> str:
        mark = f'<span class="fx-state fx-is-try">{words}</span>' if section.id in needed else ""
        return mark + (margin(section, heading) if margin else "")

    return behind


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
    most: int
    """How many are listed of each, if there may be more; else 0."""


@dataclass(kw_only=True)
class UpkeepPage(FormPage):
    """The page on which members say what a page of the library needs."""

    template = "upkeep/show.html"
    tab: str = "library"
    artefact: ArtefactRow
    sections: Sequence[Line]
    """Its sections."""
    links: Sequence[Line]
    """Its links to other sites."""
    review: str
    """When it is to be looked at again, and by whom; empty if nobody has said so."""
    may_take_over: bool
    """Whether the viewer may say that they will look at it again, instead of somebody else."""


def upkeep_page(
    viewer: Viewer, artefact: ArtefactRow, stored: str | None, marks: Sequence[MarkRow], form: Form
) -> UpkeepPage:
    """Return the page on which *viewer* says what *artefact* needs."""
    of = upkeep_of(artefact, marks)
    days = {mark.key: mark.day for mark in marks if mark.what == "dead"}
    looks = [mark.member_id for mark in marks if mark.what == "review"]
    return UpkeepPage(
        title=t("What this page needs"),
        form=form,
        artefact=artefact,
        sections=[
            Line(section.id, heading.words, section.id in of.needed, "")
            for heading, section in sections_in(artefact.html, stored)
        ],
        links=[
            Line(key, address, key in days, in_words(day) if (day := days.get(key)) else "")
            for key, address in links_of(artefact).items()
        ],
        review=of.review,
        may_take_over=bool(looks) and looks != [viewer.member_id],
    )


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
