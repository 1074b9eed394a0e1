"""What the thread of a page is told of it: where its comments stand, their outcome, whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, and_, bindparam, case, func, literal_column, select
from sqlalchemy.orm import aliased

from ...artefacts.models import Artefact, ArtefactRevision
from ...artefacts.policy import readable_html, visible_to
from ...core.database.id_list import is_among
from ...core.database.session import fetch_all, fetch_one
from ...threads.models import Post
from ...threads.policy.readable_text import readable
from ...threads.policy.sight import unsealed
from ...threads.queries import reader
from ..models import Placement
from ..rows import PageOfThreadRow, PlacedPostRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Label, SQLColumnExpression

    from ...members.viewer import Viewer

_PAGE = (
    select(Artefact.id, Artefact.slug, readable_html(), ArtefactRevision.sections)
    .join(
        ArtefactRevision,
        and_(
            ArtefactRevision.artefact_id == Artefact.id,
            ArtefactRevision.number == Artefact.revision,
        ),
    )
    .where(Artefact.thread_id == bindparam("thread_id"), visible_to())
)
_PLACED = (
    select(
        Placement.post_id,
        Placement.section,
        Placement.nearest,
        Placement.closed_by.is_not(None).label("closed"),
        Placement.closed_revision,
        case((readable(), Placement.closed_why), else_="").label("closed_why"),
    )
    .join(Post, Post.id == Placement.post_id)
    .where(is_among(Placement.post_id, "ids"), Placement.comment_id.is_(None), unsealed())
)


_OF_THREAD, _ANSWERED = aliased(Artefact), aliased(Post)
_NOBODY = literal_column("0", Integer)


def commented_on(
    is_asked: ColumnElement[bool], thread_id: SQLColumnExpression[int | None]
) -> tuple[Label[int], Label[int]]:
    """Return two columns of a post: who made the page of its thread, and whom it answers.

    0 for nobody, and where it is not asked. The statement joins the post.
    """
    made = select(_OF_THREAD.author_id).where(_OF_THREAD.thread_id == thread_id)
    answered = select(_ANSWERED.author_id).where(_ANSWERED.id == Post.reply_to)
    author = made.correlate_except(_OF_THREAD).scalar_subquery()
    other = answered.correlate_except(_ANSWERED).scalar_subquery()
    return (
        case((is_asked, func.coalesce(author, _NOBODY)), else_=_NOBODY).label("page_author_id"),
        case((is_asked, func.coalesce(other, _NOBODY)), else_=_NOBODY).label("answered_id"),
    )


def page_of_thread(viewer: Viewer, thread_id: int) -> PageOfThreadRow | None:
    """Return the page that a thread is that of, as *viewer* reads it; None if they do not."""
    values = {"thread_id": thread_id, **reader(viewer), **viewer.binds()}
    return fetch_one(PageOfThreadRow, _PAGE, values)


def placed_posts(viewer: Viewer, ids: Sequence[int]) -> Sequence[PlacedPostRow]:
    """Return which of the posts *ids* are comments on a page, and not replies to one.

    *viewer* was found to read their thread.
    """
    return fetch_all(PlacedPostRow, _PLACED, {"ids": ids, **reader(viewer)})
