"""Pages with all that was told of one thing, where it shows the newest only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.paging import list_page
from ...core.web.render import render_page
from ...spaces.current import current_viewer
from .. import queries
from ..presenters import show_reports
from ..presenters.results import ResultsPage
from . import bp, targets

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from .targets import Target

SIZE = 50
"""Results on a page."""


@bp.get("/p/<int:post_id>/results")
def of_post(post_id: int) -> ResponseReturnValue:
    """All that was told of a post."""
    viewer = current_viewer()
    return _page(viewer, targets.post(viewer, post_id))


@bp.get("/a/<int:artefact_id>/results")
def of_page(artefact_id: int) -> ResponseReturnValue:
    """All that was told of a page of the library."""
    viewer = current_viewer()
    return _page(viewer, targets.page(viewer, artefact_id))


@bp.get("/t/<int:thread_id>/results")
def of_host_page(thread_id: int) -> ResponseReturnValue:
    """All that was told of the page of the host that a discussion is, or was, about."""
    viewer = current_viewer()
    return _page(viewer, targets.host_page(viewer, thread_id, even_released=True))


def _page(viewer: Viewer, found: Target | None) -> ResponseReturnValue:
    target = get_or_404(None if found is None or found.is_sealed else found)
    page = list_page(queries.all_reports(viewer, target.thing), size=SIZE, key_of=queries.place_of)
    get_or_404(page.rows or None)
    return render_page(
        ResultsPage(
            title=t("How it went"),
            subject=target.about,
            reports=page,
            results=show_reports(viewer, page.rows),
            address=target.results,
        )
    )
