"""The page of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...artefacts import queries as artefacts
from ...artefacts.presenters.cards import cards
from ...core.state import request_state
from ...core.web.args import arg
from ...core.web.get_or_404 import get_or_404
from ...core.web.paging import list_page
from ...core.web.render import render_page
from ...core.web.times import today
from ...core.web.urls import url
from ...following import queries as following
from ...lists.presenters import show_rows
from ...lists.presenters.months import months_of
from ...lists.queries import threads as lists
from ...moderation.queries.reports import count_reported
from ...notices import queries as notices
from ...reflections import queries as reflections
from ...reflections.policy import is_closing
from ...reflections.presenters import closing_offer
from ...threads.policy.acts import may_open
from .. import policy, queries
from ..current import current_viewer, find_space
from ..presenters.labels import readers_of
from ..presenters.norms import norms_of
from ..presenters.pages import SpacePage
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...reflections.presenters import ClosingOffer
    from ..rows import SpaceRow

ARTEFACTS = 3
"""How many of the newest artefacts are shown."""


@bp.get("/s/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """A space: what it is for, how people talk there, and its threads."""
    viewer = current_viewer()
    space = get_or_404(find_space(slug))
    which = lists.list_name(arg("list"))
    fetch = lists.fetcher(viewer, which, space_id=space.id)
    threads = list_page(fetch, size=lists.SIZE, key_of=lists.position_of)
    fresh = following.unread(viewer, threads.rows)
    about = notices.about_space(viewer, space.id)
    if viewer.member_id is not None:
        request_state().unread = about.unseen  # saves the bar a statement
    page = SpacePage(
        title=space.name,
        tab="forum",
        space=space,
        norms=norms_of(space.id),
        stewards=queries.stewards([space.id]),
        seen_by=readers_of(space.id),
        which=which,
        threads=threads,
        fresh=fresh,
        rows=show_rows(threads.rows, fresh, with_space=False),
        artefacts=cards(artefacts.latest(viewer, space_id=space.id, most=ARTEFACTS)),
        reported=count_reported(viewer, space.id),
        may_open=space.listed and may_open(viewer, space.id),
        may_manage=policy.may_manage(viewer, space),
        may_administer=policy.may_administer(viewer),
        address=url("spaces.show", slug=slug, list=which),
        months=months_of(threads.rows, space=slug, list=which),
        closing=_closing(viewer, space),
        gaps=about.gaps,
        following=None if viewer.guest or not space.listed else about.following,
    )
    return render_page(page)


def _closing(viewer: Viewer, space: SpaceRow) -> ClosingOffer | None:
    """Return what *viewer* is asked once *space* has ended; before that nothing is looked up."""
    if space.last_day is None or not is_closing(viewer, space, today()):
        return None
    return closing_offer(space, reflections.closing(viewer, space.id, space.last_day))
