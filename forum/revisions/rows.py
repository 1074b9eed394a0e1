"""What the statements of this room return."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


class RevisionRow(NamedTuple):
    """One saved state of a post; only that of an opening has title and tags."""

    post_id: int
    number: int
    source: str
    format: str
    title: str | None
    tags: str | None
    editor_id: int
    reason: str
    origin: str
    at: datetime
    editor_name: str
    prompt_set: str | None
    prompt_version: int | None
    prompt_language: str | None
    prompt_space: int | None
    prompt_headings: str | None
    redacted_at: datetime | None
    redacted_by: str
