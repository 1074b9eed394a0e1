"""What the statements about journals return."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class About(NamedTuple):
    """The subject of an entry; all empty if it has none of the forum's."""

    thread_id: int | None = None
    post_id: int | None = None
    artefact_id: int | None = None
    page_key: str | None = None
    page_title: str = ""
    page_url: str = ""
    page_audience: str | None = None


class EntryRow(NamedTuple):
    """An entry, for its author."""

    id: int
    written_at: datetime
    changed_at: datetime
    version: int
    unfinished: bool
    saved_by: str
    thread_id: int | None
    post_id: int | None
    artefact_id: int | None
    page_key: str | None
    page_title: str
    page_url: str
    page_audience: str | None
    prompt_set: str | None
    prompt_version: int | None
    prompt_language: str | None
    title: str
    source: str
    html: str
    render_version: int


class WrittenRow(NamedTuple):
    """When an entry was written."""

    id: int
    written_at: datetime


class NoteRow(NamedTuple):
    """An entry in the list of one's notes about the same thing."""

    id: int
    title: str
    written_at: datetime


class CountRow(NamedTuple):
    """How many entries there are."""

    n: int


class AboutThreadRow(NamedTuple):
    """A thread that an entry is about, which the viewer may read."""

    id: int
    title: str
    slug: str


class AboutPageRow(NamedTuple):
    """The thread about a page of the host, and whether the viewer may read it."""

    anchor_key: str
    anchor_title: str
    anchor_url: str
    visible: bool


class CopyRow(NamedTuple):
    """A copy that its author has shared, with the state of its post."""

    id: int
    entry_id: int | None
    thread_id: int
    post_id: int
    at: datetime
    state: str
    state_why: str
    title: str
    """The title of its thread; empty if the author can no longer read that."""
    entry_title: str | None
    """The title of the entry that it comes from; None if that is deleted."""
    entry_at: datetime | None
    """When that was written."""


class ToldRow(NamedTuple):
    """Whom a copy mentioned, and whether it is still in its thread."""

    thread_id: int
    told: str
    state: str


class ChoiceRow(NamedTuple):
    """What a member chose about their journal."""

    again: bool
