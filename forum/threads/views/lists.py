"""Lists of threads beyond those of a space: unanswered, needs someone, mine, by tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.web.args import arg
from ...core.web.i18n import t
from ...core.web.paging import list_page
from ...core.web.render import render
from ...core.web.urls import url
from ...following import queries as following
from ...spaces.current import current_viewer
from .. import lists
from ..presenters.rows import show_rows
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/-/threads")
def everywhere() -> ResponseReturnValue:
    """A list of threads of all the spaces the viewer reads."""
    viewer, which = current_viewer(), lists.named(arg("list"))
    found = list_page(lists.fetcher(viewer, which), size=lists.SIZE, key_of=lists.place_of)
    return render(
        "threads/everywhere.html",
        title=t("Threads"),
        tab="forum",
        stretch=found,
        which=which,
        rows=show_rows(found.rows, following.unread(viewer, found.rows)),
        address=url("threads.everywhere", list=which),
    )


@bp.get("/-/tags/<path:tag>")
def tagged(tag: str) -> ResponseReturnValue:
    """The threads with a tag."""
    viewer = current_viewer()
    found = list_page(
        lists.fetcher(viewer, "newest", tag=tag), size=lists.SIZE, key_of=lists.place_of
    )
    return render(
        "threads/tagged.html",
        title=t("Tagged “%(tag)s”", tag=tag),
        tab="forum",
        stretch=found,
        tag=tag,
        rows=show_rows(found.rows, following.unread(viewer, found.rows)),
        address=url("threads.tagged", tag=tag),
    )
