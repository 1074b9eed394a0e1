"""Reads what the viewer gave and received, as far as they may see it now. Of nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, Text, and_, bindparam, case, literal_column, or_, select, union_all

from ..artefacts.models import Artefact, ArtefactRevision
from ..artefacts.policy import visible_to as artefact_visible_to
from ..attempts.models import Attempt
from ..core.database.base import Moment
from ..core.database.id_list import is_among
from ..core.database.session import fetch_all, fetch_one
from ..threads.models import Post, Thread
from ..threads.policy.sight import SEAL, is_sealed, seal_to, unsealed, visible_to
from .rows import PartRow, WaitingRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, ColumnElement, Select

    from ..members.viewer import Viewer

_SHOWN = Post.state == literal_column("'shown'")
_ME: BindParameter[int] = bindparam("viewer_id")


def _word(name: str) -> ColumnElement[str]:
    return literal_column(f"'{name}'", Text)


def _kind() -> ColumnElement[str]:
    """Return what the viewer did with a post of theirs."""
    return case(
        (Post.kind == literal_column("'reflection'"), _word("reflected")),
        (Post.kind == literal_column("'opening'"), _word("asked")),
        else_=_word("answered"),
    )


def _tried() -> ColumnElement[str]:
    """Return whether the viewer tried an answer, or what else somebody wrote."""
    is_answer = Post.kind == literal_column("'answer'")
    return case((is_answer, _word("tried")), else_=_word("tried post"))


def _part(*columns: Any) -> Select[*tuple[Any, ...]]:
    names = PartRow._fields
    return select(*(column.label(name) for column, name in zip(columns, names, strict=True)))


_WROTE = (
    _part(_kind(), Post.id, Post.at, Thread.title, Thread.tags)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.author_id == _ME, _SHOWN, visible_to(), unsealed())
    .where(
        or_(
            Post.kind.in_([literal_column("'answer'"), literal_column("'reflection'")]),
            and_(
                Post.kind == literal_column("'opening'"),
                Thread.kind == literal_column("'question'"),
            ),
        )
    )
)
_TRIED = (
    _part(_tried(), Post.id, Attempt.at, Thread.title, Thread.tags)
    .select_from(Attempt)
    .join(Post, Post.id == Attempt.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Attempt.member_id == _ME, _SHOWN, visible_to(), unsealed())
)
_TRIED_HOST_PAGES = (
    _part(_word("tried host page"), Thread.id, Attempt.at, Thread.title, Thread.tags)
    .select_from(Attempt)
    .join(Thread, Thread.id == Attempt.thread_id)
    .outerjoin(SEAL, seal_to())
    .where(Attempt.member_id == _ME, visible_to(), ~is_sealed())
)
_TRIED_PAGES = (
    _part(_word("tried page"), Artefact.id, Attempt.at, Artefact.title, Artefact.tags)
    .select_from(Attempt)
    .join(Artefact, Artefact.id == Attempt.artefact_id)
    .where(Attempt.member_id == _ME, artefact_visible_to())
)
_PAGES = (
    _part(_word("wrote"), Artefact.id, ArtefactRevision.at, Artefact.title, Artefact.tags)
    .join(ArtefactRevision, ArtefactRevision.artefact_id == Artefact.id)
    .where(ArtefactRevision.editor_id == _ME, artefact_visible_to())
)
_ALL = union_all(_WROTE, _TRIED, _TRIED_HOST_PAGES, _TRIED_PAGES, _PAGES).subquery()
_PARTS = select(*_ALL.c).order_by(_ALL.c.at.desc(), _ALL.c.kind, _ALL.c.id)
_NEWEST = _PARTS.limit(bindparam("most", type_=Integer))
_BETWEEN = _NEWEST.where(
    _ALL.c.at >= bindparam("start", type_=Moment), _ALL.c.at < bindparam("end", type_=Moment)
)


def newest(viewer: Viewer, *, most: int) -> Sequence[PartRow]:
    """Return what *viewer* gave and received, newest first, at most *most* of it."""
    if viewer.member_id is None:
        return ()
    return fetch_all(PartRow, _NEWEST, {"most": most, **viewer.binds()})


MONTH = 100
"""How much of a month is listed at most."""


def between(viewer: Viewer, start: datetime, end: datetime) -> Sequence[PartRow]:
    """Return what *viewer* gave and received from *start* until before *end*, newest first."""
    if viewer.member_id is None:
        return ()
    values = {"start": start, "end": end, "most": MONTH, **viewer.binds()}
    return fetch_all(PartRow, _BETWEEN, values)


_WAITING = (
    select(Thread.id, Thread.slug, Thread.title, Thread.tags)
    .outerjoin(SEAL, seal_to())
    .where(
        visible_to(),
        Thread.kind == literal_column("'question'"),
        Thread.answers == literal_column("0"),
        Thread.author_id != _ME,
        Thread.locked_at.is_(None),
        ~is_sealed(),
        is_among(Thread.space_id, "writes", own_index=False),
    )
    .order_by(Thread.opened_at, Thread.id)
    .limit(1)
)


def waiting(viewer: Viewer) -> WaitingRow | None:
    """Return the unanswered question that has waited longest where *viewer* may answer."""
    return fetch_one(WaitingRow, _WAITING, {"writes": sorted(viewer.writes), **viewer.binds()})
