"""What authors of hidden posts have said of that: for stewards, and whether they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, exists, select, true

from ...core.database.id_list import is_among
from ...core.database.session import fetch_all, session
from ...threads.models import Post, Thread
from ..models import Report
from ..policy import may_settle, readable
from ..rows import ObjectionRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...members.viewer import Viewer

_SAID = (
    select(Report.post_id, Report.text)
    .join(Post, Post.id == Report.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Report.objects == true(), is_among(Report.post_id, "ids"), readable())
)
_HAS_SAID = select(
    exists().where(Report.objects == true(), Report.post_id == bindparam("post_id", type_=Integer))
)


def objections(viewer: Viewer, space_id: int, posts: Iterable[int | None]) -> Mapping[int, str]:
    """Return what authors said of hiding *posts*, by post: to those who look after the space."""
    ids = sorted({id for id in posts if id is not None})
    if not ids or not may_settle(viewer, space_id):
        return {}
    rows = fetch_all(ObjectionRow, _SAID, {"ids": ids, "space_id": space_id, **viewer.binds()})
    return {row.post_id: row.text for row in rows}


def has_objected(post_id: int) -> bool:
    """Return whether the author of a post has said what they think of hiding it."""
    return bool(session().scalar(_HAS_SAID, {"post_id": post_id}))
