"""What the statements about the needs of pages return: one class each."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple


class MarkRow(NamedTuple):
    """One thing that a page needs."""

    what: Literal["need", "dead", "review"]
    """A section needs somebody who knows, a link is dead, or the page is to be looked at again."""
    key: str
    """The id of the section, the hash of the link's address, or the name of who will look."""
    day: date | None
    """The day on which the link was said to be dead, or on which to look."""
    member_id: int | None
    """Who will look at it again."""


class PickedRow(NamedTuple):
    """A page that may replace another."""

    id: int
    title: str
    slug: str
    space_id: int
    space_name: str


class DeadRow(NamedTuple):
    """A link that is dead, with its page."""

    id: int
    title: str
    slug: str
    html: str
    details: str
    link: str
    """The hash of its address."""
    day: date


class DueRow(NamedTuple):
    """A page whose day has come to be looked at again."""

    id: int
    title: str
    slug: str
    day: date


class NeedingRow(NamedTuple):
    """A section that needs somebody who knows, with its page."""

    id: int
    title: str
    slug: str
    html: str
    sections: str | None
    section: str
