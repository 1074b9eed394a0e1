"""The words for the kinds of artefacts."""

from __future__ import annotations

from ...core.web.i18n import t

KINDS = ("summary", "document", "recording", "story")


def kinds() -> dict[str, str]:
    """Return, by kind, what one of it is called."""
    return {
        "summary": t("Summary"),
        "document": t("Document"),
        "recording": t("Recording"),
        "story": t("Story"),
    }


def kind_cards() -> list[tuple[str, str, str]]:
    """Return what a form offers: kind, its name, and a sentence on it."""
    hints = {
        "summary": t("What we know about something, and what is still open."),
        "document": t("Something to use: a guide, a template, a list to go through."),
        "recording": t("A talk or a meeting: the link, and what is said in it."),
        "story": t("What changed for somebody, told from beginning to end."),
    }
    return [(kind, name, hints[kind]) for kind, name in kinds().items()]
