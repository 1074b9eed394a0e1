"""A form with prompts: which questions it asks, and the one text that the answers become."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ...core.errors import Invalid
from ...core.web.forms import Form
from ...core.web.i18n import language, t, tn
from ...core.web.submission import PARTS
from ...spaces.current import current_spaces, find_space
from ...spaces.presenters.choice import confirm_readers
from .wordings import left_out, offered, with_goal, wording, wording_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...spaces.rows import SpaceRow
    from ..rows import Wording

_REFERENCE = re.compile(r"([a-z0-9-]{1,40})\.(\d{1,6})\.(\w{2,20})(?:\.(\d{1,9}))?", re.ASCII)
_WITH = "with:"
"""How the button begins that shows the form again with other questions; then the key of the set."""


@dataclass(frozen=True)
class PromptBox:
    """The questions that a form asks, and the sets that can be chosen instead."""

    wording: Wording | None
    """None for one field without questions."""
    offers: Sequence[tuple[str, str]] = ()
    """The value of the button and the title of each other set."""
    strayed: bool = False
    """Whether the text was written with questions and no longer follows them."""
    free: ClassVar[str] = _WITH
    """The value of the button that leads back to one field."""

    @property
    def key(self) -> str | None:
        """The key of the set, for the address of the form; None without questions."""
        return self.wording.key if self.wording else None


def prompt_box(form: Form, box: str, space_id: int | None = None) -> PromptBox:
    """Return the questions of *form*, and the sets offered at *box* (one of ``sets.BOXES``).

    The sets are those of the space, or of the one that the form names in its field "space".
    Nothing is offered if the host leaves prompts out.
    """
    chosen = wording_of(form)
    if left_out():
        return PromptBox(chosen)
    space, to = _space(form, space_id), language()
    keys = [key for key in offered(space, box) if chosen is None or key != chosen.key]
    found = [one for key in keys if (one := wording_in(space, key, to))]
    offers = [(f"{_WITH}{one.key}", one.title) for one in found]
    return PromptBox(with_goal(chosen, space), offers)


def edit_box(form: Form, written_with: Wording | None, space_id: int) -> PromptBox:
    """Return what the form of an edit asks, of a text that was *written_with* questions."""
    asked = wording_of(form, written_with)
    strayed = written_with is not None and asked is None
    return PromptBox(with_goal(asked, _space(form, space_id)), strayed=strayed)


def _space(form: Form, space_id: int | None) -> SpaceRow | None:
    if space_id is not None:
        return current_spaces().get(space_id)
    return find_space(form["space"]) if form["space"] else None


def first_form(
    key: str, space_id: int | None = None, /, *, default: str = "", **start: str
) -> Form:
    """Return a new form that asks the questions of the set *key*; of *default* without a key.

    It asks none if there is no such set. *start* are its other fields; a text goes into the first
    answer. The words are those of the space, or of the one in *start*. If the host leaves prompts
    out, only *default* is asked.
    """
    form, asked = Form(start), default if left_out() or not key else key
    return _with(form, wording_in(_space(form, space_id), asked, language()) if asked else None)


def form_of(source: str, written_with: Wording | None, **start: str) -> Form:
    """Return a form that edits *source*: its answers, or one text if they do not fit."""
    return _with(Form({**start, "text": source}), written_with, must_fit=True)


def switched(form: Form, space_id: int | None = None) -> Form | None:
    """Return *form* with the questions that its button asks for, else None.

    The text that was typed goes with them: into the answers that it fits, else into the first. The
    words are those of the space, or of the one that the form names. If others will read it than
    before, that is asked now, as a preview does.
    """
    asked = form["preview"]
    if not asked.startswith(_WITH) or left_out():
        return None
    key = asked.removeprefix(_WITH)
    space = _space(form, space_id)
    other = _with(form, wording_in(space, key, language()) if key else None)
    if space is not None:
        confirm_readers(other, space)
    return other


def _with(form: Form, to: Wording | None, *, must_fit: bool = False) -> Form:
    """Return *form* with its text in the fields of *to*; in one field if *to* is None."""
    # Imported here: the parser is loaded with the first text that somebody writes.
    from ...core.text.sections import join_sections, split_sections

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
    """Return the text of a field, with the line ends that a saved text has."""
    return form[name].replace("\r\n", "\n").replace("\r", "\n")


def wording_of(form: Form, written_with: Wording | None = None) -> Wording | None:
    """Return the questions that *form* asks, or None. Raises Invalid if nobody knows them.

    A form that edits a text knows those that the text was *written_with*.
    """
    if not form["prompts"]:
        return None
    if written_with and form["prompts"] == written_with.reference:
        return written_with
    parts = _REFERENCE.fullmatch(form["prompts"])
    space_id = int(parts[4]) if parts and parts[4] else None
    found = wording(parts[1], int(parts[2]), parts[3], space_id) if parts else None
    if found is None:
        raise Invalid({"prompts": t("Part of the form is missing")})
    return found


def _parts(chosen: Wording) -> Sequence[str]:
    """Return the names of the fields with the answers."""
    return PARTS[: len(chosen.questions)]


def source_of(
    form: Form,
    written_with: Wording | None = None,
    *,
    longest: int,
    missing: str,
    format: str = "markdown",
) -> str:
    """Return the text of *form*; notes a fault if it is missing, too long or shows nothing.

    *longest* is its maximum length in characters. One answer is enough. *format* is as for
    ``Form.prose``, *written_with* as for ``wording_of``.
    """
    chosen = wording_of(form, written_with)
    if chosen is None:
        return form.prose("text", longest=longest, missing=missing, format=format)
    from ...core.text.markdown import defines
    from ...core.text.sections import join_sections
    from ...core.text.shows import shows

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
