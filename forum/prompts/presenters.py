"""A form with prompts: which questions it asks, and the one text that the answers become."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ..core.errors import Invalid
from ..core.state import state
from ..core.web.forms import Form
from ..core.web.i18n import language, languages, t, tn, translate
from ..core.web.submission import PARTS
from . import sets
from .rows import Question, Wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .rows import PromptSet

_REFERENCE = re.compile(r"([a-z-]{1,40})\.(\d{1,6})\.(\w{2,20})", re.ASCII)
_WITH = "with:"
"""How the button begins that shows the form again with other questions; then the key of the set."""


@dataclass(frozen=True)
class PromptBox:
    """The questions that a form asks, and the sets that can be chosen instead."""

    wording: Wording | None
    """None for one field without questions."""
    offers: Sequence[tuple[str, str]] = ()
    """The value of the button and the title of each other set."""
    free: ClassVar[str] = _WITH
    """The value of the button that leads back to one field."""

    @property
    def key(self) -> str | None:
        """The key of the set, for the address of the form; None without questions."""
        return self.wording.key if self.wording else None


def left_out() -> bool:
    """Whether the host leaves prompts out."""
    return "prompts" in state().config.without


def prompt_box(form: Form, box: str) -> PromptBox:
    """Return what *form* asks, and what is offered at *box* (one of ``sets.BOXES``).

    Nothing is offered if the host leaves prompts out.
    """
    chosen = wording_of(form)
    if left_out():
        return PromptBox(chosen)
    offers = [
        (f"{_WITH}{one.key}", t(one.title))
        for one in sets.offered(box)
        if chosen is None or one.key != chosen.key
    ]
    return PromptBox(chosen, offers)


def wording(key: str, version: int, to: str) -> Wording | None:
    """Return a set in the language *to*, in the version that a text was written with, or None."""
    found = sets.find(key, version)
    return _worded(found, to) if found and to in languages() else None


def newest_wording(key: str, to: str) -> Wording:
    """Return the newest version of a set in the language *to*. Raises KeyError for another key."""
    return _worded(sets.newest()[key], to)


def _worded(found: PromptSet, to: str) -> Wording:
    questions = tuple(
        Question(translate(to, one.heading), translate(to, one.hint)) for one in found.questions
    )
    return Wording(found.key, found.version, to, translate(to, found.title), questions)


def first_form(key: str, *, default: str = "", **start: str) -> Form:
    """Return a new form that asks the questions of the set *key*; of *default* without a key.

    It asks none if there is no such set. *start* are its other fields; a text goes into the first
    answer. If the host leaves prompts out, only *default* is asked.
    """
    found = sets.newest().get(default if left_out() or not key else key)
    return _with(Form(start), _worded(found, language()) if found else None)


def form_of(source: str, written_with: Wording | None, **start: str) -> Form:
    """Return a form that edits *source*: its answers, or one text if they do not fit."""
    return _with(Form({**start, "text": source}), written_with, must_fit=True)


def switched(form: Form) -> Form | None:
    """Return *form* with the questions that its button asks for, else None.

    What was typed goes with them: into the answers that it fits, else into the first.
    """
    asked = form["preview"]
    if not asked.startswith(_WITH) or left_out():
        return None
    found = sets.newest().get(asked.removeprefix(_WITH))
    return _with(form, _worded(found, language()) if found else None)


def _with(form: Form, to: Wording | None, *, must_fit: bool = False) -> Form:
    """Return *form* with its text in the fields of *to*; in one field if *to* is None."""
    # Imported here: the parser is loaded with the first text that somebody writes.
    from ..core.text.sections import join_sections, split_sections

    text, before = _typed(form, "text"), wording_of(form)
    if before:
        answers = [_typed(form, part) for part in _parts(before)]
        only_first = not any(answers[1:])
        text = answers[0] if only_first else join_sections(before.headings, answers)
    rest = {
        name: value
        for name, value in form.sent.items()
        if name not in {"text", "prompts", "preview", *PARTS}
    }
    fitting = split_sections(text, to.headings) if to and text else None
    if to is None or (must_fit and fitting is None):
        return Form({**rest, "text": text})
    parts = dict(zip(PARTS, fitting or [text], strict=False))
    return Form({**rest, **parts, "prompts": to.reference})


def _typed(form: Form, name: str) -> str:
    """Return what was typed in a field, with the line ends that a saved text has."""
    return form[name].replace("\r\n", "\n").replace("\r", "\n")


def wording_of(form: Form) -> Wording | None:
    """Return the questions that *form* asks, or None. Raises Invalid if nobody knows them."""
    if not form["prompts"]:
        return None
    parts = _REFERENCE.fullmatch(form["prompts"])
    found = wording(parts[1], int(parts[2]), parts[3]) if parts else None
    if found is None:
        raise Invalid({"prompts": t("Part of the form is missing")})
    return found


def _parts(chosen: Wording) -> Sequence[str]:
    """Return the names of the fields with the answers."""
    return PARTS[: len(chosen.questions)]


def source_of(form: Form, *, longest: int, missing: str, format: str = "markdown") -> str:
    """Return the text of *form*; notes a fault if it is missing, too long or shows nothing.

    *longest* is its maximum length in characters. One answer is enough. *format* is as for
    ``Form.prose``.
    """
    chosen = wording_of(form)
    if chosen is None:
        return form.prose("text", longest=longest, missing=missing, format=format)
    from ..core.text.markdown import defines
    from ..core.text.sections import join_sections
    from ..core.text.shows import shows

    typed = [form.text(name, longest=longest) for name in _parts(chosen)]
    answers = [one if one and (shows(one) or defines(one)) else "" for one in typed]
    source = join_sections(chosen.headings, answers)
    if form.faults.keys().isdisjoint(PARTS):
        if not any(map(shows, filter(None, answers))):
            missing = t("Fill in at least one of the fields")
            form.prose(PARTS[0], longest=longest, missing=missing)
        elif len(source) > longest:
            form.faults[PARTS[0]] = tn(
                "Together, your answers are %(n)d character over the limit of %(longest)d",
                "Together, your answers are %(n)d characters over the limit of %(longest)d",
                len(source) - longest,
                longest=longest,
            )
    return source
