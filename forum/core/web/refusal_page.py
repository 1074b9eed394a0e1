"""The page that says that something was not done, and its words by HTTP status."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .i18n import t
from .page import Page
from .times import date as in_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(kw_only=True)
class RefusalPage(Page):
    """The page that says why something was not done, with the text that was sent."""

    template = "web/refusal.html"
    message: str
    """Why it was not done, and what to do."""
    status: int
    """The HTTP status, which decides whether the page offers to sign in or to send again."""
    ours: bool = True
    """Whether the form was sent from a page of this site, so that it can be sent again."""
    form_key: str = ""
    """The key of the form that sends the text again."""
    former_key: str = ""
    """The beginning of the key that the form was sent with, if it has another one now."""
    fields: Sequence[tuple[str, str]] = field(default=())
    """The names and values of the fields to show or to send again."""


def title_of(status: int) -> str:
    """Return the title of the page for *status*."""
    return {
        400: t("We could not read the form"),
        401: t("Sign in to send this"),
        403: t("You cannot do that"),
        404: t("Page not found"),
        405: t("That did not work"),
        409: t("This has changed in the meantime"),
        413: t("This is too large"),
        414: t("This address is too long"),
        422: t("There is a problem with the form"),
        429: t("Too many requests"),
        503: t("The forum is busy"),
    }.get(status, t("Something went wrong"))


def message_of(status: int) -> str:
    """Return why it was not done and what to do, for *status*."""
    return {
        400: t("Part of the form is missing. Your text is below: send it again."),
        401: t("You are no longer signed in. Your text is below: sign in, then send it."),
        403: t("You can read this, but you cannot do that here."),
        404: t("This page does not exist, or you cannot see it."),
        405: t("You cannot use this address directly. Go back and try again."),
        409: t("Somebody changed this first, or you have already sent it. Your text is below."),
        413: t("This is larger than the site accepts. Go back: your text is still there."),
        414: t("Go back and try something shorter."),
        422: t("Correct the form and send it again. Your text is below."),
        429: t(
            "You have sent a lot in a short time. Wait a minute, then send it again. "
            "Your text is below."
        ),
        503: t("The forum is busy. Nothing is lost: wait a moment, then send it again."),
    }.get(status, t("Something went wrong. Your text is below."))


def too_late(day: date, *, sent: bool) -> str:
    """Return why something was not done whose last *day* is over. If it was *sent*, what to do."""
    why = t("The last day for this was %(day)s.", day=in_words(day))
    return why + " " + t("Your text is below: copy it if you still need it.") if sent else why
