"""What the statements about comments return: one class each, its fields their columns."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..threads.rows import Withheld


class CommentRow(NamedTuple):
    """A comment with its author, the comment that it answers, and where it stands."""

    id: int
    thread_id: int
    number: int
    author_id: int
    at: datetime
    html: str
    withheld: Withheld
    state: str
    edited_at: datetime | None
    author_name: str
    author_handle: str
    author_former: bool
    answered_number: int | None
    answered_name: str | None
    revision: int
    section: str
    words: str
    locked_at: datetime | None
    """When the thread of the page was locked."""
    read_to: int | None
    """How far the viewer has read the thread; None if they never have. So are the next two."""
    beyond: str | None
    read_count: int | None


class Place(NamedTuple):
    """Where a new comment is put, as its form says."""

    section: str
    """The id of a section of the page; empty for the whole page."""
    words: str


class PageThreadRow(NamedTuple):
    """The thread of a page, and what the page is called."""

    id: int
    title: str
    anchor_title: str
    anchor_url: str
    page_title: str
