"""What the statements about attempts return, and what is told of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


class Thing(NamedTuple):
    """What was tried: exactly one of these is set."""

    post_id: int | None = None
    artefact_id: int | None = None
    thread_id: int | None = None
    """The discussion of a page of the host."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a member tells of an attempt."""

    outcome: str
    """One of ``models.OUTCOMES``."""
    kept: str = ""
    changed: str = ""
    happened: str = ""
    tried_on: date


class ReportRow(NamedTuple):
    """An attempt as others read it, with its author."""

    id: int
    post_id: int | None
    artefact_id: int | None
    thread_id: int | None
    member_id: int
    organisation: str
    outcome: str
    kept: str
    changed: str
    happened: str
    tried_on: date
    corrected_at: datetime | None
    name: str
    question_id: int | None
    question: str
    """The title of the question that it led to; empty if there is none in the viewer's sight."""
    state: str
    """Whether a steward has hidden or removed its words."""


class AttemptIdRow(NamedTuple):
    """The id of an attempt."""

    id: int


class PlanRow(NamedTuple):
    """A plan as its owner reads it."""

    id: int
    post_id: int | None
    artefact_id: int | None
    thread_id: int | None
    day: date | None
    place: str
    space_id: int
    is_asked: bool
    """Whether they were asked about the day, and have not answered."""
    title: str
    """Of the thread or the page; empty if they do not read it any more."""


class DuePlanRow(NamedTuple):
    """A plan to look at: its owner may have to be asked how it went."""

    id: int
    day: date
    was_asked: bool
    """Whether its owner was asked about that day before: then they have had their time."""
    user_key: str | None
    """The host's id of its owner; None for a former member."""


class ClaimedPlanRow(NamedTuple):
    """A plan whose owner is asked now."""

    member_id: int
    post_id: int | None
    artefact_id: int | None
    thread_id: int | None


class TriedLatelyRow(NamedTuple):
    """Something that was tried, and how it went the last time."""

    post_id: int | None
    artefact_id: int | None
    thread_id: int | None
    outcome: str
    at: datetime
    """When that was told."""
    title: str


class Counts(NamedTuple):
    """How often something was tried, in how many organisations, and how it went."""

    tried: int
    worked: int
    partly: int
    organisations: int
