"""The rows that the statements about read marks and follows return."""

from __future__ import annotations

from typing import NamedTuple


class ReadMarkRow(NamedTuple):
    """Which posts of a thread a member has read, before more are added."""

    read_to: int
    beyond: str


class ReadCountRow(NamedTuple):
    """How many posts of a thread a member has read."""

    thread_id: int
    read_count: int


class UnreadRow(NamedTuple):
    """How many posts of a space are unread by a member, in threads they have begun to read."""

    space_id: int
    unread: int


class ReadingState(NamedTuple):
    """What a viewer has read of a thread, whether they follow it, and their unseen notices."""

    read_to: int = 0
    beyond: str = ""
    read_count: int = 0
    following: bool = False
    unseen: int = 0
    """Unseen notices in all."""
    unseen_here: int = 0
    """Unseen notices about this thread."""
