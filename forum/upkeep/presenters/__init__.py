"""What a page of the library needs, as it says so itself, and the page on which one says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import escape

from ...core.text.outside_links import with_words_behind
from ...core.text.stored_sections import sections_in
from ...core.web.i18n import t
from ...core.web.page import FormPage
from ...core.web.times import date as in_words
from ...core.web.times import today
from ..policy import hash_of, links_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from ...artefacts.rows import ArtefactRow
    from ...core.text.headings import Section
    from ...core.web.forms import Form
    from ...members.viewer import Viewer
    from ..rows import MarkRow


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
