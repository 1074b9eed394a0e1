"""The form with which one asks one person, and the questions under a notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..core.web.i18n import t
from ..core.web.page import FormPage
from ..core.web.urls import url
from ..spaces.presenters.fields import read_member
from .models import QUESTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..attempts.presenters.things import About
    from ..core.web.forms import Form
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
    longest: int = QUESTION
    """The longest question, in characters."""


def person_in(form: Form, *, is_open: bool) -> ProfileRow | None:
    """Return who is asked in *form*, or None, and note why there is none.

    In an open space it may be somebody whom only the host knows.
    """
    return read_member(form, add=is_open)


def question_in(form: Form) -> str:
    """Return the question in *form*, and note if there is none."""
    return form.line("text", longest=QUESTION, missing=t("Enter your question"))
