"""The names of the kinds of artefacts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ...core.state import state
from ...core.web.i18n import language, t, translate
from ...threads.presenters.labels import tried

if TYPE_CHECKING:
    from ..rows import ArtefactRow, CardRow


def tried_words(row: ArtefactRow | CardRow) -> str:
    """Return how it went for those who tried a page; empty if nobody has."""
    return tried(language(), row)


def kind_labels(to: str | None = None) -> dict[str, str]:
    """Return the name of each kind, by kind; in another language than the reader's with *to*."""
    t = partial(translate, to or language())
    return {
        "summary": t("Summary"),
        "document": t("Document"),
        "template": t("Template"),
        "recording": t("Recording"),
        "story": t("Story"),
        "link": t("Link"),
        "path": t("Path"),
    }


def offered_kinds(own: str = "") -> dict[str, str]:
    """Return the names of the kinds that are in use here, and of *own*, that of a page."""
    left_out = {"path"} if state().config.leaves_out("paths") else set[str]()
    return {kind: name for kind, name in kind_labels().items() if kind not in left_out - {own}}


def kind_choices(own: str = "") -> list[tuple[str, str, str]]:
    """Return what a form offers: each kind with its name and a hint; *own* is that of its page."""
    hints = {
        "summary": t("What we know about something, and what is still open."),
        "document": t("Something to use: a guide, a checklist."),
        "template": t("A text to copy and fill in."),
        "recording": t("A talk or meeting: a link to it and what was said."),
        "story": t("What changed for somebody, from beginning to end."),
        "link": t("Something elsewhere, and why it is worth reading."),
        "path": t("Steps to learn something, one after the other: pages, threads, questions."),
    }
    return [(kind, name, hints[kind]) for kind, name in offered_kinds(own).items()]
