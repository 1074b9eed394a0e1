"""Reads the texts of a space that answer the same questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select

from ..core.database.keyset import by_moment
from ..members.models import Member
from ..threads.models import Post, Revision, Thread
from ..threads.policy import readable, readable_html, readable_source, visible_to
from .rows import PromptedPostRow

if TYPE_CHECKING:
    from ..core.database.keyset import Fetch
    from ..members.viewer import Viewer

_ANSWERING = (
    select(
        Post.id,
        Post.at,
        Thread.title,
        Member.name.label("author_name"),
        Member.former.label("author_former"),
        readable_html(),
        readable_source(),
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


def answering(viewer: Viewer, space_id: int, key: str) -> Fetch[PromptedPostRow]:
    """Return the function that reads the posts of a space that answer the questions of a set.

    Those of which *viewer* may read the text, the newest first.
    """
    values = {"space_id": space_id, "key": key, **viewer.binds()}
    return by_moment(_ANSWERING, Post.at, Post.id, values=values, row=PromptedPostRow)
