"""Threads that are like a title: shown before somebody asks what has been asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.index.home import engine
from ..core.index.protocol import NotReady
from ..core.web.i18n import t, tn
from ..core.web.urls import home
from .queries import POSTS, reach_of, rows_of
from .query_language import LONGEST

if TYPE_CHECKING:
    from ..members.viewer import Viewer

MOST = 5


def similar_threads(viewer: Viewer, title: str) -> list[dict[str, str]]:
    """Return title, address and state of at most five threads that *viewer* reads.

    The likest come first; none where there is no index, or no title.
    """
    reach, _ = reach_of(viewer)
    if reach is None or not title.strip():
        return []
    try:
        ids = engine().similar(title[:LONGEST], reach=reach, most=MOST)
    except NotReady:
        return []
    posts, start = rows_of(POSTS, "p", ids, viewer), home()
    return [
        {"title": row.title, "url": f"{start}/t/{row.thread_id}-{row.slug}", "meta": _standing(row)}
        for id in ids
        if (row := posts.get(id)) is not None
    ]


def _standing(row: Any) -> str:
    if row.thread_kind != "question":
        return t("Discussion") if row.thread_kind == "discussion" else t("Reflection")
    if row.thread_helped:
        return tn("%(n)d answer helped", "%(n)d answers helped", row.thread_helped)
    return tn("%(n)d answer", "%(n)d answers", row.answers) if row.answers else t("no answer yet")
