"""A member's page, and the names offered where somebody is mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, jsonify, request
from werkzeug.exceptions import NotFound

from ..errors import SignInFirst
from ..spaces import queries as spaces
from ..spaces.viewing import place, viewer
from ..state import state
from ..text.line import line
from ..text.plain import excerpt, plain
from ..threads import writings
from ..web.found import found
from ..web.paging import stretch
from ..web.render import render
from ..web.urls import url
from ..web.words import t
from . import queries

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

room = Blueprint("members", __name__)
SIZE, OFFERED, LONGEST = 20, 8, 40
"""Posts on a member's page, names offered at most, and characters of a name looked at."""


def _place_of(post: Any) -> tuple[datetime, int]:
    return post.at, post.id


@room.get("/m/<handle>")
def show(handle: str) -> ResponseReturnValue:
    """A member: who they are at the host, and what they wrote that the viewer may read."""
    looking = viewer()
    if looking.guest and not state().config.guests_read:
        raise NotFound
    member = found(queries.by_handle(handle))
    posts = stretch(writings.by(looking, member.id), size=SIZE, key_of=_place_of)
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
    typed, slug = line(request.args.get("q", ""), longest=LONGEST), request.args.get("space")
    space = found(place(slug)) if slug else None
    among = spaces.readers(space) if space else None
    offered = queries.matching(typed, most=OFFERED, among=among) if typed else ()
    answer = jsonify(
        people=[
            {"handle": one.handle, "name": one.name, "organisation": one.organisation}
            for one in offered
        ]
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Cookie"
    return answer
