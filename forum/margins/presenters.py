"""The comments on a page of the library as its template prints them, and their form."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from markupsafe import escape

from ..artefacts.details import from_stored
from ..artefacts.presenters.details import takes_comments
from ..artefacts.presenters.submission import artefact_address
from ..core.text.plain import excerpt, plain
from ..core.text.stored_sections import sections_in
from ..core.web.forms import Form
from ..core.web.i18n import t, tn
from ..core.web.page import FormPage
from ..core.web.times import clock
from ..core.web.urls import url
from ..threads.presenters.addresses import ON_PAGE, id_prefix
from ..threads.presenters.submission import PostSubmission
from .policy import may_comment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markupsafe import Markup

    from ..artefacts.rows import ArtefactRow
    from ..core.text.headings import Heading, Section
    from ..members.viewer import Viewer
    from ..threads.models import Post
    from ..threads.rows import SinglePostRow
    from .rows import CommentRow


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
    reply: str
    """The address of the form for a reply; empty if one may not write."""


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
    form: Form | None
    """The form under them; None if the viewer may not write."""
    address: str
    """Where that form leads."""
    seen_by: str
    """Who will read it."""


def takes_comment(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may comment on a page today, as long as its thread is not locked."""
    is_open = takes_comments(from_stored(artefact.details))
    return is_open and may_comment(viewer, artefact)


@dataclass
class PageSections:
    """The sections of a page, in its order."""

    html: str
    found: Sequence[tuple[Heading, Section]]

    @cached_property
    def headings(self) -> Mapping[str, str]:
        """Their words, by their ids."""
        return {section.id: heading.words for heading, section in self.found}

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Their text with the heading, in one line; the beginning of the page under the id "".

        Only read for a comment whose section is gone.
        """
        begins = self.html[: self.found[0][0].start] if self.found else self.html
        texts = {"": " ".join(plain(begins).split())}
        return texts | {own.id: f"{head.words} {head.body}" for head, own in self.found}


def sections_of(html: str, stored: str | None) -> PageSections:
    """Return the sections of a page in its stored *html*, as its revision has *stored* them."""
    return PageSections(html, sections_in(html, stored))


def discussion(
    artefact: ArtefactRow,
    rows: Sequence[CommentRow],
    sections: PageSections,
    *,
    may_comment: bool,
    seen_by: str,
) -> Discussion:
    """Return the comments *rows* on a page by the part they are about, in the order of the page."""
    may_write = may_comment and not (rows and rows[0].locked_at)
    when = clock()
    views: dict[str | None, list[CommentView]] = defaultdict(list)
    for row in rows:
        reply = _reply(row) if may_write else ""
        id = f"{id_prefix(row.thread_id)}p{row.number}"
        views[place_of(row, sections)].append(CommentView(row, id, when(row.at), reply))
    parts: list[tuple[str | None, str]] = [("", t("The whole page")), *sections.headings.items()]
    parts.append((None, t("About a part that is gone")))
    groups = [
        Group(section or "", heading, section is None, views[section])
        for section, heading in parts
        if section in views
    ]
    return Discussion(
        groups=groups,
        number=rows[-1].number if rows else 0,
        thread=url("threads.show", thread_id=rows[0].thread_id) if rows else "",
        form=Form() if may_write else None,
        address=url("margins.save", artefact_id=artefact.id),
        seen_by=seen_by,
    )


def margin(artefact: ArtefactRow, of: Discussion) -> Callable[[Section, str], str]:
    """Return what is printed behind the heading of a section: its comments, and how to comment."""
    counts = {group.section: len(group.comments) for group in of.groups}

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
        return "".join(
            f'<a class="fx-act" href="{escape(address)}" aria-label="{escape(label)}">'
            f"{escape(words)}</a>"
            for address, words, label in links
        )

    return behind


def place_of(row: CommentRow, sections: PageSections) -> str | None:
    """Return the id of the section that a comment stands at, "" for the page, None if it is gone.

    Where the section is gone, it is the one that still has the words that the comment is about, if
    they stand on the page once: a comment never goes to what only looks alike.
    """
    if not row.section or row.section in sections.headings:
        return row.section
    if not row.words:
        return None
    having = {id: n for id, text in sections.texts.items() if (n := text.count(row.words))}
    return next(iter(having)) if list(having.values()) == [1] else None


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


@dataclass(kw_only=True)
class CommentPage(FormPage):
    """The form for a comment on a section of a page, or on the whole page."""

    template: ClassVar[str] = "margins/form.html"
    artefact: ArtefactRow
    section: str
    """The words of the section; empty for the whole page."""
    address: str
    """Where the form leads."""
    preview: str
    """The HTML of the text, if a preview was asked for."""
    seen_by: str
    """Who will read it."""
