"""Reading artefacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, exists, func, select, tuple_

from ..database.session import row, rows
from ..members.models import Member
from ..spaces.models import Space
from ..threads.models import Thread
from ..threads.policy import visible_to as thread_visible_to
from .models import Artefact, ArtefactRevision, ArtefactSource, ArtefactTag
from .policy import visible_to

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from ..members.viewer import Viewer

CARD = select(
    Artefact.id, Artefact.space_id, Artefact.kind, Artefact.title, Artefact.slug,
    Artefact.revision, Artefact.revised_at,
).where(visible_to())  # fmt: skip

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
        Artefact.id, Artefact.space_id, Artefact.kind, Artefact.title, Artefact.slug,
        Artefact.tags, Artefact.html, Artefact.author_id, Artefact.made_at, Artefact.revised_at,
        Artefact.revision, Space.slug.label("space_slug"), Space.name.label("space_name"),
        Space.access.label("space_access"), Space.audience.label("space_audience"),
        Member.name.label("author_name"),
        Member.former.label("author_former"),
    )
    .join(Space, Space.id == Artefact.space_id)
    .join(Member, Member.id == Artefact.author_id)
    .where(visible_to())
)  # fmt: skip
_ONE = _WHOLE.where(Artefact.id == bindparam("artefact_id"))


def artefact(viewer: Viewer, artefact_id: int) -> Row[Any] | None:
    """Return an artefact as *viewer* may read it, with its space and who began it."""
    spaces = viewer.binds()["viewer_spaces"]
    return row(_ONE, {"artefact_id": artefact_id, "viewer_spaces": spaces})


def fetcher(
    viewer: Viewer,
    *,
    space_id: int | None = None,
    kind: str | None = None,
    tag: str | None = None,
) -> Callable[[bool, tuple[datetime, int] | None, int], Sequence[Row[Any]]]:
    """Return what ``paging.stretch`` calls to read a part of the library, changed last first."""
    listed = _WHOLE
    if space_id is not None:
        listed = listed.where(Artefact.space_id == space_id)
    if kind is not None:
        listed = listed.where(Artefact.kind == kind)
    if tag is not None:
        listed = listed.where(
            exists().where(ArtefactTag.artefact_id == Artefact.id, ArtefactTag.tag == tag)
        )

    def fetch(backwards: bool, start: tuple[datetime, int] | None, most: int) -> Sequence[Row[Any]]:
        here = tuple_(Artefact.revised_at, Artefact.id)
        part = listed
        if start is not None:
            part = listed.where(here > start if backwards else here < start)
        ways = (Artefact.revised_at, Artefact.id)
        order = ways if backwards else tuple(way.desc() for way in ways)
        return rows(
            part.order_by(*order).limit(most),
            {"viewer_spaces": viewer.binds()["viewer_spaces"]},
        )

    return fetch


def sent(author_id: int | None, form_key: str) -> Row[Any] | None:
    """Return id and hash of what this author kept with this form before, or None."""
    if author_id is None:
        return None
    return row(
        select(Artefact.id, Artefact.form_hash).where(
            Artefact.author_id == author_id, Artefact.form_key == form_key
        )
    )


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
            ArtefactRevision.number, ArtefactRevision.reason, ArtefactRevision.at,
            ArtefactRevision.editor_id, Member.name.label("editor_name"),
        )
        .join(Member, Member.id == ArtefactRevision.editor_id)
        .where(ArtefactRevision.artefact_id == artefact_id)
        .order_by(ArtefactRevision.number.desc())
    )  # fmt: skip


def revision(artefact_id: int, number: int) -> Row[Any] | None:
    """Return one revision of an artefact already granted."""
    return row(
        select(ArtefactRevision.__table__, Member.name.label("editor_name"))
        .join(Member, Member.id == ArtefactRevision.editor_id)
        .where(
            ArtefactRevision.artefact_id == artefact_id, ArtefactRevision.number == number
        )
    )  # fmt: skip
