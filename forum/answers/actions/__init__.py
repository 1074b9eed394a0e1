"""Records that an answer helped, and tells the host of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core import events
from ...core.database.session import session
from . import marks

if TYPE_CHECKING:
    from ...threads.rows import SinglePostRow


def mark(post: SinglePostRow, *, helped: bool, asker_id: int) -> None:
    """Set whether the answer *post* helped the asker; a change to yes is told to its author."""
    if marks.mark(post.id, helped=helped) and helped:
        events.answer_marked.send(None, post=post, asker=asker_id)
        events.announce(
            session(), events.answer_helped, thread=post.thread_id, post=post.id, member=asker_id
        )
