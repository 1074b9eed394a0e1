"""The page about an answer that somebody tried, and the names of outcomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..core.web.i18n import t
from ..core.web.page import FormPage

if TYPE_CHECKING:
    from ..threads.rows import SinglePostRow, ThreadRow

NOTE = 200
"""The longest note of a report, in characters."""


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
class TriedPage(FormPage):
    """The form for how an answer went when the viewer tried it."""

    template = "answers/tried.html"
    thread: ThreadRow
    post: SinglePostRow
    outcomes: list[tuple[str, str, str]] = field(default_factory=outcome_choices)
    """Each outcome with its name and a hint."""
    note_limit: int = NOTE
    """The maximum length of the note, in characters."""
    reported: bool
    """Whether the viewer has reported on this answer before."""
