"""The rules of first takes: asking for them, and letting them open earlier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, case, literal_column, or_

from ..threads.models import Post, PresentView
from ..threads.policy.acts import may_answer, may_edit, may_moderate
from ..threads.policy.readable_text import readable
from ..threads.policy.sight import waits

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Label

    from ..members.viewer import Viewer
    from ..threads.rows import PostLike, ThreadRow


USUAL, MOST = 7, 60
"""Days until first takes open: what a form proposes, and the most that can be chosen."""


def may_seal(viewer: Viewer, thread: ThreadRow) -> bool:
    """Whether *viewer* may ask for first takes: they opened *thread*, and it has no other post."""
    is_new = thread.posts == 1 and thread.sealed_until is None
    is_new = is_new and thread.anchor_key is None and not thread.of_page
    return is_new and thread.author_id == viewer.member_id and may_answer(viewer, thread)


def may_bring_forward(viewer: Viewer, thread: ThreadRow) -> bool:
    """Whether *viewer* may let first takes open earlier: who opened *thread*, and its stewards.

    Not an opener who may no longer write there.
    """
    is_opener = thread.author_id == viewer.member_id and thread.space_id in viewer.writes
    return (is_opener or may_moderate(viewer, thread, "lock")) and waits(thread)


def may_tell(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    """Whether *viewer* may say what became of *post*: it is their first take, and all are open."""
    return post.take == "first" and not waits(thread) and may_edit(viewer, post, thread)


def readable_view() -> ColumnElement[bool]:
    """Return the condition that the viewer may read what the author of a post thinks now.

    Its author may, and others if the author says so: whoever reads the post. The statement joins
    the post; its bind is ``viewer_id``.
    """
    own = Post.author_id == bindparam("viewer_id")
    return and_(readable(), or_(Post.view_shared, own))


def readable_source() -> Label[str]:
    """Return the column ``source`` of such a text, "" if the viewer may not read it."""
    return case((readable_view(), PresentView.source), else_=literal_column("''")).label("source")
