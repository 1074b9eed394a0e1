"""The search page: its fields, its address, and the facets beside the results."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple
from urllib.parse import urlencode

from ...core.index.protocol import FACETS
from ...core.text.folding import folded
from ...core.web.i18n import t, tn
from ...core.web.page import Page
from ...core.web.urls import url
from ...spaces.current import current_spaces

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from ...core.index.protocol import Field, Order
    from ...core.web.paging import Pages
    from ...members.viewer import Viewer
    from ..queries.results import Results
    from ..query_language import TypedQuery


class Address:
    """The address of a search."""

    def __init__(self, **values: str) -> None:
        self.base, self.values = url("search.results"), values

    def __str__(self) -> str:
        return self.but()

    def but(self, **changed: str) -> str:
        """Return the address with the values *changed*; an empty value is left out."""
        values = {**self.values, **changed}
        query = "&".join(_encoded(name, value) for name, value in values.items() if value)
        return f"{self.base}?{query}" if query else self.base


@lru_cache(maxsize=500)
def _encoded(name: str, value: str) -> str:
    return urlencode({name: value})


class FacetOption(NamedTuple):
    """One value of a facet, with the address of the results narrowed to it."""

    address: str
    label: str
    total: int
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A group of values that the results can be narrowed to; the first is everything."""

    title: str
    everything: FacetOption
    options: Sequence[FacetOption]


class Meant(NamedTuple):
    """What was looked for instead of words that nothing has."""

    text: str
    """The search with the other words in it."""
    typed: str
    address: str
    """The address of the search for the words as they were typed."""


@dataclass(kw_only=True)
class SearchPage(Page):
    """The results of a search, or what to do if there are none."""

    template: ClassVar[str] = "search/results.html"
    text: str
    """The search as it was typed."""
    fault: str
    """Why nothing was searched for, if the search is too long; else empty."""
    typed: TypedQuery
    """The search as it was understood."""
    found: Results
    """The hits of this page, and the number of all."""
    meant: Meant | None
    """What was looked for instead, if a word was not found as it was typed; None if all were."""
    in_thread: str
    """The title of the only thread that was searched; empty if all were, or nothing was found."""
    heading: str
    """How many results there are, in words."""
    order: Order
    """How the results are ordered: "best" or "newest"."""
    facets: Sequence[Facet]
    """Ways to narrow the results."""
    is_narrowed: bool
    """Whether a facet is chosen."""
    address: Address
    """The address of this search, and of others like it."""
    pages: Pages
    complete_hits: Sequence[Markup]
    """If there are others: the results of this page that have all the words, printed."""
    hits: Sequence[Markup]
    """The results of this page, or the others of them, printed."""
    ask: str
    """The address of the form for a question, with the words as its title."""
    missing: str
    """The address of the form that says, without a name, that they are missing; empty for whoever
    may write nowhere, and without words."""


def heading(found: Results) -> str:
    """Return the heading of the results."""
    if not found.ready:
        return t("Threads with these words in their title")
    return tn("%(n)d result", "%(n)d results", found.total)


def meant(text: str, found: Results, address: Address) -> Meant | None:
    """Return what was looked for instead of *text*, or None if all its words were found."""
    if not found.meant:
        return None
    words = "|".join(map(re.escape, found.meant))
    parts = re.split(rf"(?<!\w)({words})(?!\w)", text)  # every second part is one of the words
    instead = "".join(found.meant.get(part, part) for part in parts)
    literally = "".join(f'"{part}"' if part in found.meant else part for part in parts)
    return Meant(instead, text, address.but(q=literally))


def searched_space(typed: TypedQuery, narrowed: Mapping[Field, str]) -> str | None:
    """Return the slug of the only space that was searched, or None."""
    names = {folded(name) for name in typed.spaces}
    found = [
        space.slug
        for space in current_spaces().values()
        if space.slug == narrowed.get("space")
        or space.slug in typed.spaces
        or folded(space.name) in names
    ]
    return found[0] if len(found) == 1 else None


def missing(viewer: Viewer, typed: TypedQuery, space: str | None) -> str:
    """Return where *viewer* says that what they looked for is missing; empty if they cannot."""
    if not viewer.writes or not typed.words:
        return ""
    return url("gaps.tell", q=typed.words, space=space)


def thread_title(found: Results) -> str:
    """Return the title of the thread of the hits, which are all of one; empty if there are none."""
    return found.hits[0].row.title if found.hits else ""


def page_title(text: str, found: Results) -> str:
    """Return the title of the page: the search and the number of results."""
    return f"{text}: {heading(found)}" if text and found.ready else t("Search")


def show_facets(
    counts: Mapping[Field, Mapping[str, int]], narrowed: Mapping[Field, str], address: Address
) -> list[Facet]:
    """Return the facets that offer a choice, and always those in *narrowed*."""
    shown = ((name, _counted(name, counts.get(name, {}))) for name in FACETS) if counts else ()
    titles = {"kind": t("Kind"), "space": t("Space"), "state": t("State"), "year": t("Year")}
    return [
        _facet(name, titles[name], values, counts.get(name, {}), narrowed.get(name, ""), address)
        for name, values in shown
        if values or name in narrowed
    ]


def _facet(
    name: Field,
    title: str,
    values: Sequence[tuple[str, str, int]],
    counts: Mapping[str, int],
    now: str,
    address: Address,
) -> Facet:
    everything = FacetOption(address.but(**{name: ""}), t("Everything"), counts.get("", 0), not now)
    options = [
        FacetOption(address.but(**{name: value}), label, n, value == now)
        for value, label, n in values
    ]
    return Facet(title=title, everything=everything, options=options)


def _counted(name: Field, counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Return the values of a facet as (value in the address, label, count), in their order.

    The newest years and the most frequent values come first. "answered" is left out: most are.
    """
    labels = _labels(name)
    found = [
        (*labels.get(value, (value, value)), n)
        for value, n in counts.items()
        if value and (name != "space" or value in labels) and value != "answered"
    ]
    return sorted(found, key=lambda each: (0 if name == "year" else each[2], each[0]), reverse=True)


def _labels(name: Field) -> Mapping[str, tuple[str, str]]:
    """Return, by value in the index, the value in the address and the label."""
    if name == "space":
        return {str(space.id): (space.slug, space.name) for space in current_spaces().values()}
    if name == "year":
        return {}
    return {value: (value, label) for value, label in value_labels().items()}


def value_labels() -> dict[str, str]:
    """Return the labels of kinds and states, as facets show them."""
    return {
        "question": t("Questions"),
        "answer": t("Answers"),
        "discussion": t("Discussions"),
        "reflection": t("Reflections"),
        "artefact": t("Library"),
        "helped": t("Helped somebody"),
        "tried": t("Tried"),
        "unanswered": t("Unanswered"),
    }
