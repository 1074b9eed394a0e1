"""Pages where an artefact is written or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from ...core.database.session import commit
from ...core.errors import Changed, Invalid, NotAllowed, SentBefore
from ...core.state import state
from ...core.text.diff import collapsed, compare
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import form_page
from ...spaces.current import author_id, listed_spaces, seen_by, writer, writer_or_sign_in
from ...threads.actions.compose import compose
from ...threads.presenters.form import TITLE, tags_of
from .. import actions, policy, queries
from ..presenters.forms import sent_before, to_artefact
from ..presenters.labels import KINDS, kind_cards
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Row

    from ...members.viewer import Viewer

REASON = 160
"""The longest reason for a change, in characters."""


@bp.get("/-/library/new")
def new() -> ResponseReturnValue:
    """The form for a page in the library."""
    viewer, asked = writer_or_sign_in(), request.args
    kind = asked.get("kind", KINDS[0])
    return _new_page(viewer, Form(space=asked.get("space", ""), kind=kind))


@bp.post("/-/library/new")
def make() -> ResponseReturnValue:
    """Take a page into the library of a space."""
    viewer, form = writer(), Form(request.form)
    if (answer := sent_before(viewer, form)) is not None:
        return answer
    space_id = _space(viewer, form)
    kind = form.choice("kind", KINDS, missing=t("Choose what it is"))
    title = form.line("title", longest=TITLE, missing=t("Give it a title"))
    source = form.text("text", longest=state().config.post_limit, missing=t("Write your text"))
    tags = tags_of(form)
    if form.faults or form.preview:
        return _new_page(viewer, form, source)
    try:
        made = actions.keep(
            space_id=space_id,
            kind=kind,
            title=title,
            tags=tags,
            author_id=author_id(viewer),
            text=compose(source, form=form),
        )
    except SentBefore as before:
        return to_artefact(viewer, before.post_id, sent=form.key)
    answer = to_artefact(viewer, made.id, said="kept", sent=form.key)
    commit()
    return answer


def _space(viewer: Viewer, form: Form) -> int:
    """Return the id of the chosen space; one where the viewer may not keep is not there."""
    chosen = next((p for p in listed_spaces() if p.slug == form["space"]), None)
    if chosen is None or not policy.may_keep(viewer, chosen.id):
        form.faults["space"] = t("Choose a space")
        return 0
    return int(chosen.id)


def _new_page(viewer: Viewer, form: Form, source: str = "") -> ResponseReturnValue:
    mine = [p for p in listed_spaces() if policy.may_keep(viewer, p.id)]
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


def _wanted(viewer: Viewer, artefact_id: int) -> tuple[Row[Any], Row[Any]]:
    """Return an artefact that the viewer may change, and its newest revision."""
    artefact = get_or_404(queries.artefact(viewer, artefact_id))
    if not policy.may_edit(viewer, artefact):
        raise NotAllowed
    return artefact, get_or_404(queries.revision(artefact.id, artefact.revision))


@bp.get("/a/<int:artefact_id>/edit")
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


@bp.post("/a/<int:artefact_id>/edit")
def revise(artefact_id: int) -> ResponseReturnValue:
    """Take a new revision; one made from an old revision is shown both texts (409)."""
    viewer, form = writer(), Form(request.form)
    artefact, newest = _wanted(viewer, artefact_id)
    kind = form.choice("kind", KINDS, missing=t("Choose what it is"))
    title = form.line("title", longest=TITLE, missing=t("Give it a title"))
    source = form.text("text", longest=state().config.post_limit, missing=t("Write your text"))
    reason = form.line("reason", longest=REASON)
    tags = tags_of(form)
    if form.faults or form.preview:
        return _edit_page(artefact, newest, form, source)
    said = (kind, title, source, ", ".join(tags))
    if said == (newest.kind, newest.title, newest.source, newest.tags):
        return to_artefact(viewer, artefact.id)
    if not form["revision"].isdecimal():
        raise Invalid({"revision": t("This form came incomplete")})
    try:
        actions.revise(
            artefact.id,
            revision=int(form["revision"][:9]),
            editor_id=author_id(viewer),
            kind=kind,
            title=title,
            tags=tags,
            text=compose(source),
            reason=reason,
        )
    except Changed:
        artefact, newest = _wanted(viewer, artefact_id)
        fresh = Form({**form.sent, "revision": str(artefact.revision)})
        return _edit_page(artefact, newest, fresh, source, stale=True)
    answer = to_artefact(viewer, artefact_id, said="edited", sent=form.key)
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
