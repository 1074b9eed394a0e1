"""Moderating a space: its reports, blocking a member, and its log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import NotAllowed, SignInFirst
from ...core.web.args import arg
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.paging import list_page
from ...core.web.render import render_page
from ...core.web.urls import url
from ...keeping.quotations import with_quotations
from ...members.candidates import find_known
from ...notices import queries as notices
from ...notices.seen_marks import mark_seen
from ...spaces.current import (
    author_id,
    current_viewer,
    find_space,
    managed_space,
    writer,
    writer_or_sign_in,
)
from ...threads.models import REASON
from .. import actions, policy
from ..presenters import BlockPage, LogPage, ReportsPage, acts, group_page_reports, group_reports
from ..queries import moves
from ..queries.log import entries as log_entries
from ..queries.objections import objections, page_objections
from ..queries.people import person as person_in
from ..queries.reports import open_page_reports, open_reports
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...spaces.rows import SpaceRow
    from ..rows import PersonRow

ENTRIES = 20
"""Entries on a page of the log."""


@bp.get("/s/<slug>/reports")
def reports(slug: str) -> ResponseReturnValue:
    """The open reports of a space, for its stewards; for everybody else the page does not exist."""
    viewer = current_viewer()
    space = get_or_404(find_space(slug))
    get_or_404(policy.may_settle(viewer, space.id) or None)
    mark_seen(viewer, notices.about_space(viewer, space.id), space_id=space.id)
    pages = with_quotations(viewer, open_page_reports(viewer, space.id))
    page = ReportsPage(
        title=t("Reports in “%(name)s”", name=space.name),
        tab="forum",
        space=space,
        reported=group_reports(open_reports(viewer, space.id), viewer),
        pages=group_page_reports(pages, viewer),
    )
    return render_page(page)


@bp.get("/s/<slug>/block")
def block(slug: str) -> ResponseReturnValue:
    """The form that blocks a member from writing, or lets them write again."""
    space = managed_space(writer_or_sign_in(), slug)
    form = Form(member=arg("member"))
    return _block_page(space, _read_person(space, form) if form["member"] else None, form)


@bp.post("/s/<slug>/block")
def block_member(slug: str) -> ResponseReturnValue:
    """Block a member from writing in a space, or let them write again."""
    viewer, form = writer(), Form(request.form)
    space = managed_space(viewer, slug)
    person = _read_person(space, form)
    blocked = form.choice("blocked", ("0", "1"), missing=t("Choose what to do")) == "1"
    why = form.line("reason", longest=REASON, missing=t("Enter a reason") if blocked else "")
    if form.faults or person is None:
        return _block_page(space, person, form)
    if blocked and not policy.may_block(viewer, space, person):
        raise NotAllowed(t("You cannot block yourself or somebody who looks after this space."))
    actions.block(space.id, person.id, steward_id=author_id(viewer), blocked=blocked, why=why)
    commit()
    said = "blocked" if blocked else "unblocked"
    return redirect(url("spaces.people", slug=slug, said=said))


def _read_person(space: SpaceRow, form: Form) -> PersonRow | None:
    """Return the person whom *form* names by handle or name, or None; notes why there is none."""
    typed = form.line("member", longest=REASON)
    found = find_known(typed) if typed and not form.faults else ()
    people = [person for one in found if (person := person_in(space, one.handle))]
    if len(people) == 1:
        return people[0]
    if form.faults:
        return None
    if people:
        form.faults["member"] = t("More than one person has this name. Enter their handle")
    else:
        form.faults["member"] = t("Nobody here has this name or handle")
    return None


def _block_page(space: SpaceRow, person: PersonRow | None, form: Form) -> ResponseReturnValue:
    blocked = person is not None and person.blocked_at is not None
    page = BlockPage(
        title=t("Let a member post again") if blocked else t("Block a member from posting"),
        form=form,
        space=space,
        person=person,
        blocked=blocked,
    )
    return render_page(page)


@bp.get("/s/<slug>/log")
def log(slug: str) -> ResponseReturnValue:
    """The log of a space, for every member who reads it."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    space = get_or_404(find_space(slug))
    entries = list_page(log_entries(viewer, space.id), size=ENTRIES)
    return render_page(
        LogPage(
            title=t("Log of “%(name)s”", name=space.name),
            tab="forum",
            space=space,
            acts=acts(),
            entries=entries,
            undoable=moves.undoable_moves(viewer, entries.rows),
            objections=objections(viewer, space.id, (entry.post_id for entry in entries.rows)),
            page_objections=page_objections(
                viewer, space.id, (entry.artefact_id for entry in entries.rows)
            ),
            address=url("moderation.log", slug=slug),
        )
    )


@bp.post("/s/<slug>/log/<int:entry_id>/undo")
def undo_move(slug: str, entry_id: int) -> ResponseReturnValue:
    """Move a thread back to the space that it left, for a day and by whoever moved it."""
    viewer = writer()
    space = get_or_404(find_space(slug))
    move = get_or_404(moves.undoable_move(viewer, space.id, entry_id))
    try:
        actions.undo_move(move)
    except actions.WrittenForFew as error:
        raise actions.WrittenForFew(
            t(
                "Something written in this thread since the move is only for people in its new "
                "space. Ask somebody who looks after the new space to move the thread back."
            )
        ) from error
    commit()
    return redirect(url("moderation.log", slug=slug, said="moved-back"))
