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
    prompt_headings: str | None
    html: str


class PromptedSourceRow(NamedTuple):
    """A post that was written with questions, as its author wrote it."""

    id: int
    at: datetime
    title: str
    author_name: str
    prompt_headings: str | None
    source: str


class ClosingRow(NamedTuple):
    """How far a space is with looking back, and the viewer with it."""

    dismissed: bool
    """Whether the viewer does not want to be asked."""
    thread_id: int | None
    """The thread in which its members look back, once there is one."""
    written: bool
    """Whether the viewer has written in it."""
