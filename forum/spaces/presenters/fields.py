"""Reads the forms about spaces, and notes which fields are not valid."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from ...core.state import state
from ...core.text.folding import folded
from ...core.web.forms import Form
from ...core.web.i18n import t
from ...core.web.times import end_of, today
from ...members import host
from ...members import queries as members
from ...members.candidates import find_known, find_or_add
from .. import policy, queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ...members.rows import ProfileRow
    from ...members.viewer import Person, Viewer
    from ..rows import SpaceLike, SpaceMemberRow, SpaceRow
    from .pages import Choices

NAME, PURPOSE, NORMS, GOAL = 80, 300, 2_000, 200
"""The longest name, purpose, norms and goal of a space, in characters."""
TOO_FAR = 9_000
"""From this year on a day cannot be told in every zone."""
WHO = 80
"""The longest name or handle of a person, in characters."""
ACCESS = ("open", "closed", "bound")


class SpaceDescription(TypedDict):
    """The fields of a form that describe a space."""

    name: str
    purpose: str
    norms: str
    access: str
    audience: str | None
    goal: str | None
    last_day: date | None
    hides_reported: bool


def audience_choices(viewer: Viewer, space: SpaceRow | None = None) -> Choices:
    """Return the groups of the host that *viewer* may bind a space to, as choices.

    These are their own groups and the one that *space* is bound to. Administrators may also choose
    every group that the host names or that a member was in when they last wrote.
    """
    names = set(viewer.audiences)
    if space is not None and space.audience:
        names.add(space.audience)
    if policy.may_administer(viewer):
        names.update(host.audiences(), members.known_audiences())
    return [(name, name) for name in sorted(names, key=lambda name: (folded(name), name))]


def read_description(
    form: Form, groups: Choices, before: SpaceRow | None = None
) -> SpaceDescription:
    """Return the description in *form*, and note invalid fields. *groups* are those it offered.

    *before* is the space that is edited. Without prompts its goal and last day stay.
    """
    goal, last_day = (before.goal, before.last_day) if before else (None, None)
    if not state().config.leaves_out("prompts"):
        goal = form.line("goal", longest=GOAL) or None
        last_day = read_last_day(form, "last_day", but_for=last_day)
    description: SpaceDescription = {
        "name": form.line("name", longest=NAME, missing=t("Enter a name")),
        "purpose": form.line("purpose", longest=PURPOSE, missing=t("Enter what it is for")),
        "norms": form.text("norms", longest=NORMS).strip(),
        "access": form.choice("access", ACCESS, missing=t("Choose who can read it")),
        "audience": None,
        "goal": goal,
        "last_day": last_day,
        "hides_reported": bool(form["hides_reported"]),
    }
    if description["access"] == "bound":
        names = [name for name, _ in groups]
        description["audience"] = form.choice("audience", names, missing=t("Choose a group"))
    return description


def describe(
    name: str,
    *,
    purpose: str,
    norms: str = "",
    access: str = "open",
    audience: str | None = None,
    goal: str = "",
    last_day: date | None = None,
    stewards: Sequence[Person] = (),
) -> SpaceDescription:
    """Return the description of a space that a command or the host's own code creates.

    It is read like a form. ValueError says what is wrong with it, or with its *stewards*.
    """
    if audience is not None:
        access = "bound"
    sent = {"name": name, "purpose": purpose, "norms": norms, "access": access}
    sent |= {"goal": goal, "last_day": last_day.isoformat() if last_day else ""}
    form = Form({**sent, "audience": audience or ""})
    description = read_description(form, [(audience or "", "")] if audience else [])
    if form.faults:
        raise ValueError("; ".join(form.faults.values()))
    for person in stewards:
        if audience is not None and audience not in person.audiences:
            raise ValueError(
                t("“%(name)s” is not in “%(group)s”", name=person.name, group=audience)
            )
    return description


def read_member(form: Form, *, add: bool = False) -> ProfileRow | None:
    """Return the member whose handle or name is in *form*, or None, and note why there is none.

    With *add* somebody whom only the host's ``people`` function offers becomes a member by it.
    """
    who = form.line("handle", longest=WHO, missing=t("Enter a name or a handle"))
    if "handle" in form.faults:
        return None
    found = find_or_add(who) if add else find_known(who)
    if len(found) == 1:
        return found[0]
    if found:
        fault = t("More than one person is called “%(name)s”. Enter their handle", name=who)
    else:
        fault = t(
            "Nobody here is called “%(name)s”. You can find people here after their first post",
            name=who,
        )
    form.faults["handle"] = fault
    return None


def read_term(form: Form) -> datetime | None:
    """Return when the time of a steward ends: with the day in the field "until", for the viewer.

    None is no end, or a fault that was noted.
    """
    day = read_last_day(form, "until")
    if day is not None and day.year >= TOO_FAR:
        form.faults["until"] = t("Enter a date before the year %(year)d", year=TOO_FAR)
    return None if day is None or "until" in form.faults else end_of(day)


def read_last_day(form: Form, name: str, *, but_for: date | None = None) -> date | None:
    """Return the last day in the field *name*, or None for no end, and note a day that is past.

    What day it is depends on the viewer's zone. The day *but_for* may be past: it is the one that
    was there before.
    """
    typed = form[name].strip()
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = date.min
    if day < today() and day != but_for:
        form.faults[name] = t("Enter today or a later date, like 2026-06-15")
    return day


def check_steward(space: SpaceLike, person: ProfileRow, form: Form) -> None:
    """Note why the person whom *form* names cannot be a steward of *space*."""
    member = queries.member(space.id, person.handle)
    blocked = member is not None and member.blocked_at is not None
    if fault := why_not_steward(space, person, blocked=blocked):
        form.faults["handle"] = fault


def why_not_steward(space: SpaceLike, person: ProfileRow | SpaceMemberRow, *, blocked: bool) -> str:
    """Return why *person* cannot be a steward of *space*, in words; empty if they can."""
    if not person.signs_in:
        return t("“@%(handle)s” was imported and cannot sign in", handle=person.handle)
    if blocked:
        return t("They are blocked in this space. Let them post again first")
    if not queries.in_audience(space, person.id):
        return t("They were not in the group “%(name)s” when they last posted", name=space.audience)
    return ""
