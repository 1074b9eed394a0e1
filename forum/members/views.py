"""A member's page, and the names offered where somebody is mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, redirect
from werkzeug.exceptions import NotFound

from ..core.errors import SignInFirst
from ..core.state import state
from ..core.text.line import line
from ..core.text.plain import excerpt, plain
from ..core.web.args import arg
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.paging import list_page
from ..core.web.render import render
from ..core.web.urls import url
from ..spaces import queries as spaces
from ..spaces.current import current_viewer, find_space
from ..threads import lists
from . import candidates, queries

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("members", __name__)
SIZE, OFFERED, LONGEST = 20, 8, 40
"""Posts on a member's page, names offered at most, and characters of a name looked at."""


@bp.get("/m/<handle>")
def show(handle: str) -> ResponseReturnValue:
    """A member: who they are at the host, and what they wrote that the viewer may read."""
    viewer = current_viewer()
    if viewer.guest and not state().config.guests_read:
        raise NotFound
    member = queries.by_handle(handle)
    if member is None:
        now_called = get_or_404(queries.called_once(handle))
        return redirect(url("members.show", handle=now_called.handle))
    posts = list_page(lists.posts_by(viewer, member.id), size=SIZE)
    return render(
        "members/show.html",
        title=member.name or t("former member"),
        tab="forum",
        member=member,
        stretch=posts,
        excerpts={post.id: excerpt(plain(post.html)) for post in posts.rows},
        address=url("members.show", handle=member.handle),
    )


@bp.get("/-/people")
def people() -> ResponseReturnValue:
    """Names that begin with what is typed, as JSON; in a space only who reads it."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    typed, slug = line(arg("q"), longest=LONGEST), arg("space")
    space = get_or_404(find_space(slug)) if slug else None
    among = spaces.readers(space) if space else None
    offered = candidates.offered(typed, most=OFFERED, among=among)
    answer = jsonify(people=[one._asdict() for one in offered])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Cookie"
    return answer
