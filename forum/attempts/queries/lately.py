"""What was tried lately, whoever tried it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Integer, and_, bindparam, case, exists, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from ...artefacts.models import Artefact
from ...artefacts.policy import visible_to as page_visible_to
from ...core.database.base import Moment, now
from ...core.database.session import fetch_all
from ...core.database.statement_cache import with_cache
from ...threads.models import Post, Thread
from ...threads.policy.sight import SEAL, is_sealed, seal_to, unsealed, visible_to
from ..models import Attempt
from ..rows import TriedLatelyRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...members.viewer import Viewer

LATELY = timedelta(days=90)
"""What was told before is not lately."""
_Newer = aliased(Attempt, name="newer")
_is_newest = ~exists().where(
    _Newer.id > Attempt.id,
    or_(
        _Newer.post_id == Attempt.post_id,
        _Newer.artefact_id == Attempt.artefact_id,
        _Newer.thread_id == Attempt.thread_id,
    ),
)
_is_shown = and_(Post.state == literal_column("'shown'"), unsealed())
_is_seen = or_(
    page_visible_to(),
    and_(visible_to(), case((Attempt.post_id.is_(None), ~is_sealed()), else_=_is_shown)),
)
_LATELY = with_cache(
    select(
        Attempt.post_id,
        Attempt.artefact_id,
        Attempt.thread_id,
        Attempt.outcome,
        Attempt.at,
        func.coalesce(Artefact.title, func.nullif(Thread.anchor_title, ""), Thread.title).label(
            "title"
        ),
    )
    .outerjoin(Post, Post.id == Attempt.post_id)
    .outerjoin(Thread, Thread.id == func.coalesce(Post.thread_id, Attempt.thread_id))
    .outerjoin(Artefact, Artefact.id == Attempt.artefact_id)
    .outerjoin(SEAL, seal_to())
    .where(_is_seen, _is_newest, Attempt.at > bindparam("since", type_=Moment))
    .order_by(Attempt.id.desc())
    .limit(bindparam("most", type_=Integer))
)


def tried_lately(viewer: Viewer, *, most: int) -> Sequence[TriedLatelyRow]:
    """Return what was tried last of what *viewer* reads, each thing once, the latest first."""
    return fetch_all(
        TriedLatelyRow, _LATELY, {"most": most, "since": now() - LATELY, **viewer.binds()}
    )
