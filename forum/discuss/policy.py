"""Who reads and writes the discussion on a page of the host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..threads import policy as threads

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..members.viewer import Viewer


@dataclass(frozen=True)
class Target:
    """Where the thread about a page belongs, as the page says and as the viewer may read it."""

    audience: str | None
    space_id: int | None
    """None where the group has no unlisted space yet: it is made with the first post."""


def target(
    viewer: Viewer, audience: str | None, places: Iterable[Any], *, slug: str | None
) -> Target | None:
    """Return where the thread about a page belongs, or None where *viewer* may not read that.

    *places* are the spaces they read; *slug* is the one for pages that name no *audience*.
    """
    if audience is None:
        found = next((p for p in places if slug and p.slug == slug), None)
        return Target(None, found.id) if found else None
    if audience not in viewer.audiences:
        return None
    mine = (p.id for p in places if p.audience == audience and not p.listed)
    return Target(audience, min(mine, default=None))


def may_join(viewer: Viewer, stands: Any) -> bool:
    """Whether *viewer* reads a thread that was opened while they wrote, perhaps in a new space."""
    return stands.space_id in viewer.reads or stands.audience in viewer.audiences


def may_write(viewer: Viewer, place: Target, thread: Any) -> bool:
    """Whether *viewer* may write on the page: in *thread*, or, where it is None, its first post."""
    if viewer.guest:
        return False
    if thread is not None:
        return threads.may_write(viewer, thread)
    if place.space_id is not None:
        return threads.may_open(viewer, place.space_id)
    return viewer.allows("open", None, default=True)
