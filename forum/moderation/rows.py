"""What the statements about moderation return: one class each, its fields their columns."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from ..threads.rows import Withheld


class OpenReportRow(NamedTuple):
    """An open report, with the post it is about."""

    id: int
    text: str
    at: datetime
    reporter_id: int
    post_id: int
    reporter_name: str
    reporter_handle: str
    number: int
    html: str
    withheld: Withheld
    state: str
    author_id: int
    written_at: datetime
    author_name: str
    author_handle: str
    thread_id: int
    title: str
    sealed: bool
    """Whether it is a first take that the steward may not read yet."""
    reporter_sealed: bool
    """Whether the steward may not know who reported it: somebody who has posted a first take."""
    objects: bool
    """Whether it is what the author says of hiding it."""
    waits: bool
    """Whether the post is hidden because of a report, until somebody has looked."""


class PageLike(Protocol):
    """What moderation needs to know of a page of the library."""

    @property
    def id(self) -> int: ...
    @property
    def space_id(self) -> int: ...
    @property
    def author_id(self) -> int: ...


class UnheardRow(NamedTuple):
    """A space in which reports wait and that nobody looks after."""

    id: int
    name: str
    slug: str


class PageReportRow(NamedTuple):
    """An open report, with the page of the library that it is about."""

    id: int
    text: str
    at: datetime
    reporter_id: int
    artefact_id: int
    reporter_name: str
    reporter_handle: str
    title: str
    """Empty, as the text is, if the page is withdrawn."""
    html: str
    visibility: str
    author_id: int
    made_at: datetime
    author_name: str
    author_handle: str
    objects: bool
    """Whether it is what whoever made the page says of hiding it."""
    waits: bool
    """Whether the page is hidden because of a report, until somebody has looked."""


class SealedPostRow(NamedTuple):
    """A reported first take that a steward may open, to decide about it."""

    id: int
    thread_id: int
    space_id: int


class ReportedRow(NamedTuple):
    """How many posts, or posts and pages, have open reports."""

    things: int


class PersonRow(NamedTuple):
    """A person who may be blocked in a space."""

    id: int
    handle: str
    name: str
    blocked_at: datetime | None
    steward: bool


class LogRow(NamedTuple):
    """An entry in the log of a space; a thread that the viewer may not read has no address."""

    id: int
    act: str
    reason: str
    at: datetime
    post_id: int | None
    actor_id: int | None
    moved_id: int | None
    """The thread, even if the viewer may not read it: never to be shown."""
    actor_name: str | None
    actor_handle: str | None
    about_name: str | None
    about_handle: str | None
    member_id: int | None
    thread_id: int | None
    slug: str | None
    title: str | None
    """Of the thread or the page; empty if the page is hidden or withdrawn."""
    artefact_id: int | None


class MoveRow(NamedTuple):
    """An entry in the log of a space, to find out whether it is a move that can be undone."""

    id: int
    act: str
    actor_id: int | None
    at: datetime
    moved_id: int | None
    space_id: int


class NewestMoveRow(NamedTuple):
    """The newest entry about moving a thread, in the log of the space that it left."""

    thread_id: int
    newest: int


class ObjectionRow(NamedTuple):
    """What the author of a hidden post has said of that."""

    post_id: int
    text: str


class PageObjectionRow(NamedTuple):
    """What whoever made a hidden page has said of that."""

    artefact_id: int
    text: str


class ThreadRow(NamedTuple):
    """A thread that something is true of."""

    id: int


class AuthorsRow(NamedTuple):
    """How many members a statement counts."""

    members: int
