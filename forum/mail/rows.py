"""The rows that the statements about mail return."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class RecipientRow(NamedTuple):
    """A member for whom something is due."""

    id: int
    user_key: str | None


class DueRow(NamedTuple):
    """A notice that is due to be mailed."""

    notice_id: int


class HeldRow(NamedTuple):
    """A notice that is due and unseen, perhaps about a post that its member may not read now."""

    notice_id: int
    since: datetime
    """From when it grows old: ``NewsRow.since``."""
    space_id: int


class NewsRow(NamedTuple):
    """A notice that is due and still news to its member, with what a message says about it."""

    notice_id: int
    member_id: int
    pace: str
    begun: int
    tries: int
    kind: str
    at: datetime
    since: datetime
    """From when it grows old: when the first take that it is about opens, else the same as *at*."""
    thread_id: int | None
    post_id: int | None
    artefact_id: int | None
    html: str
    state: str
    state_why: str
    title: str
    opener_id: int
    page_author_id: int
    answered_id: int
    space_id: int
    space_slug: str
    access: str
    author_name: str
    """Who wrote the post, or said something to the member alone."""
    said: str
    """What that was; empty for any other notice."""


class PreferenceRow(NamedTuple):
    """How often a member wants mail, the secret of their link, and how the last mail went."""

    pace: str | None
    key: str
    sent_at: datetime | None
    refused_at: datetime | None


class SpacePreferenceRow(NamedTuple):
    """How often a member wants mail about one space."""

    space_id: int
    pace: str


class OverdueRow(NamedTuple):
    """When the oldest waiting mail was due."""

    since: datetime | None


class CountRow(NamedTuple):
    """How many notices wait to be mailed."""

    waiting: int
