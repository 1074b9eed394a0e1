"""Reads the revisions of a post that the viewer was found to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from ..core.database.session import fetch_all, fetch_one
from ..members.models import Member
from ..threads.models import Post, Revision
from ..threads.policy.readable_text import readable_origin, readable_source
from ..threads.policy.sight import unsealed
from ..threads.queries import reader
from .rows import RevisionRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..members.viewer import Viewer

_REVISIONS = (
    select(
        Revision.post_id,
        Revision.number,
        readable_source(),
        Revision.format,
        Revision.title,
        Revision.tags,
        Revision.editor_id,
        Revision.reason,
        readable_origin(of=Revision.origin),
        Revision.at,
        Member.name.label("editor_name"),
        Revision.prompt_set,
        Revision.prompt_version,
        Revision.prompt_language,
        Revision.prompt_space,
        Revision.prompt_headings,
        Revision.redacted_at,
        Revision.redacted_by,
    )
    .join(Post, Post.id == Revision.post_id)
    .join(Member, Member.id == Revision.editor_id)
    .where(Revision.post_id == bindparam("post_id"), unsealed())
    .order_by(Revision.number.desc())
)
_REVISION = _REVISIONS.where(Revision.number == bindparam("number"))


def revisions(viewer: Viewer, post_id: int) -> Sequence[RevisionRow]:
    """Return every revision of a post that *viewer* sees, newest first."""
    return fetch_all(RevisionRow, _REVISIONS, {"post_id": post_id, **reader(viewer)})


def revision(viewer: Viewer, post_id: int, number: int) -> RevisionRow | None:
    """Return one revision of a post that *viewer* sees."""
    values = {"post_id": post_id, "number": number, **reader(viewer)}
    return fetch_one(RevisionRow, _REVISION, values)
