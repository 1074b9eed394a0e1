"""The pages where a space is described and archived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.web.forms import Form
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...first_takes import actions as first_takes
from ...moderation.actions import log
from .. import actions, queries
from ..current import author_id, managed_space, writer, writer_or_sign_in
from ..presenters.addresses import after_change
from ..presenters.fields import audience_choices, read_description
from ..presenters.pages import EditSpacePage
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ..presenters.fields import SpaceDescription
    from ..rows import SpaceRow

ACTS = {"open": "open", "closed": "close", "bound": "bind"}
"""The act in the log, by the new access of the space."""


@bp.get("/s/<slug>/edit")
def edit(slug: str) -> ResponseReturnValue:
    """The form for what a space is for, how people talk there, and who can read it."""
    viewer = writer_or_sign_in()
    space = managed_space(viewer, slug)
    form = Form(
        name=space.name,
        purpose=space.purpose,
        norms=space.norms,
        access=space.access,
        audience=space.audience or "",
        goal=space.goal or "",
        last_day=space.last_day.isoformat() if space.last_day else "",
        hides_reported="1" if space.hides_reported else "",
    )
    return _page(viewer, space, form)


@bp.post("/s/<slug>/edit")
def save(slug: str) -> ResponseReturnValue:
    """Save a new description. A wider readership must be confirmed."""
    viewer, form = writer(), Form(request.form)
    space = managed_space(viewer, slug)
    description = read_description(form, audience_choices(viewer, space), space)
    _check_new_readers(space, description, form)
    if form.faults:
        return _page(viewer, space, form)
    actions.describe_space(space.id, **description)
    _log_changes(viewer, space, description)
    commit()
    return redirect(after_change(viewer, slug, description, said="saved"))


def _has_other_readers(space: SpaceRow, description: SpaceDescription) -> bool:
    return (description["access"], description["audience"]) != (space.access, space.audience)


def _check_new_readers(space: SpaceRow, description: SpaceDescription, form: Form) -> None:
    """Note a missing confirmation, and a space that nobody would read once it is closed."""
    if not _has_other_readers(space, description):
        return
    if space.access != "open" and description["access"] != "closed" and not form["sure"]:
        form.faults["sure"] = t("Confirm that other people may read what is already posted here")
    if description["access"] == "closed" and not queries.stewards([space.id]):
        form.faults["access"] = t(
            "Nobody looks after this space, so it would have no members. "
            "Ask somebody to look after it first"
        )


def _log_changes(viewer: Viewer, space: SpaceRow, description: SpaceDescription) -> None:
    before = (space.name, space.purpose, space.norms, space.goal, space.last_day)
    new = description
    if before != (new["name"], new["purpose"], new["norms"], new["goal"], new["last_day"]):
        log(space.id, actor_id=author_id(viewer), act="describe")
    if new["hides_reported"] != space.hides_reported:
        act = "hide_first" if new["hides_reported"] else "show_first"
        log(space.id, actor_id=author_id(viewer), act=act)
    if _has_other_readers(space, description):
        log(space.id, actor_id=author_id(viewer), act=ACTS[description["access"]])


def _page(viewer: Viewer, space: SpaceRow, form: Form) -> ResponseReturnValue:
    page = EditSpacePage(
        title=t("Edit this space"),
        tab="forum",
        form=form,
        groups=audience_choices(viewer, space),
        space=space,
    )
    return render_page(page)


@bp.post("/s/<slug>/archive")
def archive(slug: str) -> ResponseReturnValue:
    """Close a space to new posts, or open it again."""
    viewer, form = writer(), Form(request.form)
    space = managed_space(viewer, slug)
    archived = form.choice("archived", ("0", "1"), missing=t("Choose what to do")) == "1"
    form.check()
    if archived != (space.archived_at is not None):
        actions.archive_space(space.id, archived=archived)
        if archived:
            first_takes.open_in_space(space.id)
        log(space.id, actor_id=author_id(viewer), act="archive" if archived else "unarchive")
        commit()
    said = "archived" if archived else "unarchived"
    return redirect(url("spaces.show", slug=slug, said=said))
