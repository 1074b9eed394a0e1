"""What the statements of this room return."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


class PromptedPostRow(NamedTuple):
    """A post that was written with questions, as its page shows it."""

    id: int
    at: datetime
    title: str
    author_name: str
    prompt_version: int
    prompt_language: str
    html: str


class PromptedSourceRow(NamedTuple):
    """A post that was written with questions, as its author wrote it."""

    id: int
    at: datetime
    title: str
    author_name: str
    prompt_version: int
    prompt_language: str
    source: str
