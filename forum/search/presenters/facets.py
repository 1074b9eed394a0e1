"""The facets beside the results: values that they can be narrowed to, with their counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ...artefacts.presenters.labels import kind_labels
from ...core.index.protocol import FACETS
from ...core.web.i18n import number, t
from ...spaces.current import current_spaces
from ..kinds import FILE, LIBRARY, WITH_FILE, in_library

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...core.index.protocol import Field
    from .address import Address


class FacetOption(NamedTuple):
    """One value of a facet, with the address of the results narrowed to it."""

    address: str
    label: str
    total: str
    """How many results there are, as it is shown."""
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A group of values that the results can be narrowed to; the first is everything."""

    title: str
    everything: FacetOption
    options: Sequence[FacetOption]


def show_facets(
    counts: Mapping[Field, Mapping[str, int]], narrowed: Mapping[Field, str], address: Address
) -> list[Facet]:
    """Return the facets that offer a choice, and always those in *narrowed*.

    None if nothing would be found without the only one of these.
    """
    if len(narrowed) < 2 and not any(each.get("") for each in counts.values()):
        return []
    shown = ((name, _counted(name, counts.get(name, {}))) for name in FACETS) if counts else ()
    counts = {**counts, "kind": in_library(counts.get("kind", {}), narrowed.get("kind", ""))}
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
    everything = FacetOption(
        address.but(**{name: ""}), t("Everything"), number(counts.get("", 0)), not now
    )
    options = [
        FacetOption(address.but(**{name: value}), label, number(n), value == now)
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
        "comment": t("Comments"),
        LIBRARY: t("Library"),
        FILE: t("Files"),
        WITH_FILE: t("With a file"),
        **kind_labels(),
        "helped": t("Helped somebody"),
        "tried": t("Tried"),
        "unanswered": t("Unanswered"),
        "draft": t("Drafts"),
        "open": t("Open for comment"),
        "settled": t("Settled"),
        "replaced": t("Replaced"),
        "stale": t("Due to be checked"),
    }
