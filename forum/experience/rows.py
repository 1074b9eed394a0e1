"""What the statements about who has been there return."""

from __future__ import annotations

from typing import NamedTuple


class BeenThereRow(NamedTuple):
    """Somebody who has been there, as others read it."""

    post_id: int
    member_id: int
    organisation: str
    line: str
    name: str


class DecidedLineRow(NamedTuple):
    """A line that a steward decides about."""

    id: int
    post_id: int
    member_id: int
    line: str
    state: str
    name: str


class EarlierLineRow(NamedTuple):
    """What a member has said of a post; an empty line if they have taken it back."""

    id: int
    line: str
    state: str
    """"shown", or "hidden" or "removed" by a steward."""


class WasThereRow(NamedTuple):
    """Somebody who has been there, and may be asked about it."""

    id: int
    name: str
    handle: str
    organisation: str
    line: str
