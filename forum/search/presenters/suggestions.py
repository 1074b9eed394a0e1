"""The people, spaces and tags above the hits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.web.i18n import t
from ...core.web.urls import url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..queries.suggestions import Suggestions


class Suggestion(NamedTuple):
    """Something whose name fits the words."""

    name: str
    address: str
    organisation: str = ""


class SuggestionGroup(NamedTuple):
    """Those of one kind."""

    title: str
    options: Sequence[Suggestion]


def show_suggestions(found: Suggestions) -> list[SuggestionGroup]:
    """Return *found* in groups, without empty ones."""
    people = [
        Suggestion(row.name, url("members.show", handle=row.handle), row.organisation)
        for row in found.people
    ]
    spaces = [Suggestion(row.name, url("spaces.show", slug=row.slug)) for row in found.spaces]
    tags = [Suggestion(tag, url("lists.tagged", tag=tag)) for tag in found.tags]
    groups = ((t("People"), people), (t("Spaces"), spaces), (t("Tags"), tags))
    return [SuggestionGroup(title, options) for title, options in groups if options]
