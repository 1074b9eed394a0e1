"""Which traces somebody who forgets may be shown: those in what they may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import literal, select

from ...artefacts.models import Artefact
from ...artefacts.policy import readable as readable_page
from ...artefacts.policy import visible_to as visible_page
from ...core.database.id_list import is_among
from ...core.database.session import fetch_all
from ...spaces.queries import readable_spaces
from ...threads.models import Post, Thread
from ...threads.policy.readable_text import readable
from ...threads.policy.sight import unsealed, visible_to
from ..rows import Seen, TitleRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...members.viewer import Viewer
    from ..rows import Trace

_POSTS = (
    select(Post.id, Post.number, Thread.title)
    .join(Thread, Thread.id == Post.thread_id)
    .where(is_among(Post.id, "ids"), visible_to(own_index=True), unsealed(), readable())
)
_THREADS = select(Thread.id, literal(0).label("number"), Thread.title).where(
    is_among(Thread.id, "ids"), visible_to(own_index=True)
)
_PAGES = select(Artefact.id, literal(0).label("number"), Artefact.title).where(
    is_among(Artefact.id, "ids"), visible_page(), readable_page()
)
STATEMENTS = {"post": _POSTS, "thread": _THREADS, "page": _PAGES}


def seen_by(viewer: Viewer, traces: Sequence[Trace]) -> list[Seen]:
    """Return those of *traces* that are in what *viewer* may read, with what that is called.

    Reports are read by those who look after their space.
    """
    things = {place: _titles(viewer, place, traces) for place in STATEMENTS}
    spaces = {space.id: space for space in readable_spaces(viewer.sight())}
    found = []
    for trace in traces:
        if trace.place in things:
            if (row := things[trace.place].get(trace.id)) is not None:
                found.append(Seen(trace, row.title, number=row.number))
        elif trace.id in spaces and (trace.place != "reports" or trace.id in viewer.moderates):
            space = spaces[trace.id]
            found.append(Seen(trace, space.name, slug=space.slug))
    return found


def _titles(viewer: Viewer, place: str, traces: Sequence[Trace]) -> Mapping[int, TitleRow]:
    ids = sorted({trace.id for trace in traces if trace.place == place})
    if not ids:
        return {}
    rows = fetch_all(TitleRow, STATEMENTS[place], {"ids": ids, **viewer.binds()})
    return {row.id: row for row in rows}
