"""What authors of hidden posts and pages have said of that: for stewards, and whether they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select, true

from ...core.database.id_list import is_among
from ...core.database.session import fetch_all, session
from ...threads.models import Post, Thread
from ..models import Report
from ..policy import may_settle, of_page, readable
from ..rows import ObjectionRow, PageObjectionRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement

    from ...members.viewer import Viewer

_SAID = (
    select(Report.post_id, Report.text)
    .join(Post, Post.id == Report.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Report.objects == true(), is_among(Report.post_id, "ids"), readable())
)
_SAID_OF_PAGES = select(Report.artefact_id, Report.text).where(
    Report.objects == true(), is_among(Report.artefact_id, "ids"), of_page()
)


def objections(viewer: Viewer, space_id: int, posts: Iterable[int | None]) -> Mapping[int, str]:
    """Return what authors said of hiding *posts*, by post: to those who look after the space."""
    ids = sorted({id for id in posts if id is not None})
    if not ids or not may_settle(viewer, space_id):
        return {}
    rows = fetch_all(ObjectionRow, _SAID, {"ids": ids, "space_id": space_id, **viewer.binds()})
    return {row.post_id: row.text for row in rows}


def page_objections(
    viewer: Viewer, space_id: int, pages: Iterable[int | None]
) -> Mapping[int, str]:
    """Return what makers said of hiding *pages*, by page: to those who look after the space."""
    ids = sorted({id for id in pages if id is not None})
    if not ids or not may_settle(viewer, space_id):
        return {}
    rows = fetch_all(PageObjectionRow, _SAID_OF_PAGES, {"ids": ids, "space_id": space_id})
    return {row.artefact_id: row.text for row in rows}


def has_objected(about: ColumnElement[bool]) -> bool:
    """Return whether an author has said what they think of hiding a text.

    *about* is the condition that a report is of this text.
    """
    return bool(session().scalar(select(exists().where(Report.objects == true(), about))))
