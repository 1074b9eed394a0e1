"""The pages on which a space chooses and words its questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ...core.web.forms import Form
from ...core.web.i18n import language
from ...core.web.page import FormPage
from .. import sets
from .fields import HEADING, HINT, QUESTIONS, TITLE, box_labels, choosable
from .wordings import own_wordings, wording_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...spaces.rows import SpaceRow
    from ..rows import PromptWordingRow, Wording


class BoxChoice(NamedTuple):
    """A form, and the sets that can be offered at it."""

    box: str
    label: str
    sets: Sequence[tuple[str, str]]
    """Key and title of each."""


class ListedSet(NamedTuple):
    """A set that a space can offer, in the words that it has there."""

    wording: Wording
    own: PromptWordingRow | None
    """Who worded it here, and when; None in the words of the package."""


@dataclass(kw_only=True)
class ChoosePromptsPage(FormPage):
    """The questions that a space offers: the sets for each form, and the words of each set."""

    template = "prompts/choose.html"
    tab: str = "forum"
    space: SpaceRow
    boxes: Sequence[BoxChoice]
    """The forms."""
    listed: Sequence[ListedSet]
    """Every set that can be offered somewhere here."""
    most: int = sets.OFFERED
    """How many sets are offered at one form, at most."""


@dataclass(kw_only=True)
class WordPromptsPage(FormPage):
    """The form with the words of a set, or of a new one."""

    template = "prompts/words.html"
    tab: str = "forum"
    space: SpaceRow
    address: str
    """Where the form is sent."""
    version: int
    """The version that the form was made from; 0 for a new set."""
    has_original: bool = False
    """Whether the space has reworded a set of the package."""
    theirs: Wording | None = None
    """The words that somebody else has saved in the meantime."""
    limits: tuple[int, int, int] = (TITLE, HEADING, HINT)
    """The maximum length of the title, a question and a hint, in characters."""
    questions: Sequence[int] = QUESTIONS
    """The numbers of the fields for questions."""


def box_choices(space: SpaceRow) -> list[BoxChoice]:
    """Return the forms with the sets that *space* can offer at each."""
    titles = {one.wording.key: one.wording.title for one in listed_sets(space)}
    return [
        BoxChoice(box, label, [(key, titles[key]) for key in choosable(space, box)])
        for box, label in box_labels().items()
    ]


def listed_sets(space: SpaceRow) -> list[ListedSet]:
    """Return every set that *space* can offer somewhere, its own ones first."""
    own, to = {row.key: row for row in own_wordings(space)}, language()
    keys = dict.fromkeys(key for box in sets.IN_SPACES for key in choosable(space, box))
    words = [found for key in keys if (found := wording_in(space, key, to))]
    return [ListedSet(found, own.get(found.key)) for found in words]


def form_of_words(words: Wording) -> Form:
    """Return a form with the words of a set, to be changed."""
    fields = {"title": words.title, "version": str(words.version)}
    for n, question in zip(QUESTIONS, words.questions, strict=False):
        fields |= {f"heading{n}": question.heading, f"hint{n}": question.hint}
    return Form(fields)
