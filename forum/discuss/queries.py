"""Reading which pages of the host are discussed, and how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from ..core.database.session import row, rows
from ..spaces.models import Space
from ..threads.models import Thread
from ..threads.policy import visible_to

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Row

    from ..members.viewer import Viewer

_STANDS = (
    select(Thread.id, Thread.space_id, Space.audience)
    .join(Space, Space.id == Thread.space_id)
    .where(Thread.anchor_key == bindparam("key"))
)
_COUNTS = select(Thread.anchor_key, Thread.posts).where(
    Thread.anchor_key.in_(bindparam("keys", expanding=True)), visible_to()
)


def stands(key: str) -> Row[Any] | None:
    """Return id, space and audience of the thread about a page, whoever reads it: for deciding.

    Nothing of it is shown.
    """
    return row(_STANDS, {"key": key})


def counts(viewer: Viewer, keys: Sequence[str]) -> Mapping[str, int]:
    """Return how many posts there are about each of the pages *keys* that *viewer* may read."""
    asked = [key for key in keys if "\0" not in key]
    if not asked:
        return {}
    binds = {"keys": asked, "viewer_spaces": viewer.binds()["viewer_spaces"]}
    return {found.anchor_key: found.posts for found in rows(_COUNTS, binds)}
