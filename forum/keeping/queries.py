"""What pages were made from, what may be kept where, and the pages that could take it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, and_, bindparam, exists, func, select

from ..artefacts.models import Artefact, ArtefactSource
from ..artefacts.policy import readable_part, visible_to
from ..core.database.id_list import is_among
from ..core.database.session import fetch_all
from ..core.state import state
from ..core.text.folding import folded
from ..core.text.quotations import quoted_ids
from ..spaces.models import Space
from ..threads.models import Post, Thread
from ..threads.policy.readable_text import readable
from ..threads.policy.sight import visible_to as thread_visible_to
from ..threads.quotations import chosen_posts
from .policy import leaves, stays_out
from .rows import Kept, PickedPageRow, ReferenceRow, SourceRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..members.viewer import Viewer
    from ..threads.rows import ChosenPostRow, ThreadRow
    from .policy import Why

MOST = 500
"""How many sources of a page are read at most, the first ones."""
_SOURCES = (
    select(
        ArtefactSource.revision,
        ArtefactSource.last_revision,
        Thread.id.label("thread_id"),
        Thread.slug,
        Thread.title,
        func.count().label("posts"),
    )
    .outerjoin(Thread, and_(Thread.id == ArtefactSource.thread_id, thread_visible_to()))
    .where(ArtefactSource.artefact_id == bindparam("artefact_id"))
    .group_by(
        ArtefactSource.revision, ArtefactSource.last_revision, Thread.id, Thread.slug, Thread.title
    )
    .order_by(ArtefactSource.revision, Thread.id)
    .limit(bindparam("most", type_=Integer))
)


def sources(viewer: Viewer, artefact_id: int) -> Sequence[SourceRow]:
    """Return what the revisions of an artefact were made from.

    Threads that *viewer* does not read are one row without a name.
    """
    values = {"artefact_id": artefact_id, "most": MOST, **viewer.binds()}
    return fetch_all(SourceRow, _SOURCES, values)


_SOURCE_POSTS = (
    select(ArtefactSource.thread_id, ArtefactSource.post_id)
    .where(
        ArtefactSource.artefact_id == bindparam("artefact_id"),
        ArtefactSource.last_revision.is_(None),
    )
    .order_by(ArtefactSource.thread_id, ArtefactSource.post_id)
)


def source_posts(artefact_id: int) -> list[tuple[int, int]]:
    """Return the posts that an artefact is made from, as (thread id, post id), for another one.

    Whoever reads that one is told of those that they may know.
    """
    rows = fetch_all(ReferenceRow, _SOURCE_POSTS, {"artefact_id": artefact_id})
    return [(row.thread_id, row.post_id) for row in rows]


MOST_CHOSEN = 200
"""How many posts can be kept at once."""
QUOTED = 4
"""How much HTML is quoted at once, in times the longest page: quoting it takes time."""


def kept(
    viewer: Viewer,
    thread: ThreadRow | None,
    post_ids: Sequence[int],
    *,
    space_id: int | None,
    own: bool = False,
) -> Kept | None:
    """Return those of *post_ids* that may be kept from a thread that *viewer* reads; None for none.

    They go to the library of a space, or without one to *viewer* alone; *own* is as for
    ``policy.stays_out``. What may not be copied anywhere is not among them.
    """
    if thread is None or not post_ids:
        return None
    posts: list[ChosenPostRow] = []
    out: list[tuple[ChosenPostRow, Why]] = []
    length = 0
    for post in chosen_posts(thread.id, post_ids[:MOST_CHOSEN]):
        length += len(post.html)
        is_long = bool(posts) and length > QUOTED * state().config.post_limit
        why = stays_out(viewer, post, thread, space_id, own=own) or ("long" if is_long else "")
        if why:
            out.append((post, why))
        else:
            posts.append(post)
    return Kept(thread, posts, out, taken_out=leaves(thread, space_id))


_REFERENCED = (
    select(Post.thread_id, Post.id.label("post_id"))
    .join(Thread, Thread.id == Post.thread_id)
    .where(is_among(Post.id, "ids"), thread_visible_to(own_index=True), readable())
)


def referenced(viewer: Viewer, source: str) -> list[tuple[int, int]]:
    """Return what a text in Markdown quotes by reference, as (thread id, post id).

    Only posts that *viewer*, who saves it, may read. One statement, and none if nothing is quoted.
    """
    ids = quoted_ids(source)[:MOST_CHOSEN]
    values = {"ids": ids, **viewer.binds()}
    rows = fetch_all(ReferenceRow, _REFERENCED, values) if ids else ()
    return sorted((row.thread_id, row.post_id) for row in rows)


NEWEST = 2_000
"""How many pages, the last changed ones, are looked through by title."""
_TAKES = exists().where(
    ArtefactSource.artefact_id == Artefact.id,
    ArtefactSource.thread_id == bindparam("thread_id"),
    ArtefactSource.last_revision.is_(None),
)
_PICKED = (
    select(
        Artefact.id,
        readable_part(Artefact.title),
        Space.name.label("space_name"),
        _TAKES.label("takes"),
    )
    .join(Space, Space.id == Artefact.space_id)
    .where(visible_to(), is_among(Artefact.space_id, "writes", own_index=False))
    .order_by(_TAKES.desc(), Artefact.revised_at.desc(), Artefact.id.desc())
    .limit(bindparam("most", type_=Integer))
)


def pages_to_add_to(
    viewer: Viewer, thread_id: int, words: str, *, most: int
) -> Sequence[PickedPageRow]:
    """Return pages of the spaces in which *viewer* writes, with all of *words* in their title.

    Those that take from the thread already come first, then the last changed ones.
    """
    wanted = folded(words).split()
    values = {
        "thread_id": thread_id,
        "most": NEWEST if wanted else most,
        "writes": sorted(viewer.writes),
        **viewer.binds(),
    }
    rows = fetch_all(PickedPageRow, _PICKED, values)
    return [row for row in rows if all(word in folded(row.title) for word in wanted)][:most]
