"""The subject of an entry: found by the names in a form or an address, looked up for a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...artefacts import queries as artefacts
from ...core.errors import NotAllowed
from ...discuss.signed_form import read
from ...threads import queries as threads
from .. import queries
from ..presenters.entries import Found
from ..rows import About

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...members.viewer import Viewer
    from ..rows import EntryRow

_NAMED = re.compile(r"([tpa])([1-9]\d{0,8})", re.ASCII)


def find_about(viewer: Viewer, named: str) -> About | None:
    """Return what *named* says an entry is about, or None if *viewer* may not see that.

    "t7" is a thread, "p12" a post, "a3" a page of the library; anything else is a page of the host,
    as ``discuss/signed_form.py`` signs it for this viewer.
    """
    match = _NAMED.fullmatch(named)
    if match is None:
        return _page(viewer, named)
    id = int(match[2])
    if match[1] == "a":
        return About(artefact_id=id) if artefacts.artefact(viewer, id) else None
    if match[1] == "t":
        thread = threads.thread(viewer, id)
        return About(thread_id=id, page_key=thread.anchor_key) if thread else None
    post = threads.post(viewer, id)
    if post is None:
        return None
    if post.number == 1:
        return find_about(viewer, f"t{post.thread_id}")
    return About(thread_id=post.thread_id, post_id=id)


def _page(viewer: Viewer, signed: str) -> About | None:
    try:
        said = read(signed, person_id=viewer.key)
    except NotAllowed:
        return None
    page = said.page
    return About(
        page_key=page.key, page_title=page.title, page_url=page.url, page_audience=said.audience
    )


def look_up(viewer: Viewer, rows: Sequence[EntryRow | About]) -> Found:
    """Return what *rows* are about, as far as *viewer* may see it now."""
    artefact_ids = {row.artefact_id for row in rows if row.artefact_id is not None}
    return Found(
        queries.threads_about(viewer, {row.thread_id for row in rows if row.thread_id is not None}),
        queries.pages_about(viewer, {row.page_key for row in rows if row.page_key is not None}),
        {card.id: card for card in artefacts.cards_of(viewer, artefact_ids)},
        viewer.audiences,
    )
