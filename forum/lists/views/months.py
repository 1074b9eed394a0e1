"""From a list of threads, or from a long thread, to a month of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect

from ...core.database.base import now
from ...core.text.line import tag as tag_of
from ...core.web.args import arg
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.paging import position_key
from ...core.web.render import render_page
from ...core.web.urls import url
from ...spaces.current import current_viewer, find_space
from ...threads import queries as threads
from ...threads.models import TAG
from ...threads.presenters.addresses import address, thread_address
from ..presenters.months import MonthsPage, beginning_of, month_key, next_month, years
from ..queries import threads as lists
from ..queries.months import first_since
from . import bp

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...threads.rows import ThreadRow


@bp.get("/-/threads/months")
def months() -> ResponseReturnValue:
    """The months of a list of threads: of all spaces, of one, or of a tag."""
    viewer, which = current_viewer(), lists.list_name(arg("list"))
    tag = tag_of(arg("tag"), longest=TAG)
    space = get_or_404(find_space(arg("space"))) if arg("space") else None
    fetch = lists.fetcher(viewer, which, space_id=space.id if space else None, tag=tag or None)
    oldest = next(iter(fetch(True, None, 1)), None)

    def of(month: datetime) -> str:
        after = position_key(next_month(month), 0)
        if space:
            return url("spaces.show", slug=space.slug, list=which, after=after)
        if tag:
            return url("lists.tagged", tag=tag, after=after)
        return url("lists.everywhere", list=which, after=after)

    here = (space.name, url("spaces.show", slug=space.slug)) if space else None
    return render_page(
        MonthsPage(
            title=t("Go to a month"),
            trail=[here or (t("Threads"), url("lists.everywhere"))],
            years=years(oldest.active_at, now(), of) if oldest else (),
        )
    )


@bp.get("/t/<int:thread_id>/months")
def months_of_thread(thread_id: int) -> ResponseReturnValue:
    """The months of a thread, or with ``?month=2024-05`` the first post since that one began."""
    viewer = current_viewer()
    thread = get_or_404(threads.thread(viewer, thread_id))
    if (since := beginning_of(arg("month"))) is not None:
        return redirect(_address_since(viewer, thread, since))

    def of(month: datetime) -> str:
        return url("lists.months_of_thread", thread_id=thread.id, month=month_key(month))

    space = (thread.space_name, url("spaces.show", slug=thread.space_slug))
    return render_page(
        MonthsPage(
            title=t("Go to a month"),
            trail=[space, (thread.title, thread_address(thread))],
            years=years(thread.opened_at, thread.active_at, of),
        )
    )


def _address_since(viewer: Viewer, thread: ThreadRow, since: datetime) -> str:
    """Return the address of the first post since a moment, or of the last page."""
    number = first_since(viewer, thread.id, since)
    if number and (post := threads.post_by_number(viewer, thread.id, number)):
        return address(thread, post)
    return thread_address(thread, page=str(threads.page_of(thread.branches)))
