"""The first page, and the door for who must sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect
from werkzeug.exceptions import NotFound

from ..artefacts import queries as artefacts
from ..core.errors import SignInFirst
from ..core.state import state
from ..core.web.args import arg
from ..core.web.paging import stretch
from ..core.web.render import render
from ..core.web.urls import own_path, url
from ..following import queries as following
from ..spaces.current import current_viewer, listed_spaces
from ..spaces.policy import may_administer
from ..spaces.queries import untended
from ..threads import lists
from ..threads.policy import may_open
from ..threads.presenters.rows import show_rows

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("front", __name__)
SIZE, WAITING, KEPT = 10, 3, 2


@bp.get("/")
def index() -> ResponseReturnValue:
    """The newest threads, what waits for an answer, the spaces, what was kept lately."""
    viewer = current_viewer()
    threads = stretch(lists.fetcher(viewer, "newest"), size=SIZE, key_of=lists.position_of)
    waiting = lists.longest_waiting(viewer, most=WAITING)
    spaces, administers = listed_spaces(), may_administer(viewer)
    return render(
        "front/index.html",
        title=state().config.title,
        tab="forum",
        stretch=threads,
        rows=show_rows(threads.rows, following.unread(viewer, threads.rows)),
        waiting=show_rows(waiting),
        spaces=spaces,
        may_ask=any(may_open(viewer, space.id) for space in spaces),
        by_space=following.unread_by_space(viewer),
        kept=artefacts.latest(viewer, most=KEPT),
        may_administer=administers,
        untended=untended() if administers else (),
    )


@bp.get("/-/sign-in")
def sign_in() -> ResponseReturnValue:
    """Ask for signing in where nobody is, and go on to where one wanted to."""
    if current_viewer().guest:
        raise SignInFirst
    return redirect(own_path(arg("next")) or url("front.index"))


@bp.get("/<path:anything>")
def nothing(anything: str) -> ResponseReturnValue:  # noqa: ARG001
    """Answer an address that is no page of ours as one that may not be seen."""
    current_viewer()
    raise NotFound
