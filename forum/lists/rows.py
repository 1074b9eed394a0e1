"""The rows of lists: of threads, and of what one member wrote."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class ListedThreadRow(NamedTuple):
    """A thread as a list of threads needs it."""

    id: int
    space_id: int
    kind: str
    title: str
    slug: str
    opened_at: datetime
    active_at: datetime
    posts: int
    answers: int
    helped: int
    tried: int
    worked: int
    partly: int
    organisations: int
    reflections: int
    kept: int
    pinned: bool
    locked_at: datetime | None
    locked_why: str
    author_id: int
    anchor_title: str
    anchor_url: str
    wish: str
    sealed_until: datetime | None
    sealed: bool
    author_name: str
    author_organisation: str
    author_former: bool
    space_name: str
    space_slug: str
    many: bool
    """Whether its list has so many pages that one is offered a month."""


class WrittenPostRow(NamedTuple):
    """A post in the list of those that a member wrote."""

    id: int
    number: int
    at: datetime
    kind: str
    html: str
    helped: bool
    title: str
    thread_kind: str
    space_name: str
    space_slug: str


class OwnPostRow(NamedTuple):
    """A post of the viewer in a space that they can no longer read: nothing else of the space."""

    id: int
    number: int
    at: datetime
    html: str


class SpaceLifeRow(NamedTuple):
    """When something was last written in a space; None if nothing was."""

    id: int
    active_at: datetime | None
    pinned_at: datetime | None
    """The same of its pinned threads."""


class NumberRow(NamedTuple):
    """The number of a post in its thread."""

    number: int
