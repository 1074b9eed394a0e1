"""What was found as the page prints it, remembered by what it says (see core/web/fragments.py)."""

from __future__ import annotations

from functools import cache, partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

from ..core.web.fragments import fragment, remembered
from ..core.web.i18n import translate
from ..core.web.times import day_in, zone
from ..spaces.current import current_spaces
from ..threads.queries import REPLIES, page_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from markupsafe import Markup

    from .queries import Hit


class Shown(NamedTuple):
    """What was found, as its template reads it."""

    hit: Hit
    space: str
    """The name of its space."""
    zone: tzinfo
    """Where the day is that it was written on, or revised last."""


def show_hits(hits: Iterable[Hit]) -> list[Markup]:
    """Return *hits*, of spaces that the viewer reads, as the rows of a list."""
    printed, here, place = remembered(_hit), current_spaces(), zone()
    return [printed(Shown(hit, here[hit.row.space_id].name, place)) for hit in hits]


def _hit(home: str, language: str, shown: Shown) -> Markup:
    return fragment(
        "search/hit.html",
        "hit",
        shown,
        home=home,
        language=language,
        words=_words(language),
        page_of=page_of,
        replies=REPLIES,
        day=day_in(shown.zone, shown.hit.at, language),
    )


@cache
def _words(to: str) -> SimpleNamespace:
    """Return what hits are called in the language *to*."""
    t = partial(translate, to)
    return SimpleNamespace(
        question=t("Question"),
        answer=t("Answer"),
        discussion=t("Discussion"),
        reflection=t("Reflection"),
        summary=t("Summary"),
        document=t("Document"),
        recording=t("Recording"),
        story=t("Story"),
        helped=t("Helped"),
        unanswered=t("no answer yet"),
        former=t("former member"),
        revised=t("revised"),
        on_page=t("on page:"),
    )
