"""Threads like the title that is being typed, as the form and its script show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.web.i18n import t, tn
from ...core.web.urls import url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...search.rows import PostHitRow


class SimilarThread(NamedTuple):
    """A thread with a title like the one that is being typed."""

    title: str
    url: str
    meta: str
    """Outcome, in words."""


def show_similar(openings: Iterable[PostHitRow]) -> list[SimilarThread]:
    """Return the threads with these *openings* as they are shown."""
    return [
        SimilarThread(
            row.title, url("threads.show", thread_id=row.thread_id, slug=row.slug), _outcome(row)
        )
        for row in openings
    ]


def _outcome(row: PostHitRow) -> str:
    if row.thread_kind == "discussion":
        return t("Discussion")
    if row.thread_kind != "question":
        return t("Reflection")
    if row.thread_helped:
        return tn("%(n)d answer helped", "%(n)d answers helped", row.thread_helped)
    return tn("%(n)d answer", "%(n)d answers", row.answers) if row.answers else t("no answers yet")
