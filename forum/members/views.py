"""A member's page, and the names offered where somebody is mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, redirect
from werkzeug.exceptions import NotFound

from ..errors import SignInFirst
from ..spaces import queries as spaces
from ..spaces.viewing import place, viewer
from ..state import state
from ..text.line import line
from ..text.plain import excerpt, plain
from ..threads import writings
from ..web.asked import asked
from ..web.found import found
from ..web.paging import stretch
from ..web.render import render
from ..web.urls import url
from ..web.words import t
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
    posts = stretch(writings.by(looking, member.id), size=SIZE)
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
