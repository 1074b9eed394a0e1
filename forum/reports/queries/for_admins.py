"""Reports that administrators decide about: nobody else could, and who reported lets them read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from ...artefacts.models import Artefact
from ...artefacts.policy import readable_html as readable_page
from ...artefacts.policy import readable_part
from ...core.database.base import now
from ...core.database.session import fetch_all, fetch_one, session
from ...members.models import Member
from ...moderation.models import Report
from ...spaces.models import Space
from ...spaces.policy import has_steward, may_administer
from ...threads.models import Post, Thread
from ...threads.policy.readable_text import readable_html
from ...threads.policy.sight import unsealed
from ..rows import AskedRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from ...members.viewer import Viewer

MOST = 50
"""How many reports the page shows; the rest follow when these are closed."""

_AUTHOR_ID = func.coalesce(Post.author_id, Artefact.author_id)
_Author = aliased(Member)
_OF_POST = and_(Post.state.in_(("shown", "hidden")), unsealed("stewards"))
_OF_PAGE = Artefact.visibility.in_(("shown", "hidden"))
_ASKED = (
    select(
        Report.id,
        Report.text,
        Report.at,
        Member.name.label("reporter_name"),
        Member.handle.label("reporter_handle"),
        Report.post_id,
        Report.artefact_id,
        Thread.id.label("thread_id"),
        Space.id.label("space_id"),
        Space.name.label("space_name"),
        readable_part(Artefact.title, "stewards"),
        case(
            (Report.post_id.is_not(None), readable_html("stewards")),
            else_=readable_page("stewards"),
        ).label("html"),
        or_(
            func.coalesce(Post.state, "") == "hidden",
            func.coalesce(Artefact.visibility, "") == "hidden",
        ).label("is_hidden"),
        _AUTHOR_ID.label("author_id"),
        _Author.name.label("author_name"),
        _Author.handle.label("author_handle"),
        func.coalesce(Post.at, Artefact.made_at).label("written_at"),
    )
    .join(Member, Member.id == Report.reporter_id)
    .outerjoin(Post, Post.id == Report.post_id)
    .outerjoin(Thread, Thread.id == Post.thread_id)
    .outerjoin(Artefact, Artefact.id == Report.artefact_id)
    .join(_Author, _Author.id == _AUTHOR_ID)
    .join(Space, Space.id == func.coalesce(Thread.space_id, Artefact.space_id))
    .where(
        Report.closed_at.is_(None),
        Report.for_admins,
        or_(_OF_POST, _OF_PAGE),
        bindparam("viewer_id") != _AUTHOR_ID,
        ~has_steward(Space.id, except_for=_AUTHOR_ID),
    )
    .order_by(Report.id)
    .limit(MOST)
)
_ONE = _ASKED.where(Report.id == bindparam("report_id"))
_NUMBER = select(func.count()).select_from(_ASKED.subquery())


def asked(viewer: Viewer) -> Sequence[AskedRow]:
    """Return the reports that *viewer*, an administrator, may decide about, oldest first.

    They read the text and what was said of it, wherever it stands, and nothing else of its space.
    Not their own text, and not once somebody else looks after the space.
    """
    return fetch_all(AskedRow, _ASKED, _binds(viewer))


def asked_about(viewer: Viewer, report_id: int) -> AskedRow | None:
    """Return one of these reports, or None."""
    return fetch_one(AskedRow, _ONE, {"report_id": report_id, **_binds(viewer)})


def is_asked(viewer: Viewer, about: ColumnElement[bool]) -> bool:
    """Return whether *viewer* may read a text as an administrator who is asked about it.

    *about* is the condition that a report is of this text.
    """
    if not may_administer(viewer):
        return False
    return session().scalar(_ASKED.where(about), _binds(viewer)) is not None


def number_asked(viewer: Viewer) -> int:
    """Return how many they are."""
    return session().scalar(_NUMBER, _binds(viewer)) or 0


def _binds(viewer: Viewer) -> dict[str, object]:
    return {"present": now(), **viewer.binds()}
