"""Pages where an artefact is written or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from ...core.database.session import commit
from ...core.errors import Changed, Invalid, NotAllowed, SentBefore
from ...core.state import state
from ...core.text.diff import collapsed, compare
from ...core.web.forms import Form
from ...core.web.get_or_404 import found
from ...core.web.i18n import t
from ...core.web.render import form_page
from ...spaces.current import author, listed, seen_by, writer, writer_or_sign_in
from ...threads.actions.compose import compose
from ...threads.presenters.forms import TITLE, tags_of
from .. import actions, policy, queries
from ..presenters.forms import sent_before, to_artefact
from ..presenters.labels import KINDS, kind_cards
from . import room

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Row

    from ...members.viewer import Viewer

REASON = 160
"""The longest reason for a change, in characters."""


@room.get("/-/library/new")
def new() -> ResponseReturnValue:
    """The form for a page in the library."""
    looking, asked = writer_or_sign_in(), request.args
    kind = asked.get("kind", KINDS[0])
    return _new_page(looking, Form(space=asked.get("space", ""), kind=kind))


@room.post("/-/library/new")
def make() -> ResponseReturnValue:
    """Take a page into the library of a space."""
    looking, form = writer(), Form(request.form)
    if (answer := sent_before(looking, form)) is not None:
        return answer
    space_id = _space(looking, form)
    kind = form.choice("kind", KINDS, missing=t("Choose what it is"))
    title = form.line("title", longest=TITLE, missing=t("Give it a title"))
    source = form.text("text", longest=state().config.post_limit, missing=t("Write your text"))
    tags = tags_of(form)
    if form.faults or form.preview:
        return _new_page(looking, form, source)
    try:
        made = actions.keep(
            space_id=space_id,
            kind=kind,
            title=title,
            tags=tags,
            author_id=author(looking),
            text=compose(source, form=form),
        )
    except SentBefore as before:
        return to_artefact(looking, before.post_id, sent=form.key)
    answer = to_artefact(looking, made.id, said="kept", sent=form.key)
    commit()
    return answer


def _space(looking: Viewer, form: Form) -> int:
    """Return the id of the chosen space; one where the viewer may not keep is not there."""
    chosen = next((p for p in listed() if p.slug == form["space"]), None)
    if chosen is None or not policy.may_keep(looking, chosen.id):
        form.faults["space"] = t("Choose a space")
        return 0
    return int(chosen.id)


def _new_page(looking: Viewer, form: Form, source: str = "") -> ResponseReturnValue:
    mine = [p for p in listed() if policy.may_keep(looking, p.id)]
    if not mine:
        raise NotAllowed
    chosen = next((p for p in mine if p.slug == form["space"]), None)
    return form_page(
        "artefacts/new.html",
        title=t("Add to the library"),
        tab="library",
        form=form,
        spaces=[(p.slug, p.name) for p in mine],
        kinds=kind_cards(),
        preview=compose(source).html if form.preview and source else "",
        seen_by=seen_by(chosen.id)
        if chosen
        else t("Seen by nobody yet: choose a space, and this line says who will read it."),
    )


def _wanted(looking: Viewer, artefact_id: int) -> tuple[Row[Any], Row[Any]]:
    """Return an artefact that the viewer may change, and its newest revision."""
    artefact = found(queries.artefact(looking, artefact_id))
    if not policy.may_edit(looking, artefact):
        raise NotAllowed
    return artefact, found(queries.revision(artefact.id, artefact.revision))


@room.get("/a/<int:artefact_id>/edit")
def edit(artefact_id: int) -> ResponseReturnValue:
    """The form for a new revision of an artefact."""
    artefact, newest = _wanted(writer_or_sign_in(), artefact_id)
    form = Form(
        kind=artefact.kind,
        title=artefact.title,
        tags=artefact.tags,
        text=newest.source,
        revision=str(artefact.revision),
    )
    return _edit_page(artefact, newest, form)


@room.post("/a/<int:artefact_id>/edit")
def revise(artefact_id: int) -> ResponseReturnValue:
    """Take a new revision; one made from an old revision is shown both texts (409)."""
    looking, form = writer(), Form(request.form)
    artefact, newest = _wanted(looking, artefact_id)
    kind = form.choice("kind", KINDS, missing=t("Choose what it is"))
    title = form.line("title", longest=TITLE, missing=t("Give it a title"))
    source = form.text("text", longest=state().config.post_limit, missing=t("Write your text"))
    reason = form.line("reason", longest=REASON)
    tags = tags_of(form)
    if form.faults or form.preview:
        return _edit_page(artefact, newest, form, source)
    said = (kind, title, source, ", ".join(tags))
    if said == (newest.kind, newest.title, newest.source, newest.tags):
        return to_artefact(looking, artefact.id)
    if not form["revision"].isdecimal():
        raise Invalid({"revision": t("This form came incomplete")})
    try:
        actions.revise(
            artefact.id,
            revision=int(form["revision"][:9]),
            editor_id=author(looking),
            kind=kind,
            title=title,
            tags=tags,
            text=compose(source),
            reason=reason,
        )
    except Changed:
        artefact, newest = _wanted(looking, artefact_id)
        fresh = Form({**form.sent, "revision": str(artefact.revision)})
        return _edit_page(artefact, newest, fresh, source, stale=True)
    answer = to_artefact(looking, artefact_id, said="edited", sent=form.key)
    commit()
    return answer


def _edit_page(
    artefact: Row[Any], newest: Row[Any], form: Form, source: str = "", *, stale: bool = False
) -> ResponseReturnValue:
    return form_page(
        "artefacts/edit.html",
        title=t("This has changed meanwhile")
        if stale
        else t("Edit “%(title)s”", title=artefact.title),
        status=409 if stale else 200,
        tab="library",
        form=form,
        artefact=artefact,
        kinds=kind_cards(),
        theirs=newest if stale else None,
        changes=collapsed(compare(newest.source, source)) if stale else (),
        preview=compose(source).html if form.preview and source else "",
        seen_by=seen_by(artefact.space_id),
    )
