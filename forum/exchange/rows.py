"""The rows that the statements about imports return."""

from __future__ import annotations

from typing import NamedTuple


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
