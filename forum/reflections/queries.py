"""Reads the texts of a space that answer the same questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select

from ..core.database.keyset import by_moment
from ..core.database.session import fetch_all
from ..members.models import Member
from ..threads.models import Post, Revision, Thread
from ..threads.policy import readable, readable_html, readable_source, visible_to
from .rows import PromptedPostRow, PromptedSourceRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..core.database.keyset import Fetch
    from ..members.viewer import Viewer

_ANSWERING = (
    select(
        Post.id,
        Post.at,
        Thread.title,
        Member.name.label("author_name"),
        Revision.prompt_version,
        Revision.prompt_language,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Member, Member.id == Post.author_id)
    .join(Revision, and_(Revision.post_id == Post.id, Revision.number == Post.revision))
    .where(
        Post.prompt_set == bindparam("key"),
        Thread.space_id == bindparam("space_id"),
        readable(),
        visible_to(),
    )
)


_HTML = _ANSWERING.add_columns(readable_html())
_SOURCES = (
    _ANSWERING.add_columns(readable_source())
    .order_by(Post.at.desc(), Post.id.desc())
    .limit(bindparam("most"))
)


def answering(viewer: Viewer, space_id: int, key: str) -> Fetch[PromptedPostRow]:
    """Return the function that reads the posts of a space that answer the questions of a set.

    Those of which *viewer* may read the text, the newest first.
    """
    return by_moment(
        _HTML, Post.at, Post.id, values=_values(viewer, space_id, key), row=PromptedPostRow
    )


def sources(viewer: Viewer, space_id: int, key: str, *, most: int) -> Sequence[PromptedSourceRow]:
    """Return the newest *most* of the same posts with their source."""
    return fetch_all(PromptedSourceRow, _SOURCES, {"most": most, **_values(viewer, space_id, key)})


def _values(viewer: Viewer, space_id: int, key: str) -> dict[str, object]:
    return {"space_id": space_id, "key": key, **viewer.binds()}
