"""What was just done, told on the next page. By a word in the address: we set no cookie."""

from __future__ import annotations

from uuid import UUID

from .i18n import t


def said(word: str | None) -> str:
    """Return the sentence for *word*, or nothing for a word we do not know."""
    if not word:
        return ""
    return {
        "posted": t("Your post is there."),
        "edited": t("The new version is there. The earlier ones are kept."),
        "back": t("Your post is taken back. Its number stays."),
        "gone": t("Your thread is taken back."),
        "helped": t("Thank you for saying what helped."),
        "tried": t("Thank you for telling how it went."),
        "withdrawn": t("What you told is withdrawn."),
        "kept": t("It is in the library now."),
        "made": t("The space is there. Say in it what you would like to hear from others."),
        "added": t("They belong to this space now."),
        "removed": t("They do not belong to this space any more. What they wrote stays."),
        "entrusted": t("They look after this space now."),
        "relieved": t("They do not look after this space any more."),
        "archived": t("The space is archived: it can be read, and takes nothing new."),
        "unarchived": t("The space takes new texts again."),
        "saved": t("Saved."),
        "read": t("Everything is marked as read."),
        "reported": t("The stewards of this space will look at it."),
        "hidden": t("The post is hidden, and its author is told why."),
        "restored": t("The post can be read again."),
        "left": t("The post stays as it is, and its reports are closed."),
        "blocked": t("They can read here, but not write."),
        "unblocked": t("They can write here again."),
        "followed": t("You will be told of what is new in this thread."),
        "unfollowed": t("You are told no more of what is new in this thread."),
        "seen": t("Everything here is marked as seen."),
        "moved": t("The thread is in its new space."),
        "password": t("Your password is changed. You are signed out everywhere else."),
        "signed-in": t("You are signed in."),
        "signed-out": t("You are signed out."),
    }.get(word, "")


def sent_key(text: str | None) -> str:
    """Return the key of a form if *text* is one, else nothing."""
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        return ""
