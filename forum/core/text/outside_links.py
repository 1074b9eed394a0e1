"""The links of stored HTML that lead to other sites, and words behind those that are dead."""

import re
from collections.abc import Callable
from html import unescape

from .characters import escaped

_MORE = r'(?:[^<>"]|"[^"]*")*'
_LINK = re.compile(rf'<a {_MORE}?href="(https?://[^"]*)"{_MORE}>.*?</a>', re.DOTALL)


def outside_links(html: str) -> list[str]:
    """Return the addresses on other sites that links in *html* lead to, each once, in order."""
    return list(dict.fromkeys(unescape(found[1]) for found in _LINK.finditer(html)))


def with_words_behind(html: str, words_of: Callable[[str], str]) -> str:
    """Return *html* with words behind each link to another site, in brackets.

    *words_of* returns them for an address; nothing is added where they are empty.
    """

    def behind(found: re.Match[str]) -> str:
        words = words_of(unescape(found[1]))
        return f"{found[0]} ({escaped(words)})" if words else found[0]

    return _LINK.sub(behind, html)
