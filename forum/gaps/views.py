"""Pages on which one says that something is missing, and reads what is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from ..core.database.session import commit
from ..core.errors import NotAllowed, SignInFirst
from ..core.text.line import line
from ..core.web.args import arg
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.private import store_nowhere
from ..core.web.render import render_page
from ..core.web.submission import commit_and_redirect
from ..core.web.urls import url
from ..moderation.actions import log
from ..spaces.current import author_id, current_viewer, find_space, listed_spaces, writer
from . import actions, policy, queries
from .models import WORDS
from .presenters import GapsPage, TellPage, show_gaps

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..members.viewer import Viewer
    from ..spaces.rows import SpaceRow

bp = Blueprint("gaps", __name__)
bp.after_request(store_nowhere)


@bp.get("/-/missing")
def tell() -> ResponseReturnValue:
    """The form with which one says, without a name, that something is missing."""
    spaces = _told_by(current_viewer())
    words = line(arg("q"), longest=WORDS)
    return _form(spaces, Form(words=words, space=arg("space")))


@bp.post("/-/missing")
def save() -> ResponseReturnValue:
    """Tell a space what was looked for and not found.

    Whoever does so is not made a member by it: nothing that is written says who it was.
    """
    spaces, form = _told_by(current_viewer()), Form(request.form)
    words = form.line("words", longest=WORDS, missing=t("Enter the words that you looked for"))
    space = _chosen(spaces, form)
    if space is None:
        form.faults["space"] = t("Choose a space")
    if form.faults or space is None:
        return _form(spaces, form)
    actions.tell(words, space_id=space.id, form_key=form.key)
    return commit_and_redirect(url("gaps.show", slug=space.slug, said="told"))


@bp.get("/s/<slug>/missing")
def show(slug: str) -> ResponseReturnValue:
    """What was looked for in a space and not found, for the members who read the space."""
    viewer = current_viewer()
    if not policy.may_read(viewer):
        raise SignInFirst
    space = get_or_404(find_space(slug))
    found = queries.gaps(viewer, space.id)
    may_tell = policy.may_tell(viewer, space)
    may_delete = policy.may_delete(viewer, space)
    page = GapsPage(
        title=t("Looked for in “%(name)s”, not found", name=space.name),
        tab="forum",
        space=space,
        gaps=show_gaps(found, space, may_write=may_tell, may_delete=may_delete),
        is_cut=len(found) == queries.MOST,
        may_tell=may_tell,
    )
    return render_page(page)


@bp.post("/s/<slug>/missing/<int:gap_id>")
def remove(slug: str, gap_id: int) -> ResponseReturnValue:
    """Delete a line; the log of the space says that one was, and by whom."""
    viewer = writer()
    space = get_or_404(find_space(slug))
    if not policy.may_delete(viewer, space):
        raise NotAllowed
    get_or_404(actions.remove(gap_id, space_id=space.id) or None)
    log(space.id, actor_id=author_id(viewer), act="gap")
    commit()
    return redirect(url("gaps.show", slug=slug, said="gap-gone"))


def _told_by(viewer: Viewer) -> list[SpaceRow]:
    """Return the spaces that *viewer* may tell that something is missing.

    Raises SignInFirst for a guest, and NotAllowed if there are none.
    """
    if viewer.guest:
        raise SignInFirst
    if not (found := [space for space in listed_spaces() if policy.may_tell(viewer, space)]):
        raise NotAllowed
    return found


def _chosen(spaces: list[SpaceRow], form: Form) -> SpaceRow | None:
    """Return the one of *spaces* that *form* names, or the only one; else None."""
    if len(spaces) == 1 and not form["space"]:
        return spaces[0]
    return next((space for space in spaces if space.slug == form["space"]), None)


def _form(spaces: list[SpaceRow], form: Form) -> ResponseReturnValue:
    return render_page(
        TellPage(
            title=t("Say that it is missing"),
            tab="forum",
            form=form,
            spaces=[(space.slug, space.name) for space in spaces],
            back=url("search.results", q=form["words"] or None),
        )
    )
