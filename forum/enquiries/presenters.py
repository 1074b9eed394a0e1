"""The form with which one asks one person, and the questions under a notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..core.web.i18n import t
from ..core.web.page import FormPage
from ..core.web.urls import url
from ..members.candidates import find_known
from ..spaces.presenters.fields import read_member
from .models import QUESTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..attempts.presenters.things import About
    from ..core.web.forms import Form
    from ..experience.rows import WasThereRow
    from ..members.rows import ProfileRow
    from .rows import AskedRow, EnquiryRow


class Question(NamedTuple):
    """A question to the viewer, under the notice of it."""

    name: str
    """Of whoever asks."""
    text: str
    put_away: str
    """Where "Not for me" is sent."""


def show_question(row: EnquiryRow) -> Question:
    """Return a question as whoever was asked reads it."""
    return Question(
        row.name or t("former member"), row.text, url("enquiries.put_away", enquiry_id=row.id)
    )


@dataclass(kw_only=True)
class AskPage(FormPage):
    """The form with which one asks one person about something."""

    template = "enquiries/ask.html"
    subject: About
    """What they are asked about."""
    action: str
    """Where the form is sent."""
    space_slug: str
    """The space whose readers are offered."""
    asked: Sequence[AskedRow]
    """Whom the viewer has asked about it already."""
    offered: Sequence[tuple[str, str, str]]
    """Who has been there, and then "Somebody else": the handle or "", the name, where it was."""
    longest: int = QUESTION
    """The longest question, in characters."""


def show_offered(
    rows: Sequence[WasThereRow], asked: Sequence[AskedRow], *, most: int
) -> Sequence[tuple[str, str, str]]:
    """Return those of *rows* who were not *asked* yet as choices; none if there is nobody."""
    before = {row.id for row in asked}
    found = [
        (row.handle, row.name, f"{row.organisation}: {row.line}" if row.organisation else row.line)
        for row in rows
        if row.id not in before
    ][:most]
    return [*found, ("", t("Somebody else"), t("Enter their name below."))] if found else ()


def person_in(
    form: Form, offered: Sequence[WasThereRow], *, is_open: bool
) -> tuple[str, ProfileRow | None]:
    """Return the field that says who is asked, and whom it names; or None, and note why.

    It is one of *offered*, or a name that was typed. In an open space this may be somebody whom
    only the host knows.
    """
    if form["person"] not in {row.handle for row in offered}:
        return "handle", read_member(form, add=is_open)
    if form["handle"].strip():
        form.faults["person"] = t("You can ask one person. Choose a name, or enter one")
        return "person", None
    return "person", next(iter(find_known(f"@{form['person']}")), None)


def question_in(form: Form) -> str:
    """Return the question in *form*, and note if there is none."""
    return form.line("text", longest=QUESTION, missing=t("Enter your question"))
