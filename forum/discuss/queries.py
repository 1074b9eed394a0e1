"""Reading which pages of the host are discussed, and how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, case, exists, false, literal_column, select

from ..core.database.session import fetch_all, fetch_one
from ..core.state import state
from ..journal import queries as journal
from ..spaces.models import Space
from ..threads.models import Post, Thread
from ..threads.policy.sight import ONLY_QUESTION, SEAL, seal_to, unless_sealed, visible_to
from .rows import AnchoredThreadRow, CountRow, UnreadPageRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..members.viewer import Viewer

_ANCHORED = (
    select(Thread.id, Thread.space_id, Space.audience)
    .join(Space, Space.id == Thread.space_id)
    .where(Thread.anchor_key == bindparam("page_key"))
)
_COUNTS = (
    select(Thread.anchor_key.label("key"), unless_sealed(Thread.posts, ONLY_QUESTION))
    .outerjoin(SEAL, seal_to())
    .where(Thread.anchor_key.in_(bindparam("page_keys", expanding=True)), visible_to())
)


_THREAD_ID = select(Thread.id).where(Thread.anchor_key == bindparam("page_key")).scalar_subquery()
_AUDIENCE = _ANCHORED.with_only_columns(Space.audience).scalar_subquery()
_SPACE = bindparam("space_id", type_=Integer)
_HAS_WRITTEN = exists().where(
    Post.author_id == bindparam("viewer_id", type_=Integer),
    Thread.id == Post.thread_id,
    Thread.space_id == _SPACE,
)
_HAS_NORMS = exists().where(Space.id == _SPACE, Space.norms != literal_column("''"))
_IS_FIRST_HERE = case((_HAS_NORMS, ~_HAS_WRITTEN), else_=false()).label("is_first_here")
_UNREAD = select(_THREAD_ID.label("id"), _AUDIENCE.label("audience"), _IS_FIRST_HERE)
_BY_JOURNAL = {
    False: _UNREAD.add_columns(journal.notes_about_page()),
    True: _UNREAD.add_columns(literal_column("0", Integer).label("notes")),
}
"""The statement about a page without a readable thread, by whether journals are left out."""


def unread_page(viewer: Viewer, key: str, *, space_id: int | None) -> UnreadPageRow:
    """Return what there is about a page of which *viewer* reads no thread: for decisions.

    *space_id* is the space that the page belongs to; None if there is none yet.
    """
    statement = _BY_JOURNAL[state().config.leaves_out("journal")]
    values = {"page_key": key, "viewer_id": viewer.member_id or 0, "space_id": space_id}
    found = fetch_one(UnreadPageRow, statement, values)
    return found or UnreadPageRow(None, None, is_first_here=False, notes=0)


def anchored_thread(key: str) -> AnchoredThreadRow | None:
    """Return the thread about a page, whoever may read it: for decisions, never to be shown."""
    return fetch_one(AnchoredThreadRow, _ANCHORED, {"page_key": key})


def counts(viewer: Viewer, keys: Sequence[str]) -> Mapping[str, int]:
    """Return how many posts there are about each of the pages *keys* that *viewer* may read."""
    possible = [key for key in keys if "\0" not in key]  # PostgreSQL refuses a text with NUL
    if not possible:
        return {}
    found = fetch_all(CountRow, _COUNTS, {"page_keys": possible, **viewer.binds()})
    return {row.key: row.posts for row in found}
