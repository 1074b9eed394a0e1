"""What "For you" lists: each notice with what it is about and whose name it prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, case, func, select

from ...artefacts.models import Artefact, ArtefactRevision
from ...attempts.models import Attempt
from ...attempts.policy import readable_words
from ...core.database.keyset import by_moment
from ...core.state import state
from ...experience.models import BeenThere
from ...margins.queries.threads import commented_on
from ...members.models import Member
from ...spaces.models import Space
from ...threads.models import Post, Thread
from ...threads.policy.readable_text import readable_html, withheld
from ..models import Notice
from ..policy import holds, is_in_sight, is_new
from ..policy.facts import is_change_by_others, is_experience, is_try_by_others
from ..rows import NoticeRow
from .sentences import IS_POST, IS_SAID, OTHERS_SAID, SAID, SAID_BY

if TYPE_CHECKING:
    from ...core.database.keyset import Fetch
    from ...members.viewer import Viewer

_IS_CHANGE = (
    select(ArtefactRevision.editor_id).where(is_change_by_others()).correlate(Notice, Artefact)
)
_LATEST_EDITOR = _IS_CHANGE.order_by(ArtefactRevision.number.desc()).limit(1).scalar_subquery()
_OTHER_EDITORS = (
    select(func.count(ArtefactRevision.editor_id.distinct()) - 1)
    .where(is_change_by_others())
    .correlate(Notice, Artefact)
    .scalar_subquery()
)
_MENTIONED_BY = (
    select(ArtefactRevision.editor_id)
    .where(ArtefactRevision.artefact_id == Notice.artefact_id, ArtefactRevision.at <= Notice.at)
    .order_by(ArtefactRevision.number.desc())
    .limit(1)
    .correlate(Notice)
    .scalar_subquery()
)
_TRIES = select(Attempt.member_id).where(is_try_by_others()).correlate(Notice)
_LATEST_TRY = _TRIES.order_by(Attempt.id.desc()).limit(1)
_LATEST_TELLER = _LATEST_TRY.scalar_subquery()
_OTHER_TELLERS = _TRIES.with_only_columns(
    func.count(Attempt.member_id.distinct()) - 1
).scalar_subquery()
_THERE = select(BeenThere.member_id).where(is_experience()).correlate(Notice)
_LATEST_THERE = _THERE.order_by(BeenThere.at.desc(), BeenThere.id.desc()).limit(1)
_OTHERS_THERE = _THERE.with_only_columns(func.count(BeenThere.id) - 1).scalar_subquery()
_IS_THERE = Notice.kind == "there"
_IS_TRIED = Notice.kind == "tried"
_LINE = func.coalesce(
    *(
        func.nullif(readable_words(column).element, "")
        for column in (Attempt.happened, Attempt.changed, Attempt.kept)
    ),
    "",
)
_IS_DUE = Notice.kind == "due"
_TOLD = (
    case(
        (_IS_TRIED, _LATEST_TRY.with_only_columns(Attempt.outcome).scalar_subquery()), else_=""
    ).label("outcome"),
    case(
        (_IS_TRIED, _LATEST_TRY.with_only_columns(_LINE).scalar_subquery()),
        (_IS_THERE, _LATEST_THERE.with_only_columns(BeenThere.line).scalar_subquery()),
        (IS_SAID, SAID),
        else_="",
    ).label("line"),
)
_IS_CHANGED = Notice.kind.in_(("revised", "version"))
_WHO = case(
    (Notice.kind == "helped", Thread.author_id),
    (_IS_TRIED, _LATEST_TELLER),
    (_IS_THERE, _LATEST_THERE.scalar_subquery()),
    (IS_SAID, SAID_BY),
    (Notice.kind == "kept", Artefact.author_id),
    (_IS_CHANGED, _LATEST_EDITOR),
    (Notice.artefact_id.is_not(None), _MENTIONED_BY),
    else_=Post.author_id,
)
"""Whose name a notice prints: who did it, and of several the last one. Of a thread that begins with
a first take nobody is named."""
_NOTICES = (
    select(
        Notice.id,
        Notice.kind,
        Notice.at,
        and_(is_new(), ~_IS_DUE).label("new"),
        Notice.thread_id,
        Notice.post_id,
        Notice.artefact_id,
        readable_html(),
        func.coalesce(withheld(), "").label("withheld"),
        func.coalesce(Post.state, Artefact.visibility, "shown").label("state"),
        func.coalesce(Post.state_why, Artefact.visibility_why, "").label("state_why"),
        func.coalesce(Thread.title, Artefact.title, "").label("title"),
        func.coalesce(Thread.author_id, 0).label("opener_id"),
        *commented_on(IS_POST, Notice.thread_id),
        Thread.anchor_title,
        Thread.anchor_url,
        func.coalesce(Thread.slug, Artefact.slug, "").label("slug"),
        Space.name.label("space_name"),
        Space.slug.label("space_slug"),
        func.coalesce(Member.name, "").label("author_name"),
        case(
            (_IS_CHANGED, _OTHER_EDITORS),
            (_IS_TRIED, _OTHER_TELLERS),
            (_IS_THERE, _OTHERS_THERE),
            (IS_SAID, OTHERS_SAID),
            else_=0,
        ).label("others"),
        *_TOLD,
    )
    .outerjoin(Thread, Thread.id == Notice.thread_id)
    .outerjoin(Post, Post.id == Notice.post_id)
    .outerjoin(Artefact, Artefact.id == Notice.artefact_id)
    # Each notice has a space. Joined so, PostgreSQL does not take it for a rare one, read and sort
    # all notices of the member.
    .outerjoin(
        Space, Space.id == func.coalesce(Thread.space_id, Artefact.space_id, Notice.space_id)
    )
    .outerjoin(Member, Member.id == _WHO)
    .where(Notice.member_id == bindparam("viewer_id"), is_in_sight(), holds())
)
_WITHOUT_PLANS = _NOTICES.where(~_IS_DUE)


def notices(viewer: Viewer) -> Fetch[NoticeRow]:
    """Return the function with which ``paging.list_page`` reads what *viewer* may read now."""
    statement = _WITHOUT_PLANS if state().config.leaves_out("plans") else _NOTICES
    return by_moment(statement, Notice.at, Notice.id, values=viewer.binds(), row=NoticeRow)
