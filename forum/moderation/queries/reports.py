"""The reports of posts and pages: the open ones of a space, with what they are about; how many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, case, exists, func, literal_column, select
from sqlalchemy.orm import aliased

from ...artefacts.models import Artefact
from ...artefacts.policy import in_reach, readable_part
from ...artefacts.policy import readable_html as readable_page
from ...core.database.session import fetch_all, fetch_one
from ...members.models import Member
from ...threads.models import Post, Thread
from ...threads.policy.readable_text import readable_html, withheld
from ...threads.policy.sight import unsealed
from ...threads.queries import single_post
from ...threads.rows import SinglePostRow
from ..models import Report
from ..policy import may_settle, of_page, readable
from ..rows import OpenReportRow, PageReportRow, ReportedRow, SealedPostRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Label, SQLColumnExpression
    from sqlalchemy.orm import InstrumentedAttribute

    from ...members.viewer import Viewer

_Author = aliased(Member)
MOST = 200
"""How many open reports a page shows; the rest follow when these are closed."""

_TO_DECIDE = single_post("stewards")


def post_to_moderate(viewer: Viewer, post_id: int) -> SinglePostRow | None:
    """Return a post of a thread that *viewer* may read, for a page on which a steward decides.

    It has the text of a hidden post: the caller checks that *viewer* may moderate the thread.
    """
    return fetch_one(SinglePostRow, _TO_DECIDE, {"post_id": post_id, **viewer.binds()})


_IS_SEALED, _IS_TAKE = ~unsealed("stewards"), ~unsealed()
"""Whether a post is sealed to the steward, and whether it is or was opened to them to decide."""


def _unless_sealed(
    column: SQLColumnExpression[Any], is_sealed: ColumnElement[bool] = _IS_SEALED
) -> ColumnElement[Any]:
    """Return *column*, "" for a first take that is sealed to the steward: only its report is not.

    Who reported it has written one too: they are not named either, even once it is open to decide.
    """
    return case((is_sealed, literal_column("''")), else_=column)


_Hiding = aliased(Report)


def _waits(about: InstrumentedAttribute[int | None]) -> Label[bool]:
    """Return the column ``waits``: whether a report of the same text hides it; it is open."""
    same = getattr(_Hiding, about.key) == about
    return exists().where(same, _Hiding.hides, _Hiding.closed_at.is_(None)).label("waits")


_IS_OPEN = and_(Report.closed_at.is_(None), readable())
_REPORTS = (
    select(
        Report.id,
        Report.text,
        Report.at,
        Report.reporter_id,
        Report.post_id,
        _unless_sealed(Member.name, _IS_TAKE).label("reporter_name"),
        _unless_sealed(Member.handle, _IS_TAKE).label("reporter_handle"),
        Post.number,
        _unless_sealed(readable_html("stewards")).label("html"),
        withheld("stewards"),
        Post.state,
        Post.author_id,
        Post.at.label("written_at"),
        _unless_sealed(_Author.name).label("author_name"),
        _unless_sealed(_Author.handle).label("author_handle"),
        Thread.id.label("thread_id"),
        Thread.title,
        _IS_SEALED.label("sealed"),
        _IS_TAKE.label("reporter_sealed"),
        Report.objects,
        _waits(Report.post_id),
    )
    .join(Member, Member.id == Report.reporter_id)
    .join(Post, Post.id == Report.post_id)
    .join(_Author, _Author.id == Post.author_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(_IS_OPEN)
    .order_by(Report.post_id, Report.id)
    .limit(MOST)
)
_IS_OPEN_OF_PAGE = and_(Report.closed_at.is_(None), of_page())
_PAGE_REPORTS = (
    select(
        Report.id,
        Report.text,
        Report.at,
        Report.reporter_id,
        Artefact.id.label("artefact_id"),
        Member.name.label("reporter_name"),
        Member.handle.label("reporter_handle"),
        readable_part(Artefact.title, "stewards"),
        readable_page("stewards"),
        Artefact.visibility,
        Artefact.author_id,
        Artefact.made_at,
        _Author.name.label("author_name"),
        _Author.handle.label("author_handle"),
        Report.objects,
        _waits(Report.artefact_id),
    )
    .join(Member, Member.id == Report.reporter_id)
    .join(Artefact, Artefact.id == Report.artefact_id)
    .join(_Author, _Author.id == Artefact.author_id)
    .where(_IS_OPEN_OF_PAGE, in_reach())
    .order_by(Report.artefact_id, Report.id)
    .limit(MOST)
)
_POSTS = (
    select(func.count(Report.post_id.distinct()))
    .join(Post, Post.id == Report.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(_IS_OPEN)
)
_PAGES = select(func.count(Report.artefact_id.distinct())).where(_IS_OPEN_OF_PAGE)
_COUNT = select((_POSTS.scalar_subquery() + _PAGES.scalar_subquery()).label("things"))


def open_reports(viewer: Viewer, space_id: int) -> Sequence[OpenReportRow]:
    """Return the open reports of a space, ordered by the post that they are about."""
    return fetch_all(OpenReportRow, _REPORTS, _binds(viewer, space_id))


def open_page_reports(viewer: Viewer, space_id: int) -> Sequence[PageReportRow]:
    """Return the open reports of pages of a space, ordered by the page that they are about."""
    return fetch_all(PageReportRow, _PAGE_REPORTS, _binds(viewer, space_id))


_SEALED_POST = (
    select(Post.id, Post.thread_id, Thread.space_id)
    .join(Thread, Thread.id == Post.thread_id)
    .join(Report, Report.post_id == Post.id)
    .where(_IS_OPEN, _IS_SEALED, Post.id == bindparam("reported_id"))
)


def sealed_post(viewer: Viewer, space_id: int, post_id: int) -> SealedPostRow | None:
    """Return a reported first take of a space that is sealed to *viewer*, its steward, or None."""
    values = {"reported_id": post_id, **_binds(viewer, space_id)}
    return fetch_one(SealedPostRow, _SEALED_POST, values)


def count_reported(viewer: Viewer, space_id: int) -> int:
    """Return how many posts and pages have open reports.

    0, without a query, unless *viewer* is a steward.
    """
    if not may_settle(viewer, space_id):
        return 0
    found = fetch_one(ReportedRow, _COUNT, _binds(viewer, space_id))
    return found.things if found else 0


def _binds(viewer: Viewer, space_id: int) -> dict[str, object]:
    return {"space_id": space_id, **viewer.binds()}


_OPEN_IN_THREAD = (
    select(func.count(Report.post_id.distinct()).label("things"))
    .join(Post, Post.id == Report.post_id)
    .where(Report.closed_at.is_(None), Post.thread_id == bindparam("thread_id"))
)


def has_open_reports(thread_id: int) -> bool:
    """Return whether posts of a thread have open reports, whoever may read them."""
    found = fetch_one(ReportedRow, _OPEN_IN_THREAD, {"thread_id": thread_id})
    return bool(found and found.things)
