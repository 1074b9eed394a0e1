"""Which of their own posts somebody may still read in a space that they can no longer read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam

from ..core.database.id_list import is_not_among
from ..threads.models import Post, Thread
from ..threads.policy.readable_text import has_text

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def own_out_of_sight() -> ColumnElement[bool]:
    """Return the condition that the viewer wrote a post in a space that they can no longer read.

    They may still read their own text there and withdraw it, and see nothing else of that space; a
    post without a text is left out. The statement joins the thread; its binds are
    ``viewer.binds()``.
    """
    return and_(
        Post.author_id == bindparam("viewer_id"),
        has_text(),
        is_not_among(Thread.space_id, "viewer_spaces"),
        Thread.gone_at.is_(None),
    )
