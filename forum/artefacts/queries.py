"""Reading artefacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, exists, func, select

from ..core.database.keyset import by_moment
from ..core.database.session import row, rows
from ..members.models import Member
from ..spaces.models import Space
from ..threads.models import Thread
from ..threads.policy import visible_to as thread_visible_to
from .models import Artefact, ArtefactRevision, ArtefactSource, ArtefactTag
from .policy import visible_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from ..core.database.keyset import Fetch
    from ..members.viewer import Viewer

CARD = select(
    Artefact.id,
    Artefact.space_id,
    Artefact.kind,
    Artefact.title,
    Artefact.slug,
    Artefact.revision,
    Artefact.revised_at,
).where(visible_to())

_KEPT_FROM = CARD.where(
    exists().where(
        ArtefactSource.artefact_id == Artefact.id,
        ArtefactSource.thread_id == bindparam("thread_id"),
    )
).order_by(Artefact.id)


def kept_from(viewer: Viewer, thread_id: int) -> Sequence[Row[Any]]:
    """Return the artefacts that were kept from a thread, as *viewer* may see them."""
    return rows(
        _KEPT_FROM, {"thread_id": thread_id, "viewer_spaces": viewer.binds()["viewer_spaces"]}
    )


def kept_in(space_id: int, thread_id: int) -> int:
    """Return how many artefacts of a space were kept from a thread, whoever asks."""
    found = row(
        select(func.count(ArtefactSource.artefact_id.distinct()))
        .join(Artefact, Artefact.id == ArtefactSource.artefact_id)
        .where(Artefact.space_id == space_id, ArtefactSource.thread_id == thread_id)
    )
    return int(found[0]) if found else 0


_LATEST = CARD.order_by(Artefact.revised_at.desc(), Artefact.id.desc()).limit(
    bindparam("most", type_=Integer)
)
_LATEST_HERE = _LATEST.where(Artefact.space_id == bindparam("space_id"))


def latest(viewer: Viewer, *, most: int, space_id: int | None = None) -> Sequence[Row[Any]]:
    """Return the artefacts changed last, of one space or of all that *viewer* reads."""
    binds = {"most": most, "viewer_spaces": viewer.binds()["viewer_spaces"]}
    if space_id is None:
        return rows(_LATEST, binds)
    return rows(_LATEST_HERE, {"space_id": space_id, **binds})


_WHOLE = (
    select(
        Artefact.id,
        Artefact.space_id,
        Artefact.kind,
        Artefact.title,
        Artefact.slug,
        Artefact.tags,
        Artefact.html,
        Artefact.author_id,
        Artefact.made_at,
        Artefact.revised_at,
        Artefact.revision,
        Space.slug.label("space_slug"),
        Space.name.label("space_name"),
        Space.access.label("space_access"),
        Space.audience.label("space_audience"),
        Member.name.label("author_name"),
        Member.former.label("author_former"),
    )
    .join(Space, Space.id == Artefact.space_id)
    .join(Member, Member.id == Artefact.author_id)
    .where(visible_to())
)
_ONE = _WHOLE.where(Artefact.id == bindparam("artefact_id"))


def artefact(viewer: Viewer, artefact_id: int) -> Row[Any] | None:
    """Return an artefact as *viewer* may read it, with its space and who began it."""
    spaces = viewer.binds()["viewer_spaces"]
    return row(_ONE, {"artefact_id": artefact_id, "viewer_spaces": spaces})


def fetcher(
    viewer: Viewer, *, space_id: int | None = None, kind: str | None = None, tag: str | None = None
) -> Fetch[Any]:
    """Return what ``paging.list_page`` calls to read a part of the library, changed last first."""
    listed = _WHOLE
    if space_id is not None:
        listed = listed.where(Artefact.space_id == space_id)
    if kind is not None:
        listed = listed.where(Artefact.kind == kind)
    if tag is not None:
        listed = listed.where(
            exists().where(ArtefactTag.artefact_id == Artefact.id, ArtefactTag.tag == tag)
        )
    values = {"viewer_spaces": viewer.binds()["viewer_spaces"]}
    return by_moment(listed, Artefact.revised_at, Artefact.id, values=values)


def came_from(viewer: Viewer, artefact_id: int) -> Sequence[Row[Any]]:
    """Return the threads an artefact was kept from that *viewer* may read, with how many posts."""
    return rows(
        select(Thread.id, Thread.slug, Thread.title, func.count().label("posts"))
        .join(ArtefactSource, ArtefactSource.thread_id == Thread.id)
        .where(ArtefactSource.artefact_id == artefact_id, thread_visible_to())
        .group_by(Thread.id, Thread.slug, Thread.title)
        .order_by(Thread.id),
        {"viewer_spaces": viewer.binds()["viewer_spaces"]},
    )


def revisions(artefact_id: int) -> Sequence[Row[Any]]:
    """Return every revision of an artefact already granted, newest first, without their texts."""
    return rows(
        select(
            ArtefactRevision.number,
            ArtefactRevision.reason,
            ArtefactRevision.at,
            ArtefactRevision.editor_id,
            Member.name.label("editor_name"),
        )
        .join(Member, Member.id == ArtefactRevision.editor_id)
        .where(ArtefactRevision.artefact_id == artefact_id)
        .order_by(ArtefactRevision.number.desc())
    )


def revision(artefact_id: int, number: int) -> Row[Any] | None:
    """Return one revision of an artefact already granted."""
    return row(
        select(ArtefactRevision.__table__, Member.name.label("editor_name"))
        .join(Member, Member.id == ArtefactRevision.editor_id)
        .where(ArtefactRevision.artefact_id == artefact_id, ArtefactRevision.number == number)
    )
