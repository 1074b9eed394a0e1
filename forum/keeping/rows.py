"""What the statements about what pages were made from return."""

from __future__ import annotations

from typing import NamedTuple


class SourceRow(NamedTuple):
    """A thread from which revisions of an artefact were made."""

    revision: int
    """The number of the revision that took it in."""
    last_revision: int | None
    """The number of the last one that has it; None if the newest does."""
    thread_id: int | None
    """None if the viewer does not read the thread, which then has no name either."""
    slug: str | None
    title: str | None
    posts: int
    """How many of its posts were taken."""
