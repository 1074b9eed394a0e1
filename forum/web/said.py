"""What was just done, told on the next page. By a word in the address: we set no cookie."""

from __future__ import annotations

from uuid import UUID

from .words import t


def said(word: str | None) -> str:
    """Return the sentence for *word*, or nothing for a word we do not know."""
    return {
        "posted": t("Your post is there."),
        "edited": t("The new version is there. The earlier ones are kept."),
        "back": t("Your post is taken back. Its number stays."),
        "gone": t("Your thread is taken back."),
        "helped": t("Thank you for saying what helped."),
        "tried": t("Thank you for telling how it went."),
        "kept": t("It is in the library now."),
        "saved": t("Saved."),
        "read": t("Everything is marked as read."),
        "reported": t("The stewards of this space will look at it."),
        "hidden": t("The post is hidden, and its author is told why."),
        "restored": t("The post can be read again."),
        "moved": t("The thread is in its new space."),
        "signed-in": t("You are signed in."),
        "signed-out": t("You are signed out."),
    }.get(word or "", "")


def sent_key(text: str | None) -> str:
    """Return the key of a form if *text* is one, else nothing."""
    try:
        return str(UUID(text or ""))
    except ValueError:
        return ""
