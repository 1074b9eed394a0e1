"""Lists of threads: newest, unanswered, needs someone, mine, by tag; and the list of spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect

from ...core.text.line import tag as tag_of
from ...core.web.args import arg
from ...core.web.i18n import t
from ...core.web.paging import list_page
from ...core.web.render import render_page
from ...core.web.times import clock
from ...core.web.urls import url
from ...following import queries as following
from ...spaces.current import current_viewer, listed_spaces
from ...threads.models import TAG
from ..presenters import EverywherePage, SpacesPage, TagPage, liveliest, show_rows
from ..presenters.months import months_of
from ..queries import threads as lists
from ..queries.spaces import last_active
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/-/threads")
def everywhere() -> ResponseReturnValue:
    """A list of threads of all the spaces the viewer reads."""
    viewer, which = current_viewer(), lists.list_name(arg("list"))
    found = list_page(lists.fetcher(viewer, which), size=lists.SIZE, key_of=lists.position_of)
    return render_page(
        EverywherePage(
            title=t("Threads"),
            which=which,
            threads=found,
            rows=show_rows(found.rows, following.unread(viewer, found.rows)),
            address=url("lists.everywhere", list=which),
            months=months_of(found.rows, list=which),
        )
    )


@bp.get("/-/tags/<path:tag>")
def tagged(tag: str) -> ResponseReturnValue:
    """The threads with a tag. A slash too many at its end is left out, as it is everywhere."""
    if tag.endswith("/"):
        return redirect(url("lists.tagged", tag=tag.rstrip("/")), 308)
    viewer, tag = current_viewer(), tag_of(tag, longest=TAG)
    fetch = lists.fetcher(viewer, "newest", tag=tag)
    found = list_page(fetch, size=lists.SIZE, key_of=lists.position_of)
    return render_page(
        TagPage(
            title=t("Tagged “%(tag)s”", tag=tag),
            threads=found,
            rows=show_rows(found.rows, following.unread(viewer, found.rows)),
            address=url("lists.tagged", tag=tag),
            months=months_of(found.rows, tag=tag),
        )
    )


@bp.get("/-/all-spaces")
def all_spaces() -> ResponseReturnValue:
    """All spaces that the viewer reads, by name or by when something was last written there."""
    viewer, spaces = current_viewer(), listed_spaces()
    active, when = last_active(viewer, spaces), clock()
    by_activity = arg("by") == "activity"
    return render_page(
        SpacesPage(
            title=t("Spaces"),
            by="activity" if by_activity else "name",
            spaces=liveliest(spaces, active) if by_activity else spaces,
            unread_by_space=following.unread_by_space(viewer),
            active={id: when(at) for id, at in active.items()},
        )
    )
