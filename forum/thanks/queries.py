"""Reading thanks: one's own sentence, and those that were said to oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, func, select

from ..core.database.session import fetch_all, fetch_one
from ..members.models import Member
from .models import Thanks
from .policy import is_said_to
from .rows import SentenceRow, ThanksRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..members.viewer import Viewer

_POST, _PAGE = bindparam("post_id", type_=Integer), bindparam("artefact_id", type_=Integer)
_VIEWER = bindparam("viewer_id", type_=Integer)
_OWN = select(Thanks.text).where(
    Thanks.member_id == _VIEWER, (Thanks.post_id == _POST) | (Thanks.artefact_id == _PAGE)
)


def own_sentence(
    viewer: Viewer, *, post_id: int | None = None, artefact_id: int | None = None
) -> str:
    """Return what *viewer* has said about a post or a page; empty if nothing, or taken back."""
    values = {"post_id": post_id, "artefact_id": artefact_id, "viewer_id": viewer.member_id}
    row = fetch_one(SentenceRow, _OWN, values)
    return row.text if row else ""


_SAID = (
    select(
        Thanks.id,
        Thanks.text,
        Thanks.at,
        Member.name,
        func.coalesce(Member.handle, "").label("handle"),
        Member.organisation,
    )
    .join(Member, Member.id == Thanks.member_id)
    .where(is_said_to(_VIEWER, post_id=_POST, artefact_id=_PAGE))
    .order_by(Thanks.at.desc(), Thanks.id.desc())
)


def said(
    viewer: Viewer, *, post_id: int | None = None, artefact_id: int | None = None
) -> Sequence[ThanksRow]:
    """Return what was said to *viewer*, the author of a post or a page, newest first.

    The caller has checked that it is theirs.
    """
    values = {"post_id": post_id, "artefact_id": artefact_id, "viewer_id": viewer.member_id}
    return fetch_all(ThanksRow, _SAID, values)
