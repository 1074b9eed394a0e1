"""Who may read and write the discussion on a page of the host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..threads.policy import acts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..members.viewer import Viewer
    from ..spaces.rows import SpaceRow
    from ..threads.rows import ThreadRow
    from .rows import AnchoredThreadRow


@dataclass(frozen=True)
class Target:
    """The space that the discussion of a page belongs to, as the page says."""

    audience: str | None
    space_id: int | None
    """None if the group has no unlisted space yet: the first post makes it."""


def target_for(
    viewer: Viewer, audience: str | None, spaces: Iterable[SpaceRow], *, slug: str | None
) -> Target | None:
    """Return where the discussion of a page belongs, or None if *viewer* may not read it.

    *spaces* are those the viewer reads; *slug* names the one for pages without an *audience*.
    """
    if audience is None:
        found = next((space for space in spaces if slug and space.slug == slug), None)
        return Target(None, found.id) if found else None
    if audience not in viewer.audiences:
        return None
    own = (space.id for space in spaces if space.audience == audience and not space.listed)
    return Target(audience, min(own, default=None))


def may_join(viewer: Viewer, thread: AnchoredThreadRow) -> bool:
    """Whether *viewer* may read a thread that somebody opened while they were writing.

    Its space may be newer than the viewer's list of spaces.
    """
    return thread.space_id in viewer.reads or thread.audience in viewer.audiences


def may_write(viewer: Viewer, target: Target, thread: ThreadRow | None) -> bool:
    """Whether *viewer* may write in *thread* or, if it is None, write its first post."""
    if viewer.guest:
        return False
    if thread is not None:
        return acts.may_write(viewer, thread)
    if target.space_id is not None:
        return acts.may_open(viewer, target.space_id)
    return viewer.allows("open", None, default=True)
