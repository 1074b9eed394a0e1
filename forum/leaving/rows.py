"""What the statements about what is left of a person return, and what it makes."""

from __future__ import annotations

from typing import NamedTuple


class PlaceRow(NamedTuple):
    """Where a name was found: which thing."""

    id: int


class TitleRow(NamedTuple):
    """A thing that a viewer may read, with what it is called."""

    id: int
    number: int
    title: str


class FoundFileRow(NamedTuple):
    """A file in whose name or words a name was found, or a document that may have it inside."""

    id: int
    key: str
    name: str
    place: str | None
    place_id: int | None


class Trace(NamedTuple):
    """A place where others' words name somebody, or where a file of theirs may."""

    place: str
    """"post", "thread", "page", "space", "log", "gaps", "reports"."""
    id: int
    """Of that thing; of its space for the last four."""
    what: str
    """One of ``presenters.whats()``."""
    name: str = ""
    """That of the file, if it is in one."""
    key: str = ""
    """The key of that file."""


class Seen(NamedTuple):
    """A trace in something that a viewer may read."""

    trace: Trace
    title: str
    """That of the thread, the page or the space."""
    number: int = 0
    """That of the post."""
    slug: str = ""
    """That of the space."""
