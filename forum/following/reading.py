"""Writes read marks after the response, on a connection of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..members.viewer import Viewer
    from .queries import Standing


def mark_read(viewer: Viewer, thread_id: int, numbers: Sequence[int], standing: Standing) -> None:
    """Note, once the response is sent, that *viewer* has read *numbers*."""
