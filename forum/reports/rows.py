"""What the statements about reports return: one class each, its fields their columns."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class BeforeReportRow(NamedTuple):
    """What decides whether a report hides a text; see ``policy.hides``."""

    hides_reported: bool
    """Whether the space wants that."""
    decided: bool
    """Whether somebody has decided about a report of the text before."""
    waiting: int
    """How many texts are hidden because of this reporter, and nobody has looked yet."""
    has_steward: bool
    """Whether somebody looks after the space, other than the author."""


class AskedRow(NamedTuple):
    """A report that administrators are asked to decide about, with the text of a post or page."""

    id: int
    text: str
    at: datetime
    reporter_name: str
    reporter_handle: str
    post_id: int | None
    artefact_id: int | None
    thread_id: int | None
    space_id: int
    space_name: str
    title: str
    """Of the page; empty for a post."""
    html: str
    is_hidden: bool
    author_id: int
    author_name: str
    author_handle: str
    written_at: datetime


class PageToDecide(NamedTuple):
    """A page of the library that an administrator decides about."""

    id: int
    space_id: int
    author_id: int
