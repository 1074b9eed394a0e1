"""Reads what became of a first take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from ..core.database.session import fetch_one
from ..threads.models import Post, PresentView
from ..threads.queries import reader
from .policy import readable_source, readable_view
from .rows import PresentViewRow

if TYPE_CHECKING:
    from ..members.viewer import Viewer

_VIEW = (
    select(readable_source(), PresentView.at, Post.view, Post.view_shared.label("shared"))
    .join(Post, Post.id == PresentView.post_id)
    .where(PresentView.post_id == bindparam("post_id"), readable_view())
)


def present_view(viewer: Viewer, post_id: int) -> PresentViewRow | None:
    """Return what the author of a post that *viewer* sees thinks now, if they may read it."""
    return fetch_one(PresentViewRow, _VIEW, {"post_id": post_id, **reader(viewer)})
