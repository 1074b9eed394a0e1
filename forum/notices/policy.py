"""The rule of notices: of which posts a member is told now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, and_, exists, literal_column, or_

from ..threads.models import Post, Thread
from ..threads.policy import readable, unsealed
from .models import Notice

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def is_news() -> ColumnElement[bool]:
    """Return whether the post of a notice can be read, or the notice says that it was hidden.

    Any other notice is not counted, not new in "For you" and not mailed, until its post is shown
    again. The statement joins the post; sight of the thread is ``threads/policy.py: visible_to``.
    Its bind is ``viewer_id``.
    """
    tells_of_hiding = Notice.kind == literal_column("'hidden'", Text)
    is_hidden = Post.state == literal_column("'hidden'", Text)
    return or_(readable("lists"), and_(tells_of_hiding, is_hidden, unsealed()))


def is_news_in_thread() -> ColumnElement[bool]:
    """Return ``is_news`` for a statement that joins the thread, and not the post.

    The post is looked up only where the thread has withheld or sealed ones: its state lies behind
    its text, and the badge of every page counts what may be a thousand notices.
    """
    none_withheld = and_(
        Thread.withheld == literal_column("''", Text), Thread.sealed_until.is_(None)
    )
    return or_(none_withheld, exists().where(Post.id == Notice.post_id, is_news()))
