"""Who may say that something is missing, who reads it, who deletes it, and until when it is there.

The list is read by every member who can read the space, as its log is: an open space has no other
members. Guests never read it, even where they may read the space: whoever sends a line, sends it to
the people who can do something about it. Only who may open a thread there can send one, and not who
is blocked: nothing else keeps anonymous words in bounds.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Date, bindparam

from ..core.database.base import now
from ..spaces.policy import may_manage
from ..threads.policy.acts import may_open
from .models import Gap

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import BindParameter, ColumnElement

    from ..members.viewer import Viewer
    from ..spaces.rows import SpaceRow

KEPT = timedelta(days=90)
"""How long a line is there after it was told last."""
_FIRST_DAY: BindParameter[date] = bindparam("first_day", type_=Date)


def may_tell(viewer: Viewer, space: SpaceRow) -> bool:
    """Whether *viewer* may say that something is missing in *space*: who may open a thread there.

    Not in the space of discussions on a host's pages, where nobody opens any.
    """
    return not viewer.guest and space.listed and may_open(viewer, space.id)


def may_read(viewer: Viewer) -> bool:
    """Whether *viewer* may read the lists of the spaces that they read: who is signed in."""
    return not viewer.guest


def may_delete(viewer: Viewer, space: SpaceRow) -> bool:
    """Whether *viewer* may delete lines of *space*: whoever manages it."""
    return not viewer.guest and may_manage(viewer, space)


def first_day() -> date:
    """Return the first day (UTC) of which lines are still there."""
    return now().date() - KEPT


def is_kept() -> ColumnElement[bool]:
    """Return the condition that a line is still there. Bind: ``first_day``."""
    return Gap.day >= _FIRST_DAY
