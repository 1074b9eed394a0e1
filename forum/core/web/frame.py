"""What stands around every page: in its head, above it and below it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

from ..text.markup import trusted
from .flash import said as in_words
from .fragments import fragment, remembered
from .static import static
from .times import ago_words

if TYPE_CHECKING:
    from markupsafe import Markup


class Frame(NamedTuple):
    """What stands around a page."""

    head: Markup
    """The elements of the page's head that are ours."""
    bar: Markup
    """The tabs and the search above it."""
    foot: Markup
    """What closes it."""


def frame(tab: str, *, member: bool, unread: int, sent_key: str, signed_out: bool) -> Frame:
    """Return what stands around a page under *tab*, with what waits for a *member*.

    *sent_key* is the key of the form whose draft may go, *signed_out* whether all drafts may.
    """
    return remembered(_frame)(tab, member, unread, sent_key, signed_out)


def _frame(
    home: str, language: str, tab: str, member: bool, unread: int, sent_key: str, signed_out: bool
) -> Frame:
    around = SimpleNamespace(
        tab=tab,
        member=member,
        unread=unread,
        sent_key=sent_key,
        signed_out=signed_out,
        ago_words=ago_words(language),
        static=static,
    )
    return Frame(
        *(
            fragment(f"{part}.html", part, around, home=home, language=language)
            for part in Frame._fields
        )
    )


def said(word: str) -> Markup:
    """Return what was just done, in words, where *word* is one we know; else nothing."""
    return remembered(_said)(word) if in_words(word) else trusted("")


def _said(home: str, language: str, word: str) -> Markup:
    return fragment("said.html", "said", in_words(word), home=home, language=language)
