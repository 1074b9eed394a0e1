"""The rule of notices: of which posts a member is told now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, literal_column, or_

from ..threads.models import Post
from ..threads.policy import readable
from .models import Notice

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def is_news() -> ColumnElement[bool]:
    """Return whether the post of a notice can be read, or the notice says that it was hidden.

    Any other notice is not counted, not new in "For you" and not mailed, until its post is shown
    again. The statement joins the post; sight of the thread is ``threads/policy.py: visible_to``.
    """
    tells_of_hiding = Notice.kind == literal_column("'hidden'", Text)
    is_hidden = Post.state == literal_column("'hidden'", Text)
    return or_(readable("everybody"), tells_of_hiding & is_hidden)
