"""What the statements of this room return."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


class PromptedPostRow(NamedTuple):
    """A post that was written with questions, in its newest revision."""

    id: int
    at: datetime
    title: str
    author_name: str
    author_former: bool
    html: str
    source: str
    prompt_version: int
    prompt_language: str
