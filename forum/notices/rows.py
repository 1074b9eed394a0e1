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
    post_id: int
    html: str
    withheld: Withheld
    state: str
    state_why: str
    author_id: int
    title: str
    opener_id: int
    anchor_title: str | None
    anchor_url: str | None
    space_name: str
    space_slug: str
    author_name: str


class UnseenRow(NamedTuple):
    """How many notices are unseen."""

    unseen: int
