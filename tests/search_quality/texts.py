"""Reads the HTML of posts as text, sentences and words, independently of the product."""

from __future__ import annotations

import re
from html import unescape

_LEFT_OUT = re.compile(
    r"<(pre|blockquote|aside)\b(?:(?!<\1\b).)*?</\1>|\[(code|quote)\b.*?\[/\2\]", re.S | re.I
)
"""Code, and what somebody else wrote: the innermost first."""
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")
_BLOCK = re.compile(
    r"<(?:/?(?:p|li|ul|ol|div|h\d|tr|td|th|table|hr|details|summary|blockquote|pre)\b|br)[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w+")
_END = re.compile(r"(?<=[.!?])\s+|\n+")


def text_of(html: str) -> str:
    """Return everything that *html* says, a line for each block."""
    return unescape(_TAG.sub("", _BLOCK.sub("\n", html)))


def own_text(html: str) -> str:
    """Return what the author of *html* wrote in sentences: no code, address or quotation."""
    before = ""
    while before != html:
        before, html = html, _LEFT_OUT.sub("\n", html)
    return without_addresses(text_of(html))


def without_addresses(text: str) -> str:
    """Return *text* without the addresses of pages in it."""
    return _ADDRESS.sub("", text)


def words(text: str) -> list[str]:
    """Return the words of *text*, in lower case, in order."""
    return _WORD.findall(text.lower())


def sentences(text: str) -> list[str]:
    """Return the sentences of *text*, and lines that end without a full stop."""
    return [" ".join(each.split()) for each in _END.split(text) if each.strip()]
