"""The search page, and threads with a title like one that is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import Blueprint, jsonify

from ..core.index.protocol import FACETS, PAGE_SIZE
from ..core.web.args import arg, whole_number
from ..core.web.forms import too_long
from ..core.web.paging import Pages, page_number
from ..core.web.private import store_nowhere
from ..core.web.render import render_page
from ..core.web.times import clock_at_new_year, zone
from ..core.web.urls import url
from ..lists.presenters.similar import show_similar
from ..spaces.current import current_viewer, find_space
from .indexer import wake
from .operators import LONGEST
from .presenters.address import Address
from .presenters.facets import show_facets
from .presenters.faults import show_faults, without_faults
from .presenters.hits import show_hits
from .presenters.pages import (
    SearchPage,
    heading,
    meant,
    missing,
    page_title,
    searched_space,
    show_scope,
)
from .presenters.suggestions import show_suggestions
from .presenters.titles import how_many, show_posts, show_titles
from .queries import results as queries
from .queries.suggestions import Suggestions, suggestions
from .queries.titles import titles as find_titles
from .query_language import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from ..core.index.protocol import Field, Order
    from ..members.viewer import Viewer
    from .queries.results import Results
    from .query_language import TypedQuery

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
    viewer, asked = current_viewer(), _asked()
    typed = parse(asked.text, zone())
    named = suggestions(viewer, typed)
    found = queries.results(
        viewer,
        typed,
        narrowed=_with_id(asked.narrowed),
        clock=clock_at_new_year(),
        page=asked.page,
        order=asked.order,
        thread_id=asked.thread,
        offered=named.words,
    )
    if found.late:
        wake()
    title = queries.thread_title(viewer, found, asked.thread) if asked.thread is not None else ""
    return render_page(_page(viewer, asked, typed, found, named, title))


class _Asked(NamedTuple):
    """What the address asks for."""

    text: str
    """The search; empty if it is too long."""
    too_long: str
    """The search, if it is too long to be read."""
    narrowed: Mapping[Field, str]
    order: Order
    thread: int | None
    page: int

    @property
    def is_first(self) -> bool:
        """Whether this is the first page of a search of everything."""
        return self.page == 1 and not self.narrowed and self.thread is None

    @property
    def address(self) -> Address:
        """The address of this search, without what is as usual."""
        here = "" if self.thread is None else str(self.thread)
        chosen = {str(name): value for name, value in self.narrowed.items()}
        order = "" if self.order == "best" else self.order
        return Address(q=self.text, thread=here, order=order, **chosen)


def _asked() -> _Asked:
    text = " ".join(arg("q").split())
    is_long = len(text) > LONGEST
    return _Asked(
        text="" if is_long else text,
        too_long=text if is_long else "",
        narrowed=_narrowed(),
        order="newest" if arg("order") == "newest" else "best",
        thread=whole_number(arg("thread")),
        page=page_number(PAGES).current,
    )


def _page(
    viewer: Viewer,
    asked: _Asked,
    typed: TypedQuery,
    found: Results,
    named: Suggestions,
    thread_title: str,
) -> SearchPage:
    address, within = asked.address, searched_space(typed, asked.narrowed)
    hits = show_hits(found.hits, address)
    return SearchPage(
        title=page_title(asked.text, found),
        text=asked.text or asked.too_long,
        fault=too_long(LONGEST) if asked.too_long else "",
        typed=typed,
        found=found,
        meant=meant(without_faults(asked.text, found.faults), found, address),
        faults=show_faults(found.faults, asked.text, address),
        scope=show_scope(thread_title, address) if found.ready else None,
        suggestions=show_suggestions(named) if asked.is_first else (),
        heading=heading(found),
        order=asked.order,
        facets=show_facets(found.facets, asked.narrowed, address),
        address=address,
        pages=Pages(asked.page, max(1, min(PAGES, -(-found.threads // PAGE_SIZE)))),
        complete_hits=hits[: found.complete],
        hits=hits[found.complete :],
        ask=url("threads.ask", title=typed.words or None, space=within),
        missing=missing(viewer, typed, within),
    )


@bp.get("/-/search/titles")
def titles() -> ResponseReturnValue:
    """What is found with a search that is being typed, as JSON: a few titles, each with its place.

    Nothing for fewer than ``FEWEST`` letters. In a single thread these are posts of it.
    """
    text, found = arg("q").lstrip(), []
    if len(text.rstrip()) >= FEWEST and len(text) <= LONGEST:
        thread = whole_number(arg("thread"))
        rows = find_titles(
            current_viewer(),
            parse(text, zone()),
            _with_id(_narrowed()),
            unfinished=not text.endswith(" "),
            thread_id=thread,
        )
        found = show_titles(rows) if thread is None else show_posts(rows)
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
    space = find_space(slug)
    return {**narrowed, "space": str(space.id) if space else UNKNOWN}
