"""Pages of the library: the list, one artefact, and what changed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect

from ...attempts import queries as attempts
from ...attempts.policy import may_try_page
from ...attempts.presenters import show_reports, tried_page
from ...core.state import state
from ...core.text.diff import collapsed, compare, tally
from ...core.web.args import arg
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.paging import list_page, number
from ...core.web.render import render_page
from ...core.web.urls import url
from ...enquiries.policy import may_ask_about_page
from ...journal import queries as journal
from ...notices import queries as notices
from ...notices.seen_marks import mark_seen
from ...spaces.current import current_spaces, current_viewer, find_space
from ...thanks.policy import may_thank_for_page
from ...thanks.presenters import thank_address
from ...threads.quotations import with_names
from .. import policy, queries
from ..models import KINDS
from ..presenters.labels import kind_labels
from ..presenters.pages import ArtefactPage, ComparePage, Filters, LibraryPage, writers_of
from ..presenters.submission import artefact_address
from ..queries import revisions as saved
from . import bp

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ..rows import ArtefactRow

SIZE = 20
"""Artefacts on a page of the library."""


def position_of(artefact: ArtefactRow) -> tuple[datetime, int]:
    """Return what the library is ordered by."""
    return artefact.revised_at, artefact.id


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
            may_create=any(policy.may_create(viewer, space_id) for space_id in viewer.writes),
            address=url("artefacts.library", **chosen._asdict()),
        )
    )


@bp.get("/a/<int:artefact_id>", defaults={"slug": None})
@bp.get("/a/<int:artefact_id>-<slug>")
def show(artefact_id: int, slug: str | None) -> ResponseReturnValue:
    """An artefact: its text, its authors, the threads it was made from, and its history."""
    viewer = current_viewer()
    artefact = get_or_404(queries.artefact(viewer, artefact_id))
    if slug != artefact.slug:
        return redirect(artefact_address(artefact))
    artefact = with_names(viewer, [artefact])[0]
    revisions = saved.revisions(artefact.id)
    about = notices.about_page(viewer, artefact.id)
    mark_seen(viewer, about, artefact_id=artefact.id)
    return render_page(
        ArtefactPage(
            title=artefact.title,
            artefact=artefact,
            kind=kind_labels()[artefact.kind],
            revisions=revisions,
            writers=writers_of(revisions),
            source_threads=queries.source_threads(viewer, artefact.id),
            tags=[tag for tag in artefact.tags.split(", ") if tag],
            may_edit=policy.may_edit(viewer, artefact),
            notes=_notes(viewer, artefact.id),
            tried=tried_page(
                artefact,
                show_reports(viewer, attempts.reports_on_page(viewer, artefact)),
                may_try=may_try_page(viewer, artefact),
                may_edit=policy.may_edit(viewer, artefact),
            ),
            thank=_thank(viewer, artefact),
            ask=_ask(viewer, artefact),
            following=None if viewer.guest else about.following,
        )
    )


def _thank(viewer: Viewer, artefact: ArtefactRow) -> str:
    may_thank = may_thank_for_page(viewer, artefact)
    return thank_address("page", artefact_id=artefact.id) if may_thank else ""


def _ask(viewer: Viewer, artefact: ArtefactRow) -> str:
    may_ask = may_ask_about_page(viewer, artefact)
    return url("enquiries.page", artefact_id=artefact.id) if may_ask else ""


def _notes(viewer: Viewer, artefact_id: int) -> int | None:
    """Return how many own notes are about an artefact; None for a guest or without journals."""
    if viewer.guest or state().config.leaves_out("journal"):
        return None
    return journal.number_about_artefact(viewer, artefact_id)


@bp.get("/a/<int:artefact_id>/compare")
def compare_revisions(artefact_id: int) -> ResponseReturnValue:
    """What changed between two revisions of an artefact."""
    viewer = current_viewer()
    artefact = get_or_404(queries.artefact(viewer, artefact_id))
    get_or_404(policy.may_read_source(viewer, artefact) or None)
    old, new = (
        get_or_404(saved.revision(viewer, artefact.id, number(name))) for name in ("old", "new")
    )
    changes, labels = compare(old.source, new.source), kind_labels()
    return render_page(
        ComparePage(
            title=t("What changed from version %(old)d to %(new)d", old=old.number, new=new.number),
            artefact=artefact,
            old=old,
            new=new,
            kinds=compare(labels[old.kind], labels[new.kind]),
            titles=compare(old.title, new.title),
            tags=compare(old.tags, new.tags),
            changes=collapsed(changes),
            counts=tally(changes),
        )
    )
