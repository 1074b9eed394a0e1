"""Reads the forms in which a space chooses and words questions, and notes what is not valid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.text.folding import folded
from ...core.web.i18n import language, t
from .. import sets
from ..actions import NewWording
from ..rows import Question
from .wordings import own_wordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...core.web.forms import Form
    from ...spaces.rows import SpaceRow
    from ..rows import Wording

TITLE, HEADING, HINT = 60, 80, 160
"""The longest title of a set, question and hint, in characters."""
QUESTIONS = range(1, 5)
"""The numbers of the fields for questions."""


def choosable(space: SpaceRow, box: str) -> Sequence[str]:
    """Return the keys of the sets that *space* can offer at *box*: its own ones first."""
    own = [row.key for row in own_wordings(space) if row.key.startswith(sets.OWN)]
    return [*own, *sets.fitting(box)]


def box_labels() -> dict[str, str]:
    """Return what the forms are called at which a space offers questions."""
    return {
        "ask": t("Asking a question"),
        "answer": t("Answering a question"),
        "reply": t("Replying to a post"),
        "reflection": t("Sharing a reflection"),
        "page": t("Adding to the library"),
    }


def read_choice(form: Form, space: SpaceRow) -> dict[str, list[str]]:
    """Return the sets that *form* offers in *space*, by box; notes where they are too many.

    A box is missing where they are those that every space offers.
    """
    chosen = {}
    for box, label in box_labels().items():
        keys = [key for key in choosable(space, box) if form[f"{box}.{key}"]]
        if len(keys) > sets.OFFERED:
            form.faults[box] = t(
                "Choose at most %(n)d for “%(place)s”", n=sets.OFFERED, place=label
            )
        if keys != list(sets.offered(box)):
            chosen[box] = keys
    return chosen


def read_wording(form: Form, before: Wording | None, *, space_id: int) -> NewWording:
    """Return the words in *form* for the set that was worded *before*; notes what is not valid."""
    title = form.line("title", longest=TITLE, missing=t("Enter a title"))
    typed = [_question(form, n) for n in QUESTIONS]
    given = [one for one in typed if one.heading]
    if len(given) < 2 and form.faults.keys() <= {"title"}:
        empty = next(n for n, one in zip(QUESTIONS, typed, strict=True) if not one.heading)
        form.faults[f"heading{empty}"] = t("Enter at least two questions")
    _note_what_cannot_be_told_apart(form, typed)
    return NewWording(language(), title, _keyed(typed, before, space_id=space_id))


def _question(form: Form, n: int) -> Question:
    heading = form.line(f"heading{n}", longest=HEADING)
    hint = form.line(f"hint{n}", longest=HINT)
    if hint and not heading and f"heading{n}" not in form.faults:
        form.faults[f"heading{n}"] = t("Enter the question that this hint belongs to")
    return Question(heading, hint, "")


def _note_what_cannot_be_told_apart(form: Form, typed: Sequence[Question]) -> None:
    from ...core.text.sections import can_be_headings

    seen: set[str] = set()
    for n, one in zip(QUESTIONS, typed, strict=True):
        if not one.heading or f"heading{n}" in form.faults:
            continue
        if folded(one.heading) in seen:
            form.faults[f"heading{n}"] = t("This question is there twice")
        elif not can_be_headings([one.heading]):
            form.faults[f"heading{n}"] = t("This cannot be a heading. Use plain words")
        seen.add(folded(one.heading))


def _keyed(
    typed: Sequence[Question], before: Wording | None, *, space_id: int
) -> Sequence[Question]:
    """Return the questions of *typed* with their keys: texts of all versions stand side by side.

    A question that was there before keeps its key, wherever it stands now; else it has the key of
    the one that stood in its field; else a new one.
    """
    old = list(before.questions) if before else []
    by_words = {one.heading: one.key for one in old}
    keys = {n: by_words[one.heading] for n, one in enumerate(typed) if one.heading in by_words}
    for n, (one, other) in enumerate(zip(typed, old, strict=False)):
        if one.heading and n not in keys and other.key not in keys.values():
            keys[n] = other.key
    fresh = f"{space_id}.{before.version + 1 if before else 1}"
    return [
        one._replace(key=keys.get(n) or f"{fresh}.{n + 1}")
        for n, one in enumerate(typed)
        if one.heading
    ]
