"""The page of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from ...artefacts import queries as artefacts
from ...following import queries as following
from ...moderation import queries as moderation
from ...threads import listing
from ...threads.policy import may_open
from ...web.found import found
from ...web.paging import stretch
from ...web.render import render
from ...web.urls import url
from .. import policy, queries
from ..viewing import place, seen_by, viewer
from . import room

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@room.get("/s/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """A space: what it is for, how people talk there, and its threads."""
    looking = viewer()
    space = found(place(slug))
    which = listing.named(request.args.get("list"))
    threads = stretch(
        listing.fetcher(looking, which, space_id=space.id),
        size=listing.SIZE,
        key_of=listing.place_of,
    )
    return render(
        "spaces/show.html",
        title=space.name,
        tab="forum",
        space=space,
        norms=[line for line in space.norms.splitlines() if line.strip()],
        stewards=queries.stewards([space.id]),
        seen_by=seen_by(space.id),
        which=which,
        stretch=threads,
        fresh=following.unread(looking, threads.rows),
        kept=artefacts.latest(looking, space_id=space.id, most=3),
        reported=moderation.reported(looking, space.id),
        may_open=space.listed and may_open(looking, space.id),
        may_manage=policy.may_manage(looking, space),
        address=url("spaces.show", slug=slug, list=which),
    )
