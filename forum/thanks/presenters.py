"""The form with which one thanks, and the page of what was said to oneself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.state import state
from ..core.web.page import FormPage, Page
from ..core.web.urls import url
from .models import SENTENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..attempts.presenters.things import About
    from .rows import ThanksRow


@dataclass(kw_only=True)
class ThankPage(FormPage):
    """The form with which one thanks the author of a post or a page, or changes that."""

    template = "thanks/thank.html"
    subject: About
    """What the thanks are for."""
    author: str
    """The name of whoever reads them."""
    action: str
    """Where the form is sent."""
    is_new: bool
    """Whether the viewer has not thanked for it yet."""
    longest: int = SENTENCE
    """The longest sentence, in characters."""


@dataclass(kw_only=True)
class ThanksPage(Page):
    """What was said to the viewer about a post or a page of theirs."""

    template = "thanks/sentences.html"
    tab: str = "for_you"
    subject: About
    """What it was said about."""
    sentences: Sequence[ThanksRow]
    """Each sentence, newest first."""


def thank_address(kind: str, **thing: int) -> str:
    """Return where one thanks for a "post" or a "page"; empty if the host leaves thanks out."""
    return "" if state().config.leaves_out("thanks") else url(f"thanks.{kind}", **thing)
