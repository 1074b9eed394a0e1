"""Pages where a space is made, described and archived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, request

from ...database.session import commit
from ...errors import NotAllowed
from ...moderation.actions import log
from ...web.forms import Form
from ...web.found import found
from ...web.render import form_page
from ...web.urls import url
from ...web.words import t
from .. import actions, policy, queries
from ..viewing import author, place, writer, writer_or_sign_in
from . import room

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Row

    from ...members.viewer import Viewer

NAME, PURPOSE, NORMS = 80, 300, 2_000
"""The longest name, purpose and norms of a space, in characters."""
ACCESS = ("open", "closed")


def described(form: Form) -> dict[str, str]:
    """Return what a form says of a space; notes what is wrong."""
    return {
        "name": form.line("name", longest=NAME, missing=t("Give it a name")),
        "purpose": form.line("purpose", longest=PURPOSE, missing=t("Say what it is for")),
        "norms": form.text("norms", longest=NORMS).strip(),
        "access": form.choice("access", ACCESS, missing=t("Choose who reads it")),
    }


@room.get("/-/spaces/new")
def new() -> ResponseReturnValue:
    """The form for a space."""
    return _new_page(writer_or_sign_in(), Form(access="open"))


@room.post("/-/spaces/new", endpoint="new_space")
def make() -> ResponseReturnValue:
    """Make a space that its maker looks after."""
    looking, form = writer(), Form(request.form)
    if not policy.may_administer(looking):
        raise NotAllowed
    facts = described(form)
    if form.faults:
        return _new_page(looking, form)
    slug = actions.just_made(**facts, maker_id=author(looking))
    if slug is None:
        made = actions.make(**facts, maker_id=author(looking))
        log(made.id, actor_id=author(looking), act="make")
        slug = made.slug
        commit()
    return redirect(url("spaces.show", slug=slug, said="made"))


def _new_page(looking: Viewer, form: Form) -> ResponseReturnValue:
    if not policy.may_administer(looking):
        raise NotAllowed
    return form_page(
        "spaces/new.html",
        title=t("Make a space"),
        tab="forum",
        form=form,
    )


def managed(looking: Viewer, slug: str) -> Row[Any]:
    """Return a space that the viewer looks after; NotAllowed where they only read it."""
    space = found(place(slug))
    if not policy.may_manage(looking, space):
        raise NotAllowed
    return space


@room.get("/s/<slug>/edit")
def edit(slug: str) -> ResponseReturnValue:
    """The form for what a space is for, how people talk there, and who reads it."""
    space = managed(writer_or_sign_in(), slug)
    form = Form(
        name=space.name, purpose=space.purpose, norms=space.norms, access=space.access
    )
    return _edit_page(space, form)


@room.post("/s/<slug>/edit", endpoint="edit_space")
def describe(slug: str) -> ResponseReturnValue:
    """Take a new description; what opens to everyone asks for a tick."""
    looking, form = writer(), Form(request.form)
    space, facts = managed(looking, slug), described(form)
    opens = space.access == "closed" and facts["access"] == "open"
    if opens and not form["sure"]:
        form.faults["sure"] = t("Say that everyone may read what is written here")
    closes = space.access == "open" and facts["access"] == "closed"
    if closes and not queries.stewards([space.id]):
        form.faults["access"] = t("Nobody looks after it and would read it: ask somebody first")
    if form.faults:
        return _edit_page(space, form)
    actions.describe(space.id, **facts)
    if any(space._mapping[name] != value for name, value in facts.items() if name != "access"):
        log(space.id, actor_id=author(looking), act="describe")
    if facts["access"] != space.access:
        log(space.id, actor_id=author(looking), act="open" if opens else "close")
    commit()
    return redirect(url("spaces.show", slug=slug, said="saved"))


def _edit_page(space: Row[Any], form: Form) -> ResponseReturnValue:
    return form_page(
        "spaces/edit.html",
        title=t("Describe this space"),
        tab="forum",
        form=form,
        space=space,
    )


@room.post("/s/<slug>/archive")
def archive(slug: str) -> ResponseReturnValue:
    """Close a space for writing, or open it for writing again."""
    looking, form = writer(), Form(request.form)
    space = managed(looking, slug)
    archived = form.choice("archived", ("0", "1"), missing=t("Choose what to do")) == "1"
    form.check()
    if archived != (space.archived_at is not None):
        actions.archive(space.id, archived=archived)
        log(space.id, actor_id=author(looking), act="archive" if archived else "unarchive")
        commit()
    said = "archived" if archived else "unarchived"
    return redirect(url("spaces.show", slug=slug, said=said))
