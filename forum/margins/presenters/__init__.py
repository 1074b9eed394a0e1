"""The comments on a page of the library as its template prints them, and their form."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import escape

from ...artefacts.presenters.submission import artefact_address
from ...core.database.base import now
from ...core.text.plain import excerpt
from ...core.text.stored_sections import sections_in
from ...core.web.forms import Form
from ...core.web.frame import notes
from ...core.web.i18n import language, t, tn
from ...core.web.times import clock
from ...core.web.times import date as in_words
from ...core.web.urls import url
from ...texts.presenters import said_origin
from ...threads.presenters.addresses import ON_PAGE, id_prefix
from ...threads.presenters.submission import PostSubmission
from ..policy import is_over, last_day, may_close, may_comment
from .ends import ends_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from markupsafe import Markup

    from ...artefacts.rows import ArtefactRow
    from ...core.text.headings import Heading, Section
    from ...members.viewer import Viewer
    from ...texts.presenters import SaidOrigin
    from ...threads.models import Post
    from ...threads.rows import SinglePostRow
    from ..rows import CommentRow, PlacedPostRow
    from .ends import Ends


SAID = 120
"""Characters of a heading that the name of a link says."""
ABOUT = "fx-about-"
"""How the id of the comments on a section begins."""


class CommentView(NamedTuple):
    """A comment as it is printed."""

    row: CommentRow
    id: str
    """The id of its element: as on a page of the host, so that replies lead back here."""
    when: Markup
    note: Markup
    """The message about what was just done to it."""
    reply: str
    """The address of the form for a reply; empty if one may not write."""
    ends: Ends
    origin: SaidOrigin
    answers: list[CommentView]
    """The replies to a closed comment, which are closed with it; those to an open one follow it."""


class Group(NamedTuple):
    """The comments on one part of a page."""

    section: str
    """The id of the section; empty for the whole page, and for a part that is gone."""
    heading: str
    """What stands above them: the words of the section."""
    gone: bool
    """Whether they are about a part that the page does not have any more."""
    comments: Sequence[CommentView]


class Discussion(NamedTuple):
    """The discussion of a page, as it stands under the page."""

    groups: Sequence[Group]
    number: int
    """How many comments there are."""
    thread: str
    """The address of the thread; empty if nobody has written there."""
    all: str
    """The address of the page of all comments, and what became of them; empty without any."""
    until: str
    """Until when one may comment, or could; empty without a last day."""
    form: Form | None
    """The form under them; None if the viewer may not write."""
    address: str
    """Where that form leads."""
    ask: str
    """The form of the page, which asks for comments until a day; empty if it does, or one may not
    change it."""
    seen_by: str
    """Who will read it."""


@dataclass
class PageSections:
    """The sections of a page, in its order."""

    found: Sequence[tuple[Heading, Section]]

    @cached_property
    def headings(self) -> Mapping[str, str]:
        """Their words, by their ids."""
        return {section.id: heading.words for heading, section in self.found}


def sections_of(html: str, stored: str | None) -> PageSections:
    """Return the sections of a page in its stored *html*, as its revision has *stored* them."""
    return PageSections(sections_in(html, stored))


def discussion(
    viewer: Viewer,
    artefact: ArtefactRow,
    rows: Sequence[CommentRow],
    sections: PageSections,
    *,
    seen_by: str,
) -> Discussion:
    """Return the comments *rows* on a page by the part they are about, in the order of the page."""
    day = last_day(artefact.details)
    is_locked = bool(rows and rows[0].locked_at)
    may_write = may_comment(viewer, artefact) and not is_locked and not is_over(day, now())
    return Discussion(
        groups=groups_of(viewer, artefact, rows, sections, may_write=may_write),
        number=rows[-1].number if rows else 0,
        thread=url("threads.show", thread_id=rows[0].thread_id) if rows else "",
        all=url("margins.all_comments", artefact_id=artefact.id) if rows else "",
        until=until_words(day),
        form=Form() if may_write else None,
        address=url("margins.save", artefact_id=artefact.id),
        ask=_asking(artefact) if may_close(viewer, artefact) and day is None else "",
        seen_by=seen_by,
    )


def _asking(artefact: ArtefactRow) -> str:
    return url("artefacts.edit", artefact_id=artefact.id, state="comment", _anchor="fx-more")


def groups_of(
    viewer: Viewer,
    artefact: ArtefactRow,
    rows: Sequence[CommentRow],
    sections: PageSections,
    *,
    may_write: bool,
) -> list[Group]:
    """Return the comments *rows* on a page by the part they are about, in the order of the page."""
    when, note, ends = clock(), notes(), ends_of(artefact, may_close=may_close(viewer, artefact))
    views: dict[str | None, list[CommentView]] = defaultdict(list)
    to = language()
    closed: dict[int, CommentView] = {}
    for row in rows:
        id, reply = f"{id_prefix(row.thread_id)}p{row.number}", _reply(row) if may_write else ""
        origin = said_origin(to, row.origin)
        view = CommentView(row, id, when(row.at), note(id), reply, ends(row), origin, [])
        begun = closed.get(row.comment_id or 0) if row.closed else None
        (begun.answers if begun else views[place_of(row, sections)]).append(view)
        if row.closed and row.comment_id is None:
            closed[row.id] = view
    parts: list[tuple[str | None, str]] = [("", t("The whole page")), *sections.headings.items()]
    parts.append((None, t("About a part that is gone")))
    return [
        Group(section or "", heading, section is None, views[section])
        for section, heading in parts
        if section in views
    ]


def until_words(day: date | None) -> str:
    """Return until which *day* one may comment, or could; empty without one."""
    if day is None:
        return ""
    if is_over(day, now()):
        return t("The last day for comments was %(day)s.", day=in_words(day))
    return t("You can comment until %(day)s.", day=in_words(day))


def margin(artefact: ArtefactRow, of: Discussion) -> Callable[[Section, str], str]:
    """Return what is printed behind the heading of a section: its comments, and how to comment."""
    counts = {group.section: sum(map(_number, group.comments)) for group in of.groups}

    def behind(section: Section, heading: str) -> str:
        said = excerpt(heading, length=SAID)
        links = []
        if n := counts.get(section.id):
            words = tn("%(n)d comment", "%(n)d comments", n)
            links.append(
                (f"#{ABOUT}{section.id}", words, t("Comments on: %(heading)s", heading=said))
            )
        if of.form is not None:
            form = url("margins.form", artefact_id=artefact.id, section=section.id)
            links.append((form, t("Comment"), t("Comment on: %(heading)s", heading=said)))
        printed = "".join(
            f'<a class="fx-act" href="{escape(address)}" aria-label="{escape(label)}">'
            f"{escape(words)}</a>"
            for address, words, label in links
        )
        return f'<span class="fx-acts">{printed}</span>' if links else ""

    return behind


def _number(view: CommentView) -> int:
    return 1 + len(view.answers)


def place_of(row: CommentRow | PlacedPostRow, sections: PageSections) -> str | None:
    """Return the id of the section that a comment stands at, "" for the page, None if it is gone.

    Where the section is gone, it is the one that was found when the page was changed: a comment
    never goes to what only looks alike (``actions/edits.py``).
    """
    for section in (row.section, row.nearest):
        if section is not None and (not section or section in sections.headings):
            return section
    return None


def _reply(row: CommentRow) -> str:
    return url("threads.reply_form", thread_id=row.thread_id, to=row.number, on=ON_PAGE)


class CommentSubmission(PostSubmission):
    """The sending of a form that makes a comment on *artefact*."""

    def __init__(self, viewer: Viewer, form: Form, artefact: ArtefactRow) -> None:
        super().__init__(viewer, form)
        self.artefact = artefact

    def address_of(self, made: Post | SinglePostRow) -> str:
        """Return the address of the comment on the page."""
        place = f"{id_prefix(made.thread_id)}p{made.number}"
        return artefact_address(self.artefact, said="posted", sent=self.form.key, _anchor=place)
