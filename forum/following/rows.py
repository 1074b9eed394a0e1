"""The rows that the statements about read marks and follows return."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol


class HasId(Protocol):
    """The row of a thread, whatever else it has."""

    @property
    def id(self) -> int: ...


class ReadMarkRow(NamedTuple):
    """Which posts of a thread a member has read, before more are added."""

    read_to: int
    beyond: str


class RunsRow(NamedTuple):
    """The posts of a thread, and which of them are withheld."""

    id: int
    posts: int
    withheld: str


class StartedThreadRow(NamedTuple):
    """A thread that a member has begun to read, with what they have not read yet."""

    thread_id: int
    posts: int
    withheld: str
    read_to: int
    beyond: str


class UnreadRow(NamedTuple):
    """Threads of a space that a member has begun to read.

    Those without withheld posts are one row, any other is a row of its own.
    """

    space_id: int
    left: int
    """Posts less read ones: all of them are unread if none is withheld."""
    posts: int
    withheld: str
    read_to: int
    beyond: str


class ReadingState(NamedTuple):
    """How far a viewer has read a thread, whether they follow it, and their unseen notices."""

    read_to: int = 0
    beyond: str = ""
    read_count: int = 0
    following: bool = False
    unseen: int = 0
    """Unseen notices in all."""
    unseen_here: str = ""
    """Ids of the posts of this thread that they have unseen notices about: "512,530".

    0 stands for notices about the thread as a whole.
    """
    is_first_here: bool = False
    """Whether the space has norms, and they have not written there yet."""
    is_worth_keeping: bool = False
    """Whether they wrote in it, it is long and quiet, and nothing of it is kept yet."""
    notes: str | None = None
    """Ids of the posts of this thread that their own notes are about, 0 for the thread itself.

    None if they have no journal.
    """


class FollowedRow(NamedTuple):
    """Something that a member follows: a thread, a space or a page of the library."""

    id: int
    at: datetime
    thread_id: int | None
    artefact_id: int | None
    title: str
    """Of the thread; empty for anything else."""
    slug: str
    space_name: str
    """The space that is followed, or that the thread is in."""
    space_slug: str
