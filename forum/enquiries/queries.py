"""Reading questions to one person: by whoever was asked, and whom one asked oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, and_, bindparam, func, or_, select

from ..artefacts.models import Artefact
from ..artefacts.policy import visible_to as page_visible_to
from ..core.database.session import fetch_all, fetch_one
from ..members.models import Member
from ..spaces.policy import readable_by_member
from ..threads.models import Post, Thread
from ..threads.policy.sight import unsealed, visible_to
from .models import Enquiry
from .rows import AskedRow, EnquiryRow, ReaderRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..members.viewer import Viewer
    from .rows import Subject

_IS_SHOWN = or_(Enquiry.post_id.is_(None), Post.state == "shown")
_WAITING = (
    select(
        Enquiry.id,
        Enquiry.thread_id,
        Enquiry.post_id,
        Enquiry.artefact_id,
        Enquiry.text,
        func.coalesce(Member.name, "").label("name"),
    )
    .join(Member, Member.id == Enquiry.member_id)
    .outerjoin(Post, Post.id == Enquiry.post_id)
    .outerjoin(Thread, Thread.id == func.coalesce(Post.thread_id, Enquiry.thread_id))
    .outerjoin(Artefact, Artefact.id == Enquiry.artefact_id)
    .where(
        Enquiry.asked_id == bindparam("viewer_id"),
        Enquiry.member_id != bindparam("viewer_id"),
        Enquiry.put_away_at.is_(None),
        or_(and_(visible_to(), unsealed(), _IS_SHOWN), page_visible_to()),
    )
    .order_by(Enquiry.id.desc())
)


def waiting(viewer: Viewer) -> Sequence[EnquiryRow]:
    """Return what *viewer* was asked about things that they may read now, newest first."""
    return fetch_all(EnquiryRow, _WAITING, viewer.binds()) if viewer.member_id else ()


_ASKED = {
    name: (
        select(
            Member.id, Member.name, func.coalesce(Member.handle, "").label("handle"), Enquiry.text
        )
        .join(Enquiry, Enquiry.asked_id == Member.id)
        .where(
            getattr(Enquiry, name) == bindparam("of", type_=Integer),
            Enquiry.member_id == bindparam("viewer_id"),
        )
        .order_by(Enquiry.id)
    )
    for name in ("thread_id", "post_id", "artefact_id")
}


def asked_by(viewer: Viewer, subject: Subject) -> Sequence[AskedRow]:
    """Return whom *viewer* has asked about something, in that order."""
    if viewer.member_id is None:
        return ()
    name, of = next((name, id) for name, id in subject._asdict().items() if id is not None)
    return fetch_all(AskedRow, _ASKED[name], {"of": of, "viewer_id": viewer.member_id})


_READER = select(Member.id).where(
    Member.id == bindparam("member_id", type_=Integer),
    ~Member.former,
    readable_by_member(Member.id, bindparam("space_id", type_=Integer)),
)


def reads(member_id: int, space_id: int) -> bool:
    """Return whether a member reads a space."""
    values = {"member_id": member_id, "space_id": space_id}
    return fetch_one(ReaderRow, _READER, values) is not None
