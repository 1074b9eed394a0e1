"""A member's page, and the names offered after an @."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, redirect
from werkzeug.exceptions import NotFound

from ..core.errors import SignInFirst
from ..core.state import state
from ..core.text.line import line
from ..core.web.args import arg
from ..core.web.get_or_404 import get_or_404
from ..core.web.paging import list_page
from ..core.web.render import render_page
from ..core.web.urls import url
from ..spaces import queries as spaces
from ..spaces.current import current_viewer, find_space
from ..threads import lists
from . import candidates, queries
from .presenters import member_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("members", __name__)
POSTS = 20
"""How many posts are on a member's page."""
OFFERED = 8
"""How many names are offered at most."""
TYPED = 40
"""The most characters that are looked for; nobody is offered for more."""


@bp.get("/m/<handle>")
def show(handle: str) -> ResponseReturnValue:
    """A member: who they are at the host, and those of their posts that the viewer can read."""
    viewer = current_viewer()
    if viewer.guest and not state().config.guests_read:
        raise NotFound
    member = queries.by_handle(handle)
    if member is None:
        return redirect(url("members.show", handle=get_or_404(queries.current_handle(handle))))
    posts = list_page(lists.posts_by(viewer, member.id), size=POSTS)
    return render_page(member_page(member, posts))


@bp.get("/-/people")
def people() -> ResponseReturnValue:
    """Names that begin with the typed text, as JSON; for a space, only those of its readers."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    typed, slug = line(arg("q"), longest=TYPED), arg("space")
    if len(typed) > TYPED:
        typed = ""
    space = get_or_404(find_space(slug)) if slug else None
    among = spaces.reader_ids(space) if space else None
    found = candidates.find_candidates(typed, most=OFFERED, among=among)
    answer = jsonify(people=[candidate._asdict() for candidate in found])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Cookie"
    return answer
