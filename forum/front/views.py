"""The first page, and the address that asks guests to sign in."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, after_this_request, current_app, redirect, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from ..artefacts import queries as artefacts
from ..artefacts.presenters.cards import cards
from ..attempts.presenters.lately import show_lately
from ..attempts.presenters.plans import planned
from ..attempts.queries import plans
from ..attempts.queries.lately import tried_lately
from ..core.errors import SignInFirst
from ..core.state import state
from ..core.web.args import arg
from ..core.web.paging import list_page
from ..core.web.private import store_nowhere
from ..core.web.render import render_page
from ..core.web.times import today
from ..core.web.urls import mount, own_path, url
from ..following import queries as following
from ..lists.presenters import liveliest, show_rows
from ..lists.queries import threads as lists
from ..lists.queries.spaces import last_active
from ..moderation.queries.unheard import spaces_with_unheard_reports
from ..reports.queries.for_admins import number_asked
from ..spaces.current import current_viewer, listed_spaces
from ..spaces.policy import may_administer
from ..spaces.queries import spaces_without_steward
from ..threads.policy.acts import may_open
from .presenters import FrontPage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from flask.typing import ResponseReturnValue

    from ..members.viewer import Viewer
    from ..spaces.rows import SpaceRow

bp = Blueprint("front", __name__)
SIZE, FEW, ARTEFACTS, SPACES = 10, 3, 2, 10
"""How many threads, things of each kind that wait or were tried, artefacts and spaces are shown."""
SOON = timedelta(days=7)
"""From how long before its day on a plan is shown."""


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show what is new, what waits for an answer, and where to go."""
    viewer = current_viewer()
    threads = list_page(lists.fetcher(viewer, "newest"), size=SIZE, key_of=lists.position_of)
    left_out = state().config.leaves_out("plans")
    days = () if left_out else plans.next_plans(viewer, until=today() + SOON, most=FEW)
    spaces, administers = listed_spaces(), may_administer(viewer)
    if days:
        after_this_request(store_nowhere)  # what one means to try is private text
    return render_page(
        FrontPage(
            title=state().config.title,
            threads=threads,
            rows=show_rows(threads.rows, following.unread(viewer, threads.rows)),
            plans=planned(viewer, days),
            waiting=show_rows(lists.waiting_for(viewer, most=FEW)),
            tried=show_lately(tried_lately(viewer, most=FEW)),
            is_new=viewer.member_id is None,
            spaces=_liveliest(viewer, spaces),
            number_of_spaces=len(spaces),
            unread_by_space=following.unread_by_space(viewer),
            artefacts=cards(artefacts.latest(viewer, most=ARTEFACTS)),
            may_ask=any(may_open(viewer, space.id) for space in spaces),
            may_administer=administers,
            without_steward=len(spaces_without_steward()) if administers else 0,
            asked=number_asked(viewer) if administers else 0,
            unheard=spaces_with_unheard_reports() if administers else (),
        )
    )


def _liveliest(viewer: Viewer, spaces: Sequence[SpaceRow]) -> Sequence[SpaceRow]:
    """Return *spaces*, and of many only those in which something was written last."""
    if len(spaces) <= SPACES:
        return spaces
    return liveliest(spaces, last_active(viewer, spaces))[:SPACES]


@bp.get("/-/sign-in")
def sign_in() -> ResponseReturnValue:
    """Ask a guest to sign in; send anybody else on to ``?next=``."""
    if current_viewer().guest:
        raise SignInFirst
    return redirect(own_path(arg("next")) or url("front.index"))


@bp.get("/<path:anything>")
def nothing(anything: str) -> ResponseReturnValue:  # noqa: ARG001
    """Answer an address without a page exactly like a page that the viewer may not see.

    An address that only has a slash too many, or a dash at its end, leads to the one without.
    """
    shorter = re.sub("/{2,}", "/", request.path).rstrip("/-")
    if shorter != request.path and _has_page(shorter):
        query = request.query_string.decode("ascii", "ignore")
        return redirect(f"{request.root_path}{shorter}{'?' if query else ''}{query}", 308)
    current_viewer()
    raise NotFound


def _has_page(path: str) -> bool:
    """Whether *path* is an address of one of our pages, whether or not there is such a thing."""
    adapter = current_app.create_url_adapter(request)
    try:
        endpoint, _ = adapter.match(path, method="GET") if adapter else ("", {})
    except HTTPException:
        return False
    nothing_there = f"{mount()}.front.nothing"
    return bool(endpoint != nothing_there and endpoint.startswith(f"{mount()}."))


def accept_nothing(anything: str) -> NoReturn:  # noqa: ARG001
    """Refuse a form that is sent to an address that takes none: 405 for a page, else 404.

    Without this rule no blueprint is known, and a handler of the host's would answer without the
    text.
    """
    current_viewer()
    if _has_page(request.path):
        raise MethodNotAllowed(["GET", "HEAD", "OPTIONS"])
    raise NotFound
