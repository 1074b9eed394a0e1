"""Which of their own posts somebody may still read in a space that they can no longer read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, literal_column

from ..threads.models import Post, Thread

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def own_out_of_sight() -> ColumnElement[bool]:
    """Return the condition that the viewer wrote a post in a space that they can no longer read.

    They may still read their own text there and withdraw it, and see nothing else of that space;
    withdrawn posts are left out. The statement joins the thread; its binds are ``viewer.binds()``.
    """
    return and_(
        Post.author_id == bindparam("viewer_id"),
        Post.state != literal_column("'withdrawn'"),
        Thread.space_id.not_in(bindparam("viewer_spaces", expanding=True)),
        Thread.gone_at.is_(None),
    )
