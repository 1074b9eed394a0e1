"""A member's page, and the names offered where somebody is mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, redirect
from werkzeug.exceptions import NotFound

from ..core.errors import SignInFirst
from ..core.state import state
from ..core.text.line import line
from ..core.text.plain import excerpt, plain
from ..core.web.args import asked
from ..core.web.get_or_404 import found
from ..core.web.i18n import t
from ..core.web.paging import stretch
from ..core.web.render import render
from ..core.web.urls import url
from ..spaces import queries as spaces
from ..spaces.current import place, viewer
from ..threads import lists
from . import candidates, queries

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

room = Blueprint("members", __name__)
SIZE, OFFERED, LONGEST = 20, 8, 40
"""Posts on a member's page, names offered at most, and characters of a name looked at."""


@room.get("/m/<handle>")
def show(handle: str) -> ResponseReturnValue:
    """A member: who they are at the host, and what they wrote that the viewer may read."""
    looking = viewer()
    if looking.guest and not state().config.guests_read:
        raise NotFound
    member = queries.by_handle(handle)
    if member is None:
        now_called = found(queries.called_once(handle))
        return redirect(url("members.show", handle=now_called.handle))
    posts = stretch(lists.posts_by(looking, member.id), size=SIZE)
    return render(
        "members/show.html",
        title=member.name or t("former member"),
        tab="forum",
        member=member,
        stretch=posts,
        excerpts={post.id: excerpt(plain(post.html)) for post in posts.rows},
        address=url("members.show", handle=member.handle),
    )


@room.get("/-/people")
def people() -> ResponseReturnValue:
    """Names that begin with what is typed, as JSON; in a space only who reads it."""
    looking = viewer()
    if looking.guest:
        raise SignInFirst
    typed, slug = line(asked("q"), longest=LONGEST), asked("space")
    space = found(place(slug)) if slug else None
    among = spaces.readers(space) if space else None
    offered = candidates.offered(typed, most=OFFERED, among=among)
    answer = jsonify(people=[one._asdict() for one in offered])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Cookie"
    return answer
