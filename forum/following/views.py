"""Follow a thread, a space or a page of the library, and mark everything as read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from ..artefacts import queries as artefacts
from ..core.database.session import commit
from ..core.errors import SignInFirst
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.paging import list_page
from ..core.web.render import render_page
from ..core.web.urls import url
from ..members.actions import store_audiences
from ..spaces.current import author_id, current_viewer, find_space, signed_in
from ..threads import queries as threads
from . import actions, queries
from .presenters import FollowsPage, things

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..members.viewer import Viewer

bp = Blueprint("following", __name__)


SIZE = 50
"""What one follows, on a page."""


@bp.get("/-/follows")
def follows() -> ResponseReturnValue:
    """List all that the viewer follows, with a button to stop each."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    found = list_page(queries.followed(viewer), size=SIZE)
    ids = [row.artefact_id for row in found.rows if row.artefact_id is not None]
    pages = {page.id: page for page in artefacts.cards_of(viewer, ids)}
    return render_page(
        FollowsPage(title=t("What you follow"), follows=found, things=things(found.rows, pages))
    )


@bp.post("/t/<int:thread_id>/follow")
def follow(thread_id: int) -> ResponseReturnValue:
    """Follow a thread, or stop following it."""
    viewer, form = signed_in(), Form(request.form)
    thread = get_or_404(threads.thread(viewer, thread_id))
    following = _choice(form, missing=t("Choose whether to follow this thread"))
    actions.follow(_follower(viewer), thread.id, following=following)
    said = "followed" if following else "unfollowed"
    return _answer(form, "threads.show", said, thread_id=thread.id, slug=thread.slug)


@bp.post("/s/<slug>/follow")
def follow_space(slug: str) -> ResponseReturnValue:
    """Follow the new threads of a space, or stop following them."""
    viewer, form = signed_in(), Form(request.form)
    space = get_or_404(find_space(slug))
    following = _choice(form, missing=t("Choose whether to follow this space"))
    actions.follow_space(_follower(viewer), space.id, following=following)
    said = "space-followed" if following else "space-unfollowed"
    return _answer(form, "spaces.show", said, slug=space.slug)


@bp.post("/a/<int:artefact_id>/follow")
def follow_page(artefact_id: int) -> ResponseReturnValue:
    """Follow a page of the library, or stop following it."""
    viewer, form = signed_in(), Form(request.form)
    page = get_or_404(artefacts.artefact(viewer, artefact_id))
    following = _choice(form, missing=t("Choose whether to follow this page"))
    actions.follow_page(_follower(viewer), page.id, following=following)
    said = "page-followed" if following else "page-unfollowed"
    return _answer(form, "artefacts.show", said, artefact_id=page.id, slug=page.slug)


def _choice(form: Form, *, missing: str) -> bool:
    following = form.choice("follow", ("0", "1"), missing=missing) == "1"
    form.check()
    return following


def _follower(viewer: Viewer) -> int:
    """Return the member id of *viewer*, and store the groups by which they are notified."""
    store_audiences(author_id(viewer), viewer.audiences)
    return author_id(viewer)


def _answer(form: Form, endpoint: str, said: str, **values: str | int) -> ResponseReturnValue:
    """Commit, and go to the thing, or back to the list that the button stands in."""
    commit()
    if form["list"]:
        return redirect(url("following.follows", said="saved"))
    return redirect(url(endpoint, said=said, **values))


@bp.post("/-/read")
def read_all() -> ResponseReturnValue:
    """Mark everything as read, in one space or in all."""
    viewer, form = signed_in(), Form(request.form)
    if not form["space"]:
        actions.mark_all_read(viewer)
        commit()
        return redirect(url("front.index", said="read"))
    space = get_or_404(find_space(form["space"]))
    actions.mark_all_read(viewer, space_id=space.id)
    commit()
    return redirect(url("spaces.show", slug=space.slug, said="read"))
