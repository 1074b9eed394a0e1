"""Stored HTML, ready to print for whoever reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..text.address import resolve
from ..text.fold import worded
from ..text.markup import trusted
from ..text.pictures import with_pictures
from .i18n import t

if TYPE_CHECKING:
    from markupsafe import Markup


def prose(html: str, *, home: str) -> Markup:
    """Return sanitised *html* with its links below *home*, and its folds in the reader's words."""
    if "forum:/f/" in html:
        words = {"label": t("Look at the picture"), "close": t("Close")}
        html = with_pictures(html, prefix=home, **words)
    return trusted(resolve(with_words(html), prefix=home))


def with_words(html: str) -> str:
    """Return sanitised *html* with the words of its folds, as the reader sees them."""
    return worded(html, _fold)


def _fold(is_code: bool, lines: int) -> str:
    n = f"{lines:,}"
    if is_code:
        return t("Show all %(n)s lines of code", n=n)
    return t("Show all %(n)s lines of the quotation", n=n)
