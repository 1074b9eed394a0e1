"""The page of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...artefacts import queries as artefacts
from ...core.web.args import asked
from ...core.web.get_or_404 import found
from ...core.web.paging import stretch
from ...core.web.render import render
from ...core.web.urls import url
from ...following import queries as following
from ...moderation import queries as moderation
from ...threads import lists
from ...threads.policy import may_open
from ...threads.presenters.rows import show_rows
from .. import policy, queries
from ..current import place, seen_by, viewer
from . import room

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@room.get("/s/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """A space: what it is for, how people talk there, and its threads."""
    looking = viewer()
    space = found(place(slug))
    which = lists.named(asked("list"))
    threads = stretch(
        lists.fetcher(looking, which, space_id=space.id), size=lists.SIZE, key_of=lists.place_of
    )
    fresh = following.unread(looking, threads.rows)
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
        fresh=fresh,
        rows=show_rows(threads.rows, fresh, with_space=False),
        kept=artefacts.latest(looking, space_id=space.id, most=3),
        reported=moderation.reported(looking, space.id),
        may_open=space.listed and may_open(looking, space.id),
        may_manage=policy.may_manage(looking, space),
        may_administer=policy.may_administer(looking),
        address=url("spaces.show", slug=slug, list=which),
    )
