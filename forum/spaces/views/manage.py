"""Pages where a space is made, described and archived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import form_page
from ...core.web.urls import url
from ...members import host
from ...members import queries as members
from ...moderation.actions import log
from .. import actions, policy, queries
from ..current import author_id, find_space, writer, writer_or_sign_in
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Row

    from ...members.viewer import Viewer

NAME, PURPOSE, NORMS = 80, 300, 2_000
"""The longest name, purpose and norms of a space, in characters."""
ACCESS = ("open", "closed", "bound")
DEEDS = {"open": "open", "closed": "close", "bound": "bind"}
"""What the log says of a space that is read by others from now on."""


def groups(viewer: Viewer, space: Any = None) -> list[tuple[str, str]]:
    """Return the groups of the host that *viewer* may give a space to, as choices.

    Those they are in, and the one that reads *space* now; an administrator knows all that the host
    names, and all that somebody was in who has written here.
    """
    names = set(viewer.audiences)
    if space is not None and space.audience:
        names.add(space.audience)
    if policy.may_administer(viewer):
        names.update(host.audiences(), members.audiences())
    return [(name, name) for name in sorted(names)]


def described(form: Form, offered: list[tuple[str, str]]) -> dict[str, Any]:
    """Return what a form says of a space; notes what is wrong. *offered* are the groups."""
    facts: dict[str, Any] = {
        "name": form.line("name", longest=NAME, missing=t("Give it a name")),
        "purpose": form.line("purpose", longest=PURPOSE, missing=t("Say what it is for")),
        "norms": form.text("norms", longest=NORMS).strip(),
        "access": form.choice("access", ACCESS, missing=t("Choose who reads it")),
        "audience": None,
    }
    if facts["access"] == "bound":
        names = [name for name, _ in offered]
        facts["audience"] = form.choice("audience", names, missing=t("Choose a group"))
    return facts


@bp.get("/-/spaces/new")
def new() -> ResponseReturnValue:
    """The form for a space."""
    return _new_page(writer_or_sign_in(), Form(access="open"))


@bp.post("/-/spaces/new", endpoint="new_space")
def make() -> ResponseReturnValue:
    """Make a space that its maker looks after."""
    viewer, form = writer(), Form(request.form)
    if not policy.may_administer(viewer):
        raise NotAllowed
    facts = described(form, groups(viewer))
    if form.faults:
        return _new_page(viewer, form)
    slug = actions.just_made(**facts, maker_id=author_id(viewer))
    if slug is None:
        made = actions.make(**facts, maker_id=author_id(viewer))
        log(made.id, actor_id=author_id(viewer), act="make")
        slug = made.slug
        commit()
    return _onwards(viewer, slug, facts, "made")


def _onwards(viewer: Viewer, slug: str, facts: dict[str, Any], said: str) -> ResponseReturnValue:
    """Go to the page of a space, if whoever described it reads it themselves."""
    if facts["access"] == "bound" and facts["audience"] not in viewer.audiences:
        there = "spaces.every" if policy.may_administer(viewer) else "front.index"
        return redirect(url(there, said=said))
    return redirect(url("spaces.show", slug=slug, said=said))


def _new_page(viewer: Viewer, form: Form) -> ResponseReturnValue:
    if not policy.may_administer(viewer):
        raise NotAllowed
    return form_page(
        "spaces/new.html", title=t("Make a space"), tab="forum", form=form, groups=groups(viewer)
    )


def managed(viewer: Viewer, slug: str) -> Row[Any]:
    """Return a space that the viewer looks after; NotAllowed where they only read it."""
    space = get_or_404(find_space(slug))
    if not policy.may_manage(viewer, space):
        raise NotAllowed
    return space


@bp.get("/s/<slug>/edit")
def edit(slug: str) -> ResponseReturnValue:
    """The form for what a space is for, how people talk there, and who reads it."""
    viewer = writer_or_sign_in()
    space = managed(viewer, slug)
    form = Form(
        name=space.name,
        purpose=space.purpose,
        norms=space.norms,
        access=space.access,
        audience=space.audience or "",
    )
    return _edit_page(viewer, space, form)


@bp.post("/s/<slug>/edit", endpoint="edit_space")
def describe(slug: str) -> ResponseReturnValue:
    """Take a new description; where others will read what is there, a tick is asked for."""
    viewer, form = writer(), Form(request.form)
    space = managed(viewer, slug)
    facts = described(form, groups(viewer, space))
    others = (facts["access"], facts["audience"]) != (space.access, space.audience)
    if others and space.access != "open" and facts["access"] != "closed" and not form["sure"]:
        form.faults["sure"] = t("Say that others may read what is written here")
    if others and facts["access"] == "closed" and not queries.stewards([space.id]):
        form.faults["access"] = t("Nobody looks after it and would read it: ask somebody first")
    if form.faults:
        return _edit_page(viewer, space, form)
    actions.describe(space.id, **facts)
    if any(space._mapping[name] != facts[name] for name in ("name", "purpose", "norms")):
        log(space.id, actor_id=author_id(viewer), act="describe")
    if others:
        log(space.id, actor_id=author_id(viewer), act=DEEDS[facts["access"]])
    commit()
    return _onwards(viewer, slug, facts, "saved")


def _edit_page(viewer: Viewer, space: Row[Any], form: Form) -> ResponseReturnValue:
    return form_page(
        "spaces/edit.html",
        title=t("Describe this space"),
        tab="forum",
        form=form,
        groups=groups(viewer, space),
        space=space,
    )


@bp.post("/s/<slug>/archive")
def archive(slug: str) -> ResponseReturnValue:
    """Close a space for writing, or open it for writing again."""
    viewer, form = writer(), Form(request.form)
    space = managed(viewer, slug)
    archived = form.choice("archived", ("0", "1"), missing=t("Choose what to do")) == "1"
    form.check()
    if archived != (space.archived_at is not None):
        actions.archive(space.id, archived=archived)
        log(space.id, actor_id=author_id(viewer), act="archive" if archived else "unarchive")
        commit()
    said = "archived" if archived else "unarchived"
    return redirect(url("spaces.show", slug=slug, said=said))
