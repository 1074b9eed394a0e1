"""What the statements about what pages were made from return."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..threads.rows import ChosenPostRow, ThreadRow
    from .policy import Why


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


class QuotedPostRow(NamedTuple):
    """A post that a page quotes, in a place that the viewer reads."""

    id: int
    name: str
    withheld: str
    """Why its words may not be read; empty if they may."""


class OpenPostRow(NamedTuple):
    """A post that everybody reads who reads its space."""

    id: int
    space_id: int
    access: str


class Kept(NamedTuple):
    """Posts of a thread that were chosen to be kept."""

    thread: ThreadRow
    posts: Sequence[ChosenPostRow]
    """Those that may be kept where they are to go."""
    out: Sequence[tuple[ChosenPostRow, Why]]
    """Those that stay out, each with the reason."""
    taken_out: bool = False
    """Whether they leave a closed place: then all are the viewer's own words."""

    @property
    def sources(self) -> list[tuple[int, int]]:
        """What a page is made from then, as (thread id, post id)."""
        return [(self.thread.id, post.id) for post in self.posts]


class PickedPageRow(NamedTuple):
    """A page of the library that posts may be added to."""

    id: int
    title: str
    space_name: str
    takes: bool
    """Whether it takes from this thread already."""


class ReferenceRow(NamedTuple):
    """A post that a text quotes by reference."""

    thread_id: int
    post_id: int
