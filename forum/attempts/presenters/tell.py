"""The form in which one tells how it went, or corrects it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from ...core.web.i18n import t
from ...core.web.page import FormPage
from ...core.web.times import today
from ..models import OUTCOMES
from ..rows import Told
from . import TEXTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...core.web.forms import Form
    from ..rows import ReportRow
    from . import Report
    from .things import About

LONGEST = 500
"""The longest of the three texts about an attempt, in characters."""
EARLIEST = 1970
"""A day before this year was mistyped."""
AFTER_REMOVAL = "after_removal"
"""The field that says that whoever sends the form knew of the removal."""


def told_in(form: Form) -> Told:
    """Return what *form* tells; notes what is missing, too long, or has not come yet."""
    outcome = form.choice("outcome", OUTCOMES, missing=t("Choose how it went"))
    texts = {name: form.line(name, longest=LONGEST) for name in TEXTS}
    if not any(texts.values()) and not any(name in form.faults for name in TEXTS):
        form.faults[TEXTS[0]] = t("Say what you kept, what you changed, or what happened")
    return Told(outcome=outcome, tried_on=_day_in(form), **texts)


def _day_in(form: Form) -> date:
    typed = form["tried_on"].strip()
    try:
        on = date.fromisoformat(typed) if typed else today()
    except ValueError:
        on = date.min
    if on.year < EARLIEST:
        form.faults["tried_on"] = t("Enter a date like 2026-06-15")
    elif on > today():
        form.faults["tried_on"] = t("Enter today’s date or an earlier one")
    return on


def form_of(row: ReportRow) -> dict[str, str]:
    """Return the fields of the form that corrects an attempt."""
    names = ("outcome", *TEXTS, "tried_on")
    return {name: str(getattr(row, name)) for name in names}


def check_removal(form: Form, name: str, *, removed: bool) -> bool:
    """Return whether *form* was opened after the words were removed, if they were.

    Else it brings back what was removed, unknowingly: that is a fault of the field *name*.
    """
    after = form[AFTER_REMOVAL] == "1"
    if removed and not after:
        form.faults[name] = t(
            "The people who look after this space removed your words while this page was open."
            " Change what should not be here, then save it again."
        )
    return after


def outcome_choices() -> list[tuple[str, str, str]]:
    """Return what the form offers: each outcome with its name and a hint."""
    return [
        ("worked", t("It worked"), t("Much as described here.")),
        (
            "partly",
            t("It partly worked"),
            t("We had to change something, or it solved only part of the problem."),
        ),
        ("not", t("It did not work"), t("It did not help in our situation.")),
    ]


@dataclass(kw_only=True)
class TellPage(FormPage):
    """The form for how it went; the same for telling and for correcting."""

    template = "attempts/tell.html"
    subject: About | None
    """What was tried; None if the viewer no longer reads it."""
    action: str
    """Where the form is sent."""
    may_tell: bool
    """Whether the viewer may save it, and not only delete what they told."""
    report: Report | None = None
    """The attempt as it was told, when it is corrected or deleted."""
    earlier: Sequence[Report] = ()
    """What the viewer has told of it before."""
    outcomes: list[tuple[str, str, str]] = field(default_factory=outcome_choices)
    """Each outcome with its name and a hint."""
    longest: int = LONGEST
    """The longest of the three texts, in characters."""
    removed: bool = False
    """Whether a steward has removed the words."""
