"""The rows that the statements about notices return."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..threads.rows import Withheld


class NoticeRow(NamedTuple):
    """A notice as "For you" lists it."""

    id: int
    kind: str
    at: datetime
    new: bool
    thread_id: int | None
    """The thread that it is about, or that its post is in."""
    post_id: int | None
    artefact_id: int | None
    html: str
    withheld: Withheld
    state: str
    state_why: str
    title: str
    opener_id: int
    page_author_id: int
    """Who made the page in whose thread it is; 0 of any other thread, and of other kinds."""
    answered_id: int
    """Whom the post answers; 0 for nobody, and of other kinds."""
    anchor_title: str | None
    anchor_url: str | None
    slug: str
    """Of the thread or the page."""
    space_name: str
    space_slug: str
    author_name: str
    """Who did it; of several people the last one. Empty for a former member, and for reports."""
    others: int
    """How many others did it too."""
    outcome: str
    """How it went with what was tried, as the last one told; empty of anything else."""
    line: str
    """What they told of it, or said to the member."""


class UnseenRow(NamedTuple):
    """How many notices are unseen."""

    unseen: int


class AboutRow(NamedTuple):
    """Whether a viewer follows a page or a space, and what they have not seen."""

    following: bool = False
    unseen_here: bool = False
    """Whether they have an unseen notice about it."""
    unseen: int = 0
    """Unseen notices in all."""
    gaps: int = 0
    """How much was looked for in a space and not found; 0 for a page."""


class KindRow(NamedTuple):
    """A kind of notice."""

    kind: str
