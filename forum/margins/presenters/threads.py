"""The thread of a page: where its comments stand, and until when one may post in it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ...core.database.base import now
from ...core.errors import TooLate
from ...core.state import state
from ...core.web.fragments import fragment, remembered
from ...core.web.i18n import t
from ...core.web.urls import url
from ...threads.presenters.addresses import id_prefix
from ..policy import is_over, last_day
from ..queries.last_days import details_in
from ..queries.threads import page_of_thread, placed_posts
from . import place_of, sections_of, until_words
from .ends import outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from markupsafe import Markup

    from ...members.viewer import Viewer
    from ...threads.rows import PostRow, ThreadRow
    from ..rows import PageOfThreadRow, PlacedPostRow
    from . import PageSections


def refuse_late(thread: ThreadRow) -> None:
    """Raise TooLate if *thread* is that of a page whose last day for comments has passed.

    Whatever is written there is refused when it is saved (``actions.place_post``); this asks before
    anything is written.
    """
    if (day := _past_day(thread)) is not None:
        raise TooLate(day)


def with_last_day(thread: ThreadRow) -> tuple[ThreadRow, str]:
    """Return *thread* as it is shown, and until when one may comment on its page, or could.

    It is locked once that day has passed. The words are empty without such a day, and where a
    steward has locked the thread. One statement is sent for a thread of a page, none for any other.
    """
    day = None if thread.locked_at else _day(thread)
    words = until_words(day)
    if day is None or not is_over(day, now()):
        return thread, words
    ended = datetime.combine(day + timedelta(days=1), time(), UTC)
    return thread._replace(locked_at=ended, locked_why=words), words


def _past_day(thread: ThreadRow) -> date | None:
    day = _day(thread)
    return day if is_over(day, now()) else None


def _day(thread: ThreadRow) -> date | None:
    return last_day(details_in(thread.id)) if thread.of_page else None


class PlaceInPage(NamedTuple):
    """Where on its page a comment stands, as it is printed in the thread of the page."""

    about: str
    """What it is about, in words, if that is no section."""
    section: str
    """The words of the section; empty without one."""
    address: str
    """The address of the comment on the page."""
    outcome: str
    """What became of it."""


def places_in(viewer: Viewer, thread: ThreadRow, posts: Sequence[PostRow]) -> Mapping[int, Markup]:
    """Return where on its page each of *posts* stands and what became of it, printed, by its id.

    Without replies, which stand with the comment that they answer. Two statements are sent for the
    thread of a page, none for any other.
    """
    if not thread.of_page or state().config.leaves_out("margins"):
        return {}
    page = page_of_thread(viewer, thread.id)
    if page is None:
        return {}
    numbers = {post.id: post.number for post in posts}
    sections, printed = sections_of(page.html, page.sections), remembered(_print)
    return {
        row.post_id: printed(_place(page, row, sections, f"p{numbers[row.post_id]}", thread.id))
        for row in placed_posts(viewer, list(numbers))
    }


def _place(
    page: PageOfThreadRow, row: PlacedPostRow, sections: PageSections, name: str, thread_id: int
) -> PlaceInPage:
    section = place_of(row, sections)
    about = t("About a part that is gone") if section is None else t("About the whole page")
    anchor = f"{id_prefix(thread_id)}{name}"
    return PlaceInPage(
        about=about,
        section=sections.headings[section] if section else "",
        address=url("artefacts.show", artefact_id=page.id, slug=page.slug, _anchor=anchor),
        outcome=outcome(row) if row.closed else t("Open"),
    )


def _print(home: str, language: str, place: PlaceInPage) -> Markup:
    return fragment("margins/place.html", "place", place, home=home, language=language)
