"""Reads a whole thread, and which of the links in it lead somewhere that the viewer may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ..artefacts.models import Artefact
from ..artefacts.policy import visible_to as visible_page
from ..core.database.id_list import is_among
from ..core.database.session import fetch_all
from ..threads.models import Post, Thread
from ..threads.policy.sight import unsealed, visible_to
from ..threads.queries import POSTS, reader
from ..threads.rows import PostRow
from .rows import TargetRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ..core.database.session import Statement
    from ..members.viewer import Viewer

_TARGETS: Mapping[str, Statement] = {
    "t": select(Thread.id).where(is_among(Thread.id, "ids"), visible_to()),
    "p": (
        select(Post.id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(is_among(Post.id, "ids"), visible_to(), unsealed())
    ),
    "a": select(Artefact.id).where(is_among(Artefact.id, "ids"), visible_page()),
}


def all_posts(viewer: Viewer, thread_id: int) -> Sequence[PostRow]:
    """Return every post of a thread that *viewer* was found to read, in the order of its pages."""
    return fetch_all(PostRow, POSTS, {"thread_id": thread_id, **reader(viewer)})


def readable(
    viewer: Viewer, targets: Mapping[str, AbstractSet[int]]
) -> Mapping[str, AbstractSet[int]]:
    """Return those of *targets*, as ``inner_links.targets`` found them, that *viewer* may read.

    Sends one statement for each kind of thing.
    """
    return {letter: _readable(viewer, letter, sorted(ids)) for letter, ids in targets.items()}


def _readable(viewer: Viewer, letter: str, ids: Sequence[int]) -> frozenset[int]:
    values = {"ids": ids, **reader(viewer), **viewer.binds()}
    return frozenset(row.id for row in fetch_all(TargetRow, _TARGETS[letter], values))
