"""The revisions of an artefact: all of them without their texts, and one with its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, func, select

from ...core.database.session import fetch_all, fetch_one
from ...members.models import Member
from ..models import Artefact, ArtefactRevision
from ..policy import in_reach, readable, readable_source
from ..rows import ArtefactRevisionRow, EditorRow, ListedRevisionRow, WriterRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...members.viewer import Viewer
    from ..rows import ArtefactRow

_REVISIONS = (
    select(
        ArtefactRevision.number,
        ArtefactRevision.reason,
        ArtefactRevision.at,
        ArtefactRevision.editor_id,
        Member.name.label("editor_name"),
        ArtefactRevision.redacted_at,
        ArtefactRevision.redacted_by,
    )
    .join(Member, Member.id == ArtefactRevision.editor_id)
    .where(
        ArtefactRevision.artefact_id == bindparam("artefact_id"),
        ArtefactRevision.number <= bindparam("newest", type_=Integer),
    )
    .order_by(ArtefactRevision.number.desc())
    .limit(bindparam("most", type_=Integer))
)


def revisions(artefact_id: int, *, newest: int, most: int) -> Sequence[ListedRevisionRow]:
    """Return revisions of an artefact that the viewer may read, from *newest* back, without texts.

    They are *most* at most.
    """
    values = {"artefact_id": artefact_id, "newest": newest, "most": most}
    return fetch_all(ListedRevisionRow, _REVISIONS, values)


_JOINED = func.min(ArtefactRevision.number)
_WRITERS = (
    select(ArtefactRevision.editor_id, Member.name.label("editor_name"), _JOINED.label("joined"))
    .join(Member, Member.id == ArtefactRevision.editor_id)
    .where(ArtefactRevision.artefact_id == bindparam("artefact_id"))
    .group_by(ArtefactRevision.editor_id, Member.name)
    .order_by(_JOINED)
    .limit(bindparam("most", type_=Integer))
)


def writers(artefact_id: int, *, most: int) -> Sequence[WriterRow]:
    """Return who has saved a revision of an artefact, in the order they joined, *most* at most."""
    return fetch_all(WriterRow, _WRITERS, {"artefact_id": artefact_id, "most": most})


_BY_OTHERS = (
    select(ArtefactRevision.editor_id)
    .where(
        ArtefactRevision.artefact_id == bindparam("artefact_id"),
        ArtefactRevision.editor_id != bindparam("author_id"),
    )
    .limit(1)
)


def is_by_others(artefact: ArtefactRow) -> bool:
    """Return whether somebody else than its first author has saved a revision of an artefact."""
    values = {"artefact_id": artefact.id, "author_id": artefact.author_id}
    return fetch_one(EditorRow, _BY_OTHERS, values) is not None


_REVISION = (
    select(
        ArtefactRevision.artefact_id,
        ArtefactRevision.number,
        ArtefactRevision.kind,
        ArtefactRevision.title,
        ArtefactRevision.tags,
        readable_source(),
        ArtefactRevision.editor_id,
        ArtefactRevision.reason,
        ArtefactRevision.at,
        Member.name.label("editor_name"),
        ArtefactRevision.prompt_set,
        ArtefactRevision.prompt_version,
        ArtefactRevision.prompt_language,
        ArtefactRevision.prompt_space,
        ArtefactRevision.prompt_headings,
        ArtefactRevision.sections,
        ArtefactRevision.details,
        ArtefactRevision.redacted_at,
        ArtefactRevision.redacted_by,
    )
    .join(Artefact, Artefact.id == ArtefactRevision.artefact_id)
    .join(Member, Member.id == ArtefactRevision.editor_id)
    .where(
        in_reach(),
        readable(),
        ArtefactRevision.artefact_id == bindparam("artefact_id"),
        ArtefactRevision.number == bindparam("revision"),
    )
)


def revision(viewer: Viewer, artefact_id: int, number: int) -> ArtefactRevisionRow | None:
    """Return one revision of an artefact, as *viewer* may read it."""
    values = {"artefact_id": artefact_id, "revision": number, **viewer.binds()}
    return fetch_one(ArtefactRevisionRow, _REVISION, values)
