"""The rows that the statements about imports return."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class OriginRow(NamedTuple):
    """A forum that was imported, as the source map calls it."""

    origin: str


class IdRow(NamedTuple):
    """A post."""

    id: int


class TimeRow(NamedTuple):
    """When a post of the other forum was written, by its key there."""

    key: str
    at: datetime


class BranchRow(NamedTuple):
    """The branch of a post."""

    id: int
    branch: int


class NumberRow(NamedTuple):
    """The number of a post."""

    number: int


class RepliesRow(NamedTuple):
    """How many replies a branch has."""

    branch: int
    replies: int


class SourceRow(NamedTuple):
    """Something of the other forum, by its key there, and what it became here."""

    key: str
    object_id: int


class HandleRow(NamedTuple):
    """The handle of an imported member."""

    id: int
    handle: str


class SlugRow(NamedTuple):
    """The slug of a space."""

    id: int
    slug: str


class TextRow(NamedTuple):
    """The text of a post as it was imported."""

    post_id: int
    source: str


class TakenRow(NamedTuple):
    """The last number of a thread after numbers were taken, and how it was before."""

    posts: int
    branches: int
    kind: str
