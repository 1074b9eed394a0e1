"""The log of a space: what stewards did, to whom and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from ...artefacts.models import Artefact
from ...artefacts.policy import in_reach, readable_part
from ...core.database.keyset import by_id
from ...members.models import Member
from ...threads.models import Post, Thread
from ...threads.policy.sight import unsealed, visible_to
from ..models import LogEntry
from ..rows import LogRow

if TYPE_CHECKING:
    from ...core.database.keyset import Fetch
    from ...members.viewer import Viewer

_About = aliased(Member)
_LOG = (
    select(
        LogEntry.id,
        LogEntry.act,
        LogEntry.reason,
        LogEntry.at,
        Post.id.label("post_id"),
        LogEntry.actor_id,
        LogEntry.thread_id.label("moved_id"),
        Member.name.label("actor_name"),
        Member.handle.label("actor_handle"),
        _About.name.label("about_name"),
        _About.handle.label("about_handle"),
        _About.id.label("member_id"),
        Thread.id.label("thread_id"),
        func.coalesce(Thread.slug, readable_part(Artefact.slug, "lists")).label("slug"),
        func.coalesce(Thread.title, readable_part(Artefact.title, "lists")).label("title"),
        Artefact.id.label("artefact_id"),
    )
    .outerjoin(Member, Member.id == LogEntry.actor_id)
    .outerjoin(Post, and_(Post.id == LogEntry.post_id, unsealed()))
    .outerjoin(
        _About,
        and_(
            _About.id == LogEntry.member_id, or_(LogEntry.post_id.is_(None), Post.id.is_not(None))
        ),
    )
    .outerjoin(Thread, and_(Thread.id == LogEntry.thread_id, visible_to()))
    .outerjoin(Artefact, and_(Artefact.id == LogEntry.artefact_id, in_reach()))
    .where(
        LogEntry.space_id == bindparam("space_id"),
        # Whoever takes words out of their own first take would be named by it while it is sealed.
        or_(LogEntry.act != "redact", LogEntry.post_id.is_(None), Post.id.is_not(None)),
    )
)


def entries(viewer: Viewer, space_id: int) -> Fetch[LogRow]:
    """Return the function with which ``paging.list_page`` reads the log of a space.

    The caller has checked that *viewer* reads the space. Threads that were moved to a space the
    viewer cannot read have neither title nor address, and of a first take that is sealed to them it
    is not said whose it is.
    """
    return by_id(_LOG, LogEntry.id, values={"space_id": space_id, **viewer.binds()}, row=LogRow)
