"""What is offered while a search is typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ...core.index.home import engine
from ...core.index.protocol import NotReady
from .file_hits import file_hits
from .hits import artefact_hits, is_titled, post_hits, threads_by_title
from .names import names_in
from .reach import reach_of
from .results import with_ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...core.index.protocol import Field
    from ...members.viewer import Viewer
    from ..query_language import TypedQuery
    from ..rows import HitRow

MOST = 8
"""How many titles are offered."""


def titles(
    viewer: Viewer,
    typed: TypedQuery,
    narrowed: Mapping[Field, str],
    *,
    unfinished: bool,
    thread_id: int | None,
) -> Sequence[HitRow]:
    """Return the best of what *viewer* finds with *typed*: each thread once, at most ``MOST``.

    If only one thread is searched, these are posts of it.

    If it is *unfinished*, its last word may be the beginning of another.
    """
    query = with_ids(typed, names_in(viewer, typed), narrowed, timedelta(), thread_id)
    reach, _ = reach_of(viewer)
    if query is None or not typed.words:
        return ()
    try:
        if reach is None:
            raise NotReady
        query = replace(query, unfinished=unfinished, counted=False)
        ids = engine().search(query, reach=reach, page=1, order="best").hits[:MOST]
    except NotReady:
        if thread_id is not None:
            return ()
        return threads_by_title(viewer, typed.words.split())[:MOST]
    posts, artefacts = post_hits(viewer, ids), artefact_hits(viewer, ids)
    files = {id: parts[0] for id, parts in file_hits(viewer, ids).items()}
    found = [posts.get(id) or artefacts.get(id) or files.get(id) for id in ids]
    rows = [row for row in found if row is not None]
    return sorted(rows, key=lambda row: not is_titled(row, typed.words))
