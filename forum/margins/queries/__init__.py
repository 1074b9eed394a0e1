"""Reads the comments on a page of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from ...core.database.session import fetch_all
from ...core.text import number_ranges
from ...following.models import ReadMark
from ...following.rows import ReadingState
from ...members.models import Member
from ...threads.models import Post, Thread
from ...threads.policy.readable_text import readable, readable_html, readable_origin, withheld
from ...threads.policy.sight import unsealed, visible_to
from ...threads.queries import reader
from ..models import Placement
from ..rows import CommentRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Label

    from ...members.viewer import Viewer

MOST = 200
"""How many comments a page shows, the newest; all of them are in its thread."""
LAST = 2**31 - 1
"""The largest id of a post."""

_Answered = aliased(Post)
_AnsweredBy = aliased(Member)
_ClosedBy = aliased(Member)
# Inside, ``Post`` is the post that is quoted, not the comment.
_may_read_words = or_(
    Placement.quoted_id.is_(None),
    exists()
    .where(
        Post.id == Placement.quoted_id,
        Thread.id == Post.thread_id,
        visible_to(own_index=True),
        readable(),
    )
    .correlate(Placement),
)
_COMMENTS = (
    select(
        Post.id,
        Post.thread_id,
        Post.number,
        Post.author_id,
        Post.at,
        readable_html(),
        readable_origin(),
        withheld(),
        Post.state,
        Post.edited_at,
        Member.name.label("author_name"),
        Member.handle.label("author_handle"),
        Member.former.label("author_former"),
        _Answered.number.label("answered_number"),
        _AnsweredBy.name.label("answered_name"),
        Placement.revision,
        Placement.section,
        case((and_(readable(), _may_read_words), Placement.words), else_="").label("words"),
        Placement.comment_id,
        Placement.nearest,
        Placement.closed_by.is_not(None).label("closed"),
        Placement.closed_revision,
        case((readable(), Placement.closed_why), else_="").label("closed_why"),
        func.coalesce(_ClosedBy.name, "").label("closed_name"),
        Thread.locked_at,
        ReadMark.read_to,
        ReadMark.beyond,
        ReadMark.read_count,
    )
    .join(Placement, Placement.post_id == Post.id)
    .join(Thread, Thread.id == Post.thread_id)
    .join(Member, Member.id == Post.author_id)
    .outerjoin(_Answered, _Answered.id == Post.reply_to)
    .outerjoin(_AnsweredBy, _AnsweredBy.id == _Answered.author_id)
    .outerjoin(_ClosedBy, _ClosedBy.id == Placement.closed_by)
    .outerjoin(
        ReadMark,
        and_(ReadMark.thread_id == Thread.id, ReadMark.member_id == bindparam("viewer_id")),
    )
    .where(
        Placement.artefact_id == bindparam("artefact_id"),
        Post.id < bindparam("before", type_=Integer),
        visible_to(),
        unsealed(),
    )
    .order_by(Post.id.desc())
    .limit(MOST)
)


def is_comment() -> Label[bool]:
    """Return the column ``comment`` of posts: whether they are comments on a page."""
    return exists().where(Placement.post_id == Post.id).label("comment")


def comments(viewer: Viewer, artefact_id: int, *, before: int = LAST) -> Sequence[CommentRow]:
    """Return the newest comments on a page that *viewer* was found to read, oldest first.

    Of those *before* the post with that id. It is sent for each page, so that one costs the same
    with comments and without.
    """
    values = {"artefact_id": artefact_id, "before": before, **reader(viewer), **viewer.binds()}
    return fetch_all(CommentRow, _COMMENTS, values)[::-1]


def reading_of(rows: Sequence[CommentRow]) -> ReadingState:
    """Return what the viewer has read of the thread that has the comments *rows*.

    What they have not read is taken for what they were notified of: reading it here marks both.
    """
    first = rows[0]
    read_to, beyond = first.read_to or 0, first.beyond or ""
    unread = number_ranges.unread(read_to, beyond, (row.number for row in rows))
    told = ",".join(str(row.id) for row in rows if row.number in unread)
    return ReadingState(read_to, beyond, first.read_count or 0, unseen_here=told)
