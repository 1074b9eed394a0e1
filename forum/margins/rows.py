"""What the statements about comments return: one class each, its fields their columns."""

from __future__ import annotations

from datetime import date, datetime
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
    origin: str
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
    """The words of the page that it is about; empty while the comment is withheld, or the post that
    the page quotes with them."""
    comment_id: int | None
    """The comment that it answers, in the end; None if it answers none."""
    nearest: str | None
    closed: bool
    closed_revision: int | None
    """The revision that took it up; None if none did."""
    closed_why: str
    """Outcome; empty while the comment is withheld."""
    closed_name: str
    """Who closed it; empty for a former member."""
    locked_at: datetime | None
    """When the thread of the page was locked."""
    read_to: int | None
    """How far the viewer has read the thread; None if they never have. So are the next two."""
    beyond: str | None
    read_count: int | None


class PageOfThreadRow(NamedTuple):
    """The page that a thread is that of, with its sections."""

    id: int
    slug: str
    html: str
    sections: str | None


class PlacedPostRow(NamedTuple):
    """A comment in the thread of its page: where on the page it stands, and what became of it."""

    post_id: int
    section: str
    nearest: str | None
    closed: bool
    closed_revision: int | None
    closed_why: str
    """Outcome; empty while the comment is withheld."""


class Place(NamedTuple):
    """Where a new comment is put, as its form says."""

    section: str
    """The id of a section of the page; empty for the whole page."""
    words: str
    quoted_id: int | None = None
    """The post that the page quotes with these words."""


class PageThreadRow(NamedTuple):
    """The thread of a page, and what the page is called."""

    id: int
    title: str
    anchor_title: str
    anchor_url: str
    page_title: str


class PlacedRow(NamedTuple):
    """A comment that is about words in a section."""

    post_id: int
    revision: int
    section: str
    words: str


class SourceRow(NamedTuple):
    """A revision of a page, with its text and its sections."""

    number: int
    sections: str | None
    source: str


class DetailsRow(NamedTuple):
    """What is said of a page, as it is stored."""

    details: str


class DueRow(NamedTuple):
    """A page whose last day for comments is near."""

    artefact_id: int
    day: date


class NumberRow(NamedTuple):
    """The number of a revision."""

    number: int | None
