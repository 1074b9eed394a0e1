"""What the statements about questions to one person return, and what they are about."""

from __future__ import annotations

from typing import NamedTuple


class Subject(NamedTuple):
    """What somebody is asked about: exactly one of these is set."""

    thread_id: int | None = None
    post_id: int | None = None
    artefact_id: int | None = None


class EnquiryRow(NamedTuple):
    """A question as whoever was asked reads it."""

    id: int
    thread_id: int | None
    post_id: int | None
    artefact_id: int | None
    text: str
    name: str
    """Of whoever asks."""


class AskedRow(NamedTuple):
    """Somebody whom the viewer has asked: whether they answered is not said."""

    id: int
    name: str
    handle: str
    text: str


class ReaderRow(NamedTuple):
    """A member who reads a space."""

    id: int
