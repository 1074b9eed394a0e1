"""The text of a form, and where it is from: in the form, and as it is printed with the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..core.state import state
from ..core.web.i18n import t, translate, word
from ..prompts.presenters import source_of
from .rows import NOTE, ORIGINS, Origin, origin_in

if TYPE_CHECKING:
    from ..core.web.forms import Form
    from ..prompts.rows import Wording

_WORDS = {
    "source": word("From a source: %(source)s"),
    "machine": word("Written by a machine, checked by %(name)s"),
}


class SaidOrigin(NamedTuple):
    """Where a text is from, as it is printed with it."""

    kind: str
    """One of ``rows.ORIGINS``, for the attribute; empty for own work."""
    words: str
    """Empty for own work."""


def text_of(form: Form, written_with: Wording | None = None, *, format: str = "markdown") -> str:
    """Return the text of *form*; notes a fault if it is missing, too long or shows nothing.

    *format* is "html" for the source of an imported post, *written_with* as for ``wording_of``.
    """
    longest, missing = state().config.post_limit, t("Enter your text")
    return source_of(form, written_with, longest=longest, missing=missing, format=format)


def origin_of(form: Form) -> Origin:
    """Return where the text of *form* is from; notes what is missing. Own work need not be said."""
    kind = form["origin"] or "own"
    if kind not in ORIGINS:
        form.faults["origin"] = t("Choose where it is from")
    missing = {"source": t("Enter the source"), "machine": t("Enter who has checked it")}.get(
        kind, ""
    )
    note = form.line("origin_note", longest=NOTE, missing=missing)
    return Origin(kind, note if missing else "")


def origin_fields(origin: Origin) -> dict[str, str]:
    """Return the fields of a form that say *origin*."""
    return {"origin": origin.kind, "origin_note": origin.note}


def said_origin(to: str, stored: str) -> SaidOrigin:
    """Return what is printed, in the language *to*, of an origin as it is *stored*."""
    origin = origin_in(stored)
    if origin.kind not in _WORDS:
        return SaidOrigin("", "")
    words = translate(to, _WORDS[origin.kind], source=origin.note, name=origin.note)
    return SaidOrigin(origin.kind, words)
