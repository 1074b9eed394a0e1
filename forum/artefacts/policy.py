"""Who may read an artefact, and who may change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sqlalchemy import Text, and_, bindparam, case, literal_column, or_

from ..core.database.id_list import is_among
from ..members.viewer import GUEST
from ..threads.models import BLANK
from ..threads.policy import readable_text
from ..threads.policy.sight import NOTHING, waits
from .models import Artefact, ArtefactRevision

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Label
    from sqlalchemy.orm import InstrumentedAttribute

    from ..members.viewer import Viewer
    from ..threads.policy.sight import Reader
    from ..threads.rows import PostLike, ThreadRow
    from .rows import ArtefactRow

Withheld = Literal["", "unseen", "hidden", "withdrawn", "removed"]
"""Why somebody may not read the text of an artefact; empty if they may."""
# Literals, not binds: they never change.
_SHOWN, _HIDDEN = literal_column("'shown'", Text), literal_column("'hidden'", Text)


def in_reach(artefact: type[Artefact] = Artefact) -> ColumnElement[bool]:
    """Return the condition that a viewer reads the space of an artefact, whatever became of it.

    Its bind is in ``viewer.binds()``. Such a statement asks ``readable`` about each text.
    """
    return is_among(artefact.space_id, "viewer_spaces", own_index=False)


def is_shown(artefact: type[Artefact] = Artefact) -> ColumnElement[bool]:
    """Return the condition that an artefact is not hidden, withdrawn or removed."""
    return artefact.visibility == _SHOWN


def visible_to(artefact: type[Artefact] = Artefact) -> ColumnElement[bool]:
    """Return the condition under which an artefact exists for a viewer, in lists and on its own.

    Only at its own address, and for whoever decides about it, is there more: ``in_reach``. Its bind
    is in ``viewer.binds()``.
    """
    return and_(in_reach(artefact), is_shown(artefact))


def readable(to: Reader = "viewer") -> ColumnElement[bool]:
    """Return the condition under which somebody who reads the space may read an artefact.

    Its title is part of its text. For the viewer its bind is ``viewer_id``, one of
    ``viewer.binds()``. ``why_withheld`` is the same rule for a single artefact.
    """
    is_hidden = Artefact.visibility == _HIDDEN
    if to == "stewards":
        return or_(is_shown(), is_hidden)
    if to == "viewer":
        return or_(is_shown(), and_(is_hidden, Artefact.author_id == bindparam("viewer_id")))
    return is_shown()


def readable_part(column: InstrumentedAttribute[str], to: Reader = "viewer") -> Label[str]:
    """Return a *column* with words of artefacts by its own name, "" if they are withheld."""
    return case((readable(to), column), else_=NOTHING).label(column.key)


def readable_html(to: Reader = "viewer") -> Label[str]:
    """Return the column ``html`` of artefacts, "" if it is withheld."""
    return readable_part(Artefact.html, to)


def readable_source(to: Reader = "viewer") -> Label[str]:
    """Return the column ``source`` of revisions by the same rule; the artefact must be joined."""
    return readable_part(ArtefactRevision.source, to)


def why_withheld(viewer: Viewer, artefact: ArtefactRow) -> Withheld:
    """Return why *viewer* may not read the text of *artefact*, "" if they may.

    Nobody may read one that was withdrawn or removed; only whoever made it may read a hidden one.
    """
    if artefact.space_id not in viewer.reads:
        return "unseen"
    if artefact.visibility == "shown":
        return ""
    if artefact.visibility == "hidden":
        own = viewer.member_id is not None and artefact.author_id == viewer.member_id
        return "" if own else "hidden"
    return "removed" if artefact.visibility == "removed" else "withdrawn"


def may_read_source(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may read the text of *artefact*, and with it its earlier versions."""
    return not why_withheld(viewer, artefact)


def may_create(viewer: Viewer, space_id: int) -> bool:
    """Whether *viewer* may add to the library of a space. Hosts know this act as "keep"."""
    return viewer.allows("keep", space_id, default=space_id in viewer.writes)


def may_edit(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may change *artefact*: by default, whoever may write in its space."""
    shown = artefact.visibility == "shown"
    return shown and viewer.allows("edit", artefact, default=artefact.space_id in viewer.writes)


def may_take_text(artefact: ArtefactRow, space_id: int) -> bool:
    """Whether the text of *artefact* may go into a page of a space: out of a closed one, not."""
    return artefact.space_access == "open" or artefact.space_id == space_id


def may_withdraw(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may withdraw *artefact*, or ask for it: whoever made it may, once."""
    own = viewer.member_id is not None and artefact.author_id == viewer.member_id
    return own and artefact.visibility not in BLANK


def may_moderate(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may hide *artefact* and show it again. Hosts know this act as "hide"."""
    default = artefact.space_id in viewer.moderates
    return artefact.visibility not in BLANK and viewer.allows("hide", artefact, default=default)


def may_copy(post: PostLike, thread: ThreadRow) -> bool:
    """Whether *post* may be copied into a page: only if everybody may read it."""
    is_take = post.branch > 0 or bool(thread.question)
    return not readable_text.why_withheld(GUEST, post) and not (is_take and waits(thread))
