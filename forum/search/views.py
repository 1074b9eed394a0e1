"""The search page, and threads that are like a title."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Blueprint, jsonify

from ..core.errors import SignInFirst
from ..core.index.protocol import FACETS, SIZE
from ..core.state import state
from ..core.web.args import arg
from ..core.web.i18n import t, tn
from ..core.web.paging import Pages, page_number
from ..core.web.render import render
from ..core.web.urls import url
from ..spaces.current import current_spaces, current_viewer
from . import queries
from .indexer import wake
from .presenters import show_hits
from .query_language import LONGEST, parse
from .similar import similar_threads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from ..core.index.protocol import Field, Order
    from ..members.viewer import Viewer

bp = Blueprint("search", __name__)
PAGES = 50
"""Pages that can be looked at; who needs more narrows the search down."""


@bp.get("/-/search")
def results() -> ResponseReturnValue:
    """What is found with the words, narrowed and in the order that the address asks for."""
    viewer = reader()
    text = " ".join(arg("q").split())[:LONGEST]
    query, narrowed = parse(text), chosen()
    order: Order = "newest" if arg("order") == "newest" else "best"
    pages = page_number(PAGES)
    found = queries.results(
        viewer, query, narrowed=_known(narrowed), page=pages.current, order=order
    )
    if found.late:
        wake()
    address = Address(q=text, order=order if order == "newest" else "", **narrowed)
    return render(
        "search/results.html",
        title=_title(text, found),
        text=text,
        query=query,
        found=found,
        heading=_heading(found),
        order=order,
        ranked=bool(query.words),
        narrowed=narrowed,
        facets=facets(found.facets, narrowed) if found.facets else [],
        address=address,
        pages=Pages(pages.current, max(1, min(PAGES, -(-found.total // SIZE)))),
        hits=show_hits(found.hits),
        ask=url("threads.ask", title=query.words or None),
    )


@bp.get("/-/similar")
def similar() -> ResponseReturnValue:
    """Threads that are like the title being typed, as JSON."""
    found = similar_threads(reader(), arg("title"))
    answer = jsonify(threads=found)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.add("Cookie")
    return answer


def reader() -> Viewer:
    """Return the viewer; SignInFirst for a guest where guests read nothing."""
    viewer = current_viewer()
    if viewer.guest and not state().config.guests_read:
        raise SignInFirst
    return viewer


class Address:
    """The address of this search, with one thing changed."""

    def __init__(self, **values: str) -> None:
        self.base, self.values = url("search.results"), values

    def __str__(self) -> str:
        return self.but()

    def but(self, **changed: str) -> str:
        """Return the address with *changed*; nothing takes a value out."""
        values = {**self.values, **changed}
        asked = "&".join(_question(name, value) for name, value in values.items() if value)
        return f"{self.base}?{asked}" if asked else self.base


@lru_cache(maxsize=500)
def _question(name: str, value: str) -> str:
    return urlencode({name: value})


def chosen() -> dict[Field, str]:
    """Return what the address narrows the results to; a space by its slug."""
    wanted: dict[Field, str] = {}
    for name in FACETS:
        if value := arg(name)[:LONGEST]:
            wanted[name] = value
    return wanted


def _known(narrowed: Mapping[Field, str]) -> dict[Field, str]:
    """Return *narrowed* with the id of the space; one that is not there finds nothing."""
    slug = narrowed.get("space")
    ids = (str(place.id) for place in current_spaces().values() if place.slug == slug)
    return {**narrowed, **({"space": next(ids, "0")} if slug else {})}


def facets(
    counts: Mapping[Field, Mapping[str, int]], narrowed: Mapping[Field, str]
) -> list[dict[str, Any]]:
    """Return the groups of facets to print: name, title, all, and (value, words, n) of each."""
    slugs = {str(place.id): (place.slug, place.name) for place in current_spaces().values()}
    named = {**{value: (value, words) for value, words in value_words().items()}, **slugs}
    titles = {"kind": t("Kind"), "space": t("Space"), "state": t("State"), "year": t("Year")}
    groups = []
    for name in FACETS:
        found = [
            (*named.get(value, (value, value)), n) if name != "year" else (value, value, n)
            for value, n in counts.get(name, {}).items()
            if value and (name != "space" or value in slugs) and value != "answered"
        ]
        found.sort(key=lambda each: (0 if name == "year" else each[2], each[0]), reverse=True)
        if found or name in narrowed:
            groups.append(
                {
                    "name": name,
                    "title": titles[name],
                    "found": found,
                    "all": counts.get(name, {}).get("", 0),
                }
            )
    return groups


def value_words() -> dict[str, str]:
    """Return kinds and states in words, as facets are named."""
    return {
        "question": t("Questions"),
        "answer": t("Answers"),
        "discussion": t("Discussions"),
        "reflection": t("Reflections"),
        "artefact": t("Library"),
        "helped": t("Helped somebody"),
        "tried": t("Tried and reported"),
        "unanswered": t("Unanswered"),
    }


def _heading(found: queries.Results) -> str:
    if not found.ready:
        return t("Threads with these words in their title")
    return tn("%(n)d result", "%(n)d results", found.total)


def _title(text: str, found: queries.Results) -> str:
    return f"{text}: {_heading(found)}" if text and found.ready else t("Search")
