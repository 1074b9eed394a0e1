"""Lists of threads beyond those of a space: unanswered, needs someone, mine, by tag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from ...following import queries as following
from ...spaces.viewing import viewer
from ...web.paging import stretch
from ...web.render import render
from ...web.urls import url
from ...web.words import t
from .. import listing
from . import room

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

SIZE = 20
"""Threads on a page of a list."""


def place_of(thread: Any) -> tuple[datetime, int]:
    """Return what a list of threads is ordered by."""
    return thread.active_at, thread.id


def chosen() -> listing.Which:
    """Return the list that the address asks for; an unknown one is the newest."""
    asked = request.args.get("list", "newest")
    return next((name for name in listing.NAMES if name == asked), "newest")


@room.get("/-/threads")
def everywhere() -> ResponseReturnValue:
    """A list of threads of all the spaces the viewer reads."""
    looking, which = viewer(), chosen()
    found = stretch(listing.fetcher(looking, which), size=SIZE, key_of=place_of)
    return render(
        "threads/everywhere.html",
        title=t("Threads"),
        tab="forum",
        stretch=found,
        which=which,
        fresh=following.unread(looking, found.rows),
        address=url("threads.everywhere", list=which),
    )


@room.get("/-/tags/<tag>")
def tagged(tag: str) -> ResponseReturnValue:
    """The threads with a tag."""
    looking = viewer()
    found = stretch(listing.fetcher(looking, "newest", tag=tag), size=SIZE, key_of=place_of)
    return render(
        "threads/tagged.html",
        title=t("Tagged “%(tag)s”", tag=tag),
        tab="forum",
        stretch=found,
        tag=tag,
        fresh=following.unread(looking, found.rows),
        address=url("threads.tagged", tag=tag),
    )
