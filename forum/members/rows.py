"""The rows of statements about members: one class for each, whose fields are the columns."""

from __future__ import annotations

from typing import NamedTuple


class MemberRow(NamedTuple):
    """A member, as named to others."""

    id: int
    handle: str
    name: str
    organisation: str


class StoredMemberRow(NamedTuple):
    """A member as the forum has stored them, with the fields that are compared with the host's."""

    id: int
    handle: str | None
    """None, as the name, for whoever has only read."""
    name: str | None
    organisation: str
    address: str | None
    avatar: str | None


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
    former: bool
    signs_in: bool
    """False for imported people, who cannot sign in, and for former members."""


class HandleRow(NamedTuple):
    """The handle that a member has now."""

    handle: str


class HandleIdRow(NamedTuple):
    """A member with the handle they have now."""

    handle: str
    id: int


class AudienceRow(NamedTuple):
    """A group of the host that a member was in when they last wrote."""

    audience: str


class RetiredHandleRow(NamedTuple):
    """A handle that was retired, and the member who had it."""

    hash: str
    id: int
