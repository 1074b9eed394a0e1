"""What stands around every page: in its head, above it and below it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from ..text.markup import trusted
from .printed import piece, printer
from .said import said as in_words
from .static import static
from .times import ago_words

if TYPE_CHECKING:
    from markupsafe import Markup


def head(*, sent_key: str, signed_out: bool) -> Markup:
    """Return the elements of a page's head that are ours.

    *sent_key* is the key of the form whose draft may go, *signed_out* whether all drafts may.
    """
    return printer(_head)(sent_key, signed_out)


def _head(home: str, language: str, sent_key: str, signed_out: bool) -> Markup:
    told = SimpleNamespace(
        sent_key=sent_key, signed_out=signed_out, ago_words=ago_words(language), static=static
    )
    return piece("head.html", "head", told, home=home, language=language)


def bar(tab: str, *, member: bool, unread: int) -> Markup:
    """Return the tabs, *tab* the current one, with what waits for a *member*, and the search."""
    return printer(_bar)(tab, member, unread)


def _bar(home: str, language: str, tab: str, member: bool, unread: int) -> Markup:
    told = SimpleNamespace(tab=tab, member=member, unread=unread)
    return piece("bar.html", "bar", told, home=home, language=language)


def said(word: str) -> Markup:
    """Return what was just done, in words, where *word* is one we know; else nothing."""
    return printer(_said)(word) if in_words(word) else trusted("")


def _said(home: str, language: str, word: str) -> Markup:
    return piece("said.html", "said", in_words(word), home=home, language=language)


def foot() -> Markup:
    """Return what closes every page."""
    return printer(_foot)()


def _foot(home: str, language: str) -> Markup:
    return piece("foot.html", "foot", None, home=home, language=language)
