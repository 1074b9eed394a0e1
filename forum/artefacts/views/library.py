"""Pages of the library: the list, and one artefact."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import redirect

from ...attempts import queries as attempts
from ...attempts.policy import may_try_page
from ...attempts.presenters import show_reports, tried_page
from ...core.database.keyset import LATER
from ...core.state import state
from ...core.web.args import arg
from ...core.web.flash_code import said_again
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.paging import list_page
from ...core.web.render import render_page
from ...core.web.urls import url
from ...enquiries.policy import may_ask_about_page
from ...files import queries as files
from ...files.presenters.cards import with_cards
from ...following.read_marks import mark_read
from ...journal import queries as journal
from ...keeping.presenters.sources import sources_at, taken_in
from ...keeping.queries import sources as read_sources
from ...keeping.quotations import with_quotations
from ...margins import queries as margins
from ...margins.presenters import discussion, margin, sections_of
from ...margins.queries import reading_of
from ...moderation.policy import may_decide
from ...moderation.presenters import orders_on
from ...notices import queries as notices
from ...notices.seen_marks import mark_seen
from ...paths.presenters.bar import path_bar, same_path
from ...paths.presenters.path_page import path_text
from ...search.queries.related_pages import related
from ...spaces.current import current_spaces, current_viewer, find_space
from ...spaces.presenters.labels import seen_by
from ...thanks.policy import may_thank_for_page
from ...thanks.presenters import thank_address
from ...threads.quotations import with_names
from ...upkeep import queries as upkeep
from ...upkeep.presenters import upkeep_of, with_needs
from ...upkeep.presenters.lists import needing_lists
from .. import policy, queries
from ..models import KINDS
from ..presenters.cards import cards
from ..presenters.credits import NAMED, credits_of
from ..presenters.details import said_of
from ..presenters.labels import kind_labels
from ..presenters.pages import ArtefactPage, Filters, LibraryPage
from ..presenters.sections import page_text
from ..presenters.submission import artefact_address
from ..presenters.withheld import WithheldPage, why_not_shown
from ..queries import revisions as saved
from ..queries.sections import stored_sections
from ..queries.successors import last_of
from . import bp

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from ...attempts.presenters import Tried
    from ...margins.presenters import Discussion
    from ...members.viewer import Viewer
    from ...paths.presenters.path_page import PathText
    from ...upkeep.presenters import Upkeep
    from ...upkeep.presenters.lists import NeedingList
    from ..presenters.details import Said
    from ..presenters.sections import PageText
    from ..rows import ArtefactRow

SIZE = 20
"""Artefacts on a page of the library."""
NEWEST = 20
"""How many versions the page of an artefact lists."""


def position_of(artefact: ArtefactRow) -> tuple[datetime, int]:
    """Return what the library is ordered by: pages that others have replaced come last."""
    later = timedelta() if artefact.replaced_by is None else LATER
    return artefact.revised_at - later, artefact.id


@bp.get("/-/library")
def library() -> ResponseReturnValue:
    """The library, last changed first: all of it, or one space, kind or tag."""
    viewer, kind, tag = current_viewer(), arg("kind"), arg("tag") or None
    space = get_or_404(find_space(arg("space"))) if arg("space") else None
    chosen = Filters(space.slug if space else None, kind if kind in KINDS else None, tag)
    fetch = queries.fetcher(
        viewer, space_id=space.id if space else None, kind=chosen.kind, tag=chosen.tag
    )
    return render_page(
        LibraryPage(
            title=t("Library of %(space)s", space=space.name) if space else t("Library"),
            artefacts=list_page(fetch, size=SIZE, key_of=position_of),
            chosen=chosen,
            space=space,
            spaces=list(current_spaces().values()),
            needing=_needing(viewer, space.id if space else None),
            may_create=any(policy.may_create(viewer, space_id) for space_id in viewer.writes),
            address=url("artefacts.library", **chosen._asdict()),
        )
    )


def _needing(viewer: Viewer, space_id: int | None) -> list[NeedingList]:
    """Return what needs something in the library: three statements, and one if it quotes."""
    links = with_quotations(viewer, upkeep.dead(viewer, space_id))
    return needing_lists(
        upkeep.needing(viewer, space_id), links, upkeep.due_pages(viewer, space_id)
    )


@bp.get("/a/<int:artefact_id>", defaults={"slug": None})
@bp.get("/a/<int:artefact_id>-<slug>")
def show(artefact_id: int, slug: str | None) -> ResponseReturnValue:
    """An artefact: its text, its authors, the threads it was made from, and its history."""
    viewer = current_viewer()
    artefact = get_or_404(queries.at_address(viewer, artefact_id))
    if artefact.visibility != "shown":
        return _withheld(viewer, artefact)
    if slug != artefact.slug:
        return redirect(artefact_address(artefact, **same_path(), **said_again()))
    artefact = _with_parts(viewer, artefact)
    sources = read_sources(viewer, artefact.id)
    about = notices.about_page(viewer, artefact.id)
    mark_seen(viewer, about, artefact_id=artefact.id)
    stored = stored_sections(artefact.id, artefact.revision)
    talk = _discussion(viewer, artefact, stored)
    path = path_text(viewer, artefact, stored, discussed=talk is not None and talk.form is not None)
    needs = _needs(artefact, path)
    return render_page(
        ArtefactPage(
            title=artefact.title,
            artefact=artefact,
            kind=kind_labels()[artefact.kind],
            facts=_said(viewer, artefact),
            upkeep=needs,
            text=_text(artefact, stored, needs, talk),
            progress=path.progress if path else None,
            **path_bar(viewer, page=artefact.id)._asdict(),
            discussion=talk,
            revisions=saved.revisions(artefact.id, newest=artefact.revision, most=NEWEST),
            credits=credits_of(saved.writers(artefact.id, most=NAMED + 1)),
            sources=sources_at(sources, artefact.revision),
            related=cards(related(viewer, artefact)),
            taken=taken_in(sources),
            tags=[tag for tag in artefact.tags.split(", ") if tag],
            may_edit=policy.may_edit(viewer, artefact),
            notes=_notes(viewer, artefact.id),
            orders=orders_on(viewer, artefact),
            tried=_tried(viewer, artefact),
            thank=_thank(viewer, artefact),
            ask=_ask(viewer, artefact),
            following=None if viewer.guest else about.following,
        )
    )


def _with_parts(viewer: Viewer, artefact: ArtefactRow) -> ArtefactRow:
    """Return a page with what its reader may read of its quotations, and its files as cards."""
    quoted = with_quotations(viewer, [artefact])
    return with_cards(quoted, files.linked_in("page", [artefact.html]))[0]


def _said(viewer: Viewer, artefact: ArtefactRow) -> Said:
    """Return what is said of a page; one statement more if another has replaced it."""
    successor = last_of(viewer, artefact.id) if artefact.replaced_by else None
    return said_of(artefact, successor)


def _discussion(viewer: Viewer, artefact: ArtefactRow, stored: str | None) -> Discussion | None:
    """Return the comments on a page, and mark them as read; None where they are left out."""
    if state().config.leaves_out("margins"):
        return None
    rows = with_names(viewer, margins.comments(viewer, artefact.id))
    rows = with_cards(rows, files.linked_in("post", (row.html for row in rows)))
    if rows:
        mark_read(viewer, rows[0].thread_id, rows, reading_of(rows))
    sections = sections_of(artefact.html, stored)
    return discussion(viewer, artefact, rows, sections, seen_by=seen_by(artefact.space_id))


def _needs(artefact: ArtefactRow, path: PathText | None) -> Upkeep:
    """Return what a page needs, with words in its text, or in that of the *path* that it is."""
    shown = artefact._replace(html=path.html) if path else artefact
    return upkeep_of(shown, upkeep.marks_of(artefact.id))


def _text(
    artefact: ArtefactRow, stored: str | None, needs: Upkeep, talk: Discussion | None
) -> PageText:
    """Return the text of a page, with what its sections need and their comments."""
    behind = with_needs(needs.needed, talk and margin(artefact, talk))
    return page_text(needs.html, stored, margin=behind)


def _tried(viewer: Viewer, artefact: ArtefactRow) -> Tried:
    return tried_page(
        artefact,
        show_reports(viewer, attempts.reports_on_page(viewer, artefact)),
        may_try=may_try_page(viewer, artefact),
        may_edit=policy.may_edit(viewer, artefact),
    )


def _thank(viewer: Viewer, artefact: ArtefactRow) -> str:
    may_thank = may_thank_for_page(viewer, artefact)
    return thank_address("page", artefact_id=artefact.id) if may_thank else ""


def _ask(viewer: Viewer, artefact: ArtefactRow) -> str:
    may_ask = may_ask_about_page(viewer, artefact)
    return url("enquiries.page", artefact_id=artefact.id) if may_ask else ""


def _withheld(viewer: Viewer, artefact: ArtefactRow) -> ResponseReturnValue:
    """Return what stands at the address of a page that is not shown."""
    mark_seen(viewer, notices.about_page(viewer, artefact.id), artefact_id=artefact.id)
    hidden, text = artefact.visibility == "hidden", None
    title = why_not_shown(artefact.visibility)
    if not policy.why_withheld(viewer, artefact):
        title = artefact.title
        html = with_quotations(viewer, [artefact])[0].html
        text = page_text(html, stored_sections(artefact.id, artefact.revision))
    may_restore = hidden and may_decide(viewer, artefact)
    return render_page(
        WithheldPage(
            title=title,
            artefact=artefact,
            text=text,
            may_restore=may_restore,
            may_withdraw=policy.may_withdraw(viewer, artefact),
        )
    )


def _notes(viewer: Viewer, artefact_id: int) -> int | None:
    """Return how many own notes are about an artefact; None for a guest or without journals."""
    if viewer.guest or state().config.leaves_out("journal"):
        return None
    return journal.number_about_artefact(viewer, artefact_id)
