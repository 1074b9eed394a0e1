"""The rows of statements about spaces: one class for each, whose fields are the columns."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple


class SpaceRow(NamedTuple):
    """A space that the viewer can read, with their role in it."""

    id: int
    slug: str
    name: str
    purpose: str
    norms: str
    norms_changed_at: datetime | None
    access: str
    """ "open", "closed" or "bound" to a group of the host."""
    audience: str | None
    listed: bool
    archived_at: datetime | None
    hides_reported: bool
    """Whether a report hides a text until somebody has looked."""
    goal: str | None
    last_day: date | None
    prompts: str | None
    is_steward: bool
    blocked_at: datetime | None


class OwnMemberRow(NamedTuple):
    """The viewer beside each space that they can read: the fields of ``StoredMemberRow``."""

    member_id: int
    handle: str | None
    member_name: str | None
    organisation: str
    address: str | None
    avatar: str | None


class AdminSpaceRow(NamedTuple):
    """The facts that an administrator may know of any space, whether or not they can read it."""

    id: int
    slug: str
    name: str
    access: str
    audience: str | None
    archived_at: datetime | None
    size: int
    """How many members it has."""


class NamedSpaceRow(NamedTuple):
    """A space in a list of names."""

    id: int
    name: str


class SpaceIdRow(NamedTuple):
    """The id of a space that was looked up."""

    id: int


class SpaceSizeRow(NamedTuple):
    """How many people can read a closed space."""

    space_id: int
    members: int
    """Those who may write there."""
    blocked: int
    """Those who may only read."""


class StewardRow(NamedTuple):
    """A steward of a space."""

    space_id: int
    id: int
    handle: str
    name: str
    steward_ends_at: datetime | None


class SpaceMemberRow(NamedTuple):
    """A member of a space, with their role in it."""

    id: int
    handle: str
    name: str
    organisation: str
    blocked_at: datetime | None
    since: datetime
    steward_ends_at: datetime | None
    steward: bool
    """Whether they are a steward now."""
    moderates: bool
    """Whether they are a steward who can sign in and read the space."""
    signs_in: bool


class BoundAudienceRow(NamedTuple):
    """A group of the host that spaces are bound to."""

    audience: str
    spaces: int
    known: bool
    """Whether a member was in it when they last wrote."""


class MemberIdRow(NamedTuple):
    """The id of a member in a space or group."""

    member_id: int


SpaceLike = SpaceRow | AdminSpaceRow
