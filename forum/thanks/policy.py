"""Who may thank for a page, and which thanks are told.

For a post it is ``threads/policy/acts.py: may_thank``. The host's ``can`` is asked about ``mark``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Boolean, and_, bindparam, literal_column, or_

from ..core.state import state
from .models import Thanks

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, SQLColumnExpression

    from ..artefacts.rows import ArtefactRow
    from ..members.viewer import Viewer

_IN_USE = bindparam(
    "thanks_in_use", type_=Boolean, callable_=lambda: not state().config.leaves_out("thanks")
)


def may_thank_for_page(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may thank whoever wrote a page of the library first: not themselves."""
    return (
        not viewer.guest
        and artefact.author_id != viewer.member_id
        and not artefact.author_former
        and artefact.space_id in viewer.writes
        and viewer.allows("mark", artefact, default=True)
    )


def is_said_to(
    member_id: SQLColumnExpression[int],
    *,
    post_id: SQLColumnExpression[int | None],
    artefact_id: SQLColumnExpression[int | None],
) -> ColumnElement[bool]:
    """Return the condition that a sentence is told to the member who wrote something.

    Neither taken back nor removed, not their own, and never where the host leaves thanks out. The
    statement selects thanks; the author is for its caller to know.
    """
    return and_(
        _IN_USE,
        or_(Thanks.post_id == post_id, Thanks.artefact_id == artefact_id),
        Thanks.member_id != member_id,
        Thanks.text != literal_column("''"),
        Thanks.removed_at.is_(None),
    )
