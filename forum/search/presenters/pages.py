"""The search page: its fields, its address, and the facets beside the results."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from ...core.web.i18n import t, tn
from ...core.web.page import Page
from ...core.web.urls import url
from ...spaces.current import find_space, spaces_called
from ..kinds import KIND_NAMES, STATES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from ...core.index.protocol import Field, Order
    from ...core.web.paging import Pages
    from ...members.viewer import Viewer
    from ..queries.results import Results
    from ..query_language import TypedQuery
    from .address import Address
    from .facets import Facet
    from .faults import FaultView
    from .suggestions import SuggestionGroup


class Meant(NamedTuple):
    """What was looked for instead of words that nothing has."""

    text: str
    """The search with the other words in it."""
    typed: str
    address: str
    """The address of the search for the words as they were typed."""


class Scope(NamedTuple):
    """The only thread or space that was searched."""

    field: str
    """ "thread" or "space"."""
    value: str
    """Its id or slug, as in the address."""
    words: str
    """Where that is, like "In the thread:"."""
    name: str
    """Its title or name; empty if the viewer cannot read it, or there is none."""
    label: str
    """What the box for words says."""
    everything: str
    """The address of the same search without it."""


@dataclass(kw_only=True)
class SearchPage(Page):
    """The results of a search, or what to do if there are none."""

    template: ClassVar[str] = "search/results.html"
    tab: str = "search"
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
    faults: Sequence[FaultView]
    """The parts of the search that are not as they were meant."""
    scope: Scope | None
    """The only thread or space that was searched; None if all were."""
    suggestions: Sequence[SuggestionGroup]
    """People, spaces and tags whose names fit the words, on the first page."""
    kinds: str = ", ".join(KIND_NAMES)
    """The names of kinds that can be typed after "kind:"."""
    states: str = ", ".join(STATES)
    """The states that can be typed after "is:"."""
    heading: str
    """How many results there are, in words."""
    order: Order
    """How the results are ordered: "best" or "newest"."""
    facets: Sequence[Facet]
    """Ways to narrow the results."""
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
    found = {space.slug for name in typed.spaces for space in spaces_called(name)}
    if chosen := find_space(narrowed.get("space", "")):
        found.add(chosen.slug)
    return found.pop() if len(found) == 1 else None


def missing(viewer: Viewer, typed: TypedQuery, space: str | None) -> str:
    """Return where *viewer* says that what they looked for is missing; empty if they cannot."""
    if not viewer.writes or not typed.words:
        return ""
    return url("gaps.tell", q=typed.words, space=space)


def show_scope(title: str, address: Address) -> Scope | None:
    """Return the only thread, with *title*, or space that *address* searches, None for all."""
    if value := address.values.get("thread"):
        where, label = (
            t("In the thread:") if title else t("In one thread."),
            t("Search this thread"),
        )
        return Scope("thread", value, where, title, label, address.but(thread=""))
    if value := address.values.get("space"):
        name = space.name if (space := find_space(value)) else ""
        where, label = t("In the space:") if name else t("In one space."), t("Search this space")
        return Scope("space", value, where, name, label, address.but(space=""))
    return None


def page_title(text: str, found: Results) -> str:
    """Return the title of the page: the search, and the number of results if it was counted."""
    if not text:
        return t("Search")
    return f"{text}: {heading(found)}" if found.asked and found.ready else text
