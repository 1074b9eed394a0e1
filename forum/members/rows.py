"""The rows of statements about members: one class for each, whose fields are the columns."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class MemberRow(NamedTuple):
    """A member, as named to others."""

    id: int
    handle: str
    name: str
    organisation: str


class KeyedMemberRow(NamedTuple):
    """A member with the host's user id that they were looked up by."""

    user_key: str
    id: int
    handle: str
    name: str
    organisation: str


class ProfileRow(NamedTuple):
    """A member, for their own page."""

    id: int
    handle: str
    name: str
    organisation: str
    address: str | None
    """The person's own page at the host."""
    joined_at: datetime
    former: bool
    signs_in: bool
    """False for imported people, who cannot sign in, and for former members."""


class HandleRow(NamedTuple):
    """The handle that a member has now."""

    handle: str


class HandleIdRow(NamedTuple):
    """A member who was looked up by their handle."""

    handle: str
    id: int


class AudienceRow(NamedTuple):
    """A group of the host that a member was in when they last wrote."""

    audience: str
