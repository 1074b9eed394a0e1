"""The pages on which a steward decides about words of results, and of who has been there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ...attempts.presenters import labels_in, told
from ...core.web.i18n import language, t
from ...core.web.page import FormPage, Page
from ...core.web.urls import url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...attempts.rows import ReportRow
    from ...experience.rows import DecidedLineRow


class Said(NamedTuple):
    """Words of somebody about a thing, on which a steward may decide."""

    by: str
    what: str
    """How it went, or that they have been there."""
    parts: Sequence[tuple[str, str]]
    """Each text after its label, if it has one."""
    state: str
    """In words; empty if others read them."""
    address: str
    """Where it is decided."""


@dataclass(kw_only=True)
class SaidPage(Page):
    """All results that were told of a thing, and who has been there, for its stewards."""

    template = "removal/said.html"
    crumbs: Sequence[tuple[str, str]]
    """The places that the thing stands in."""
    all: Sequence[Said]
    """What was told, the last first."""


@dataclass(kw_only=True)
class DecidePage(FormPage):
    """The form that hides words of somebody, shows them again, or removes them for good."""

    template = "removal/decide.html"
    crumbs: Sequence[tuple[str, str]]
    """The places that the thing stands in."""
    one: Said
    """The words."""
    choices: Sequence[tuple[str, str, str]]
    """What can be done with them: a value, words and a hint."""
    back: str
    """Where the form can be left."""


def _in_words(state: str) -> str:
    words = {"hidden": t("Hidden"), "removed": t("Removed")}
    return words.get(state, "")


def result_said(row: ReportRow) -> Said:
    """Return a result as it is decided about."""
    labels = labels_in(language())
    what, parts = t("Result: %(outcome)s", outcome=labels[row.outcome]), list(told(row, labels))
    address = url("removal.decide_result", attempt_id=row.id)
    return Said(row.name or t("former member"), what, parts, _in_words(row.state), address)


def line_said(row: DecidedLineRow) -> Said:
    """Return a line of somebody who has been there likewise."""
    what, parts = t("I have been there"), [("", row.line)]
    address = url("removal.decide_line", line_id=row.id)
    return Said(row.name or t("former member"), what, parts, _in_words(row.state), address)


def choices(state: str) -> list[tuple[str, str, str]]:
    """Return what can be done with words in a *state*."""
    hide = ("hidden", t("Hide the words"), t("Only the author can read them. You can undo this."))
    show = (
        "shown",
        t("Show the words again"),
        t("Everyone who can read this space can read them."),
    )
    remove = ("removed", t("Remove the words for good"), t("This cannot be undone."))
    return [show if state == "hidden" else hide, remove]
