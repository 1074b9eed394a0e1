"""Plans to try something, as their owner reads and writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ...core.web.i18n import t
from ...core.web.page import FormPage, Page
from ...core.web.times import date as in_words
from ...core.web.times import today
from ...core.web.urls import url
from .things import address_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...core.web.forms import Form
    from ...members.viewer import Viewer
    from ..rows import PlanRow
    from .things import About

LONGEST = 200
"""The longest text about where, in characters."""
LATEST = timedelta(days=2 * 365)
"""A day further away was mistyped."""


class Planned(NamedTuple):
    """A plan in the list of its owner's."""

    id: int
    title: str
    """Of what they mean to try; empty if they do not read it any more."""
    address: str
    tell: str
    """Where they tell how it went."""
    change: str
    """Where they change the plan."""
    day: str
    """In words; empty if they named none."""
    place: str
    is_asked: bool
    drop: str
    """Where the form is sent that drops it."""


def planned(viewer: Viewer, rows: Iterable[PlanRow]) -> list[Planned]:
    """Return *rows* as their owner *viewer* reads them."""
    return [_planned(viewer, row) for row in rows]


def _planned(viewer: Viewer, row: PlanRow) -> Planned:
    may_tell = bool(row.title) and row.space_id in viewer.writes
    tell, change = _forms(row) if may_tell else ("", "")
    return Planned(
        row.id,
        row.title,
        address_of(row.post_id, row.artefact_id, row.thread_id) if row.title else "",
        tell,
        change,
        in_words(row.day) if row.day else "",
        row.place,
        row.is_asked,
        url("plans.drop", plan_id=row.id),
    )


def _forms(row: PlanRow) -> tuple[str, str]:
    """Return where one tells how it went, and where one plans it."""
    if row.post_id is not None:
        kind, of = "post", {"post_id": row.post_id}
    elif row.artefact_id is not None:
        kind, of = "page", {"artefact_id": row.artefact_id}
    else:
        kind, of = "host_page", {"thread_id": row.thread_id or 0}
    return url(f"attempts.{kind}", **of), url(f"plans.{kind}", **of)


class Meant(NamedTuple):
    """What a form says of a plan."""

    day: date | None
    place: str


def plan_in(form: Form) -> Meant:
    """Return the plan that *form* has; notes a day that has passed, or that is none."""
    return Meant(_day_in(form), form.line("place", longest=LONGEST))


def _day_in(form: Form) -> date | None:
    if not (typed := form["day"].strip()):
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        form.faults["day"] = t("Enter a date like 2026-06-15, or leave this empty")
        return None
    if day < today():
        form.faults["day"] = t("Enter today’s date or a later date, or leave this empty")
    elif day > today() + LATEST:
        form.faults["day"] = t("Enter a date within the next 2 years")
    return day


def form_of_plan(row: PlanRow | None) -> dict[str, str]:
    """Return the fields of the form for a plan, without a day that has passed."""
    if row is None:
        return {"day": "", "place": ""}
    day = row.day if row.day and row.day >= today() else None
    return {"day": str(day or ""), "place": row.place}


@dataclass(kw_only=True)
class PlanPage(FormPage):
    """The form in which one plans to try something, or changes that."""

    template = "attempts/plan.html"
    subject: About
    """What is to be tried."""
    action: str
    """Where the form is sent."""
    tell: str
    """Where one tells how it went."""
    asked: str
    """The day about which the viewer was asked how it went, in words; empty if they were not."""
    is_new: bool
    """Whether there is no plan yet."""
    longest: int = LONGEST
    """The longest text about where, in characters."""


@dataclass(kw_only=True)
class PlansPage(Page):
    """What the viewer means to try."""

    template = "attempts/plans.html"
    tab: str = "for_you"
    plans: Sequence[Planned]
    """The next day first; what has none is last."""
