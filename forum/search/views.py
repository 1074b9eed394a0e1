"""The search page, and threads with a title like one that is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify

from ..core.index.protocol import FACETS, PAGE_SIZE
from ..core.web.args import arg, whole_number
from ..core.web.forms import too_long
from ..core.web.paging import Pages, page_number
from ..core.web.private import store_nowhere
from ..core.web.render import render_page
from ..core.web.times import clock_at_new_year, zone
from ..core.web.urls import url
from ..spaces.current import current_spaces, current_viewer
from .indexer import wake
from .presenters.hits import show_hits
from .presenters.pages import (
    Address,
    SearchPage,
    heading,
    meant,
    missing,
    page_title,
    searched_space,
    show_facets,
    thread_title,
)
from .presenters.similar import show_similar
from .presenters.titles import how_many, show_titles
from .queries import results as queries
from .queries.titles import titles as find_titles
from .query_language import LONGEST, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from ..core.index.protocol import Field, Order

bp = Blueprint("search", __name__)
FEWEST = 3
"""Letters of a search from which on titles are offered."""
PAGES = 50
"""How many pages of results can be seen."""
UNKNOWN = "0"
"""A value that no document has in any facet: nothing is found."""


@bp.get("/-/search")
def results() -> ResponseReturnValue:
    """The results for the words in the address, narrowed and sorted as it says."""
    viewer = current_viewer()
    text = " ".join(arg("q").split())
    fault = too_long(LONGEST) if len(text) > LONGEST else ""
    order: Order = "newest" if arg("order") == "newest" else "best"
    typed, narrowed, pages = parse("" if fault else text, zone()), _narrowed(), page_number(PAGES)
    thread = whole_number(arg("thread"))
    found = queries.results(
        viewer,
        typed,
        narrowed=_with_id(narrowed),
        clock=clock_at_new_year(),
        page=pages.current,
        order=order,
        thread_id=thread,
    )
    if found.late:
        wake()
    address = _address("" if fault else text, order, thread, narrowed)
    hits, within = show_hits(found.hits, address), searched_space(typed, narrowed)
    return render_page(
        SearchPage(
            title=page_title(text, found),
            text=text,
            fault=fault,
            typed=typed,
            found=found,
            meant=meant(text, found, address),
            in_thread="" if thread is None else thread_title(found),
            heading=heading(found),
            order=order,
            facets=show_facets(found.facets, narrowed, address),
            is_narrowed=bool(narrowed),
            address=address,
            pages=Pages(pages.current, max(1, min(PAGES, -(-found.threads // PAGE_SIZE)))),
            complete_hits=hits[: found.complete],
            hits=hits[found.complete :],
            ask=url("threads.ask", title=typed.words or None, space=within),
            missing=missing(viewer, typed, within),
        )
    )


@bp.get("/-/search/titles")
def titles() -> ResponseReturnValue:
    """What is found with a search that is being typed, as JSON: a few titles, each with its place.

    Nothing for fewer than ``FEWEST`` letters, and in a single thread, where all have one title.
    """
    text, found = arg("q").lstrip(), []
    if len(text.rstrip()) >= FEWEST and len(text) <= LONGEST and not arg("thread"):
        typed, narrowed = parse(text, zone()), _with_id(_narrowed())
        rows = find_titles(current_viewer(), typed, narrowed, unfinished=not text.endswith(" "))
        found = show_titles(rows)
    answer = jsonify(titles=[title._asdict() for title in found], said=how_many(found))
    return store_nowhere(answer)


@bp.get("/-/similar")
def similar() -> ResponseReturnValue:
    """Threads with a title like the one that is being typed, as JSON."""
    openings = queries.similar_threads(current_viewer(), arg("title"))
    answer = jsonify(threads=[thread._asdict() for thread in show_similar(openings)])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.add("Cookie")
    return answer


def _address(text: str, order: Order, thread: int | None, narrowed: Mapping[Field, str]) -> Address:
    """Return the address of this search, without what is as usual."""
    here = "" if thread is None else str(thread)
    chosen = {str(name): value for name, value in narrowed.items()}
    return Address(q=text, thread=here, order="" if order == "best" else order, **chosen)


def _narrowed() -> dict[Field, str]:
    """Return the facets chosen in the address; a space by its slug."""
    wanted: dict[Field, str] = {}
    for name in FACETS:
        if value := arg(name):
            wanted[name] = value if len(value) <= LONGEST else UNKNOWN
    return wanted


def _with_id(narrowed: Mapping[Field, str]) -> Mapping[Field, str]:
    """Return *narrowed* with the id of the space, or ``UNKNOWN`` if there is no such space."""
    if (slug := narrowed.get("space")) is None:
        return narrowed
    ids = (str(space.id) for space in current_spaces().values() if space.slug == slug)
    return {**narrowed, "space": next(ids, UNKNOWN)}
