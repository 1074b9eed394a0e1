"""What texts say of the files that they link to: the product writes the name of the file there."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Label = Callable[[str, str], str]
    """What is said of the file with a key, in place of what is said of it now."""

_MARKDOWN = re.compile(r"(?<![!\\])\[((?:\\.|[^\[\]\\])*)\](?=\(forum:/f/([0-9a-f]{32}))")
_HTML = re.compile(r'(?<=<a href="forum:/f/)([0-9a-f]{32})("[^<>]*>)([^<]*)(?=</a>)')
_ESCAPED = re.compile(r"\\(.)")


def with_labels(text: str, label: Label) -> str:
    """Return a text, in Markdown or in stored HTML, with the *label* of each file it links to."""
    if "forum:/f/" not in text:
        return text

    def in_markdown(found: re.Match[str]) -> str:
        now = _ESCAPED.sub(r"\1", found[1])
        said = label(found[2], now)
        return found[0] if said == now else f"[{said}]"

    def in_html(found: re.Match[str]) -> str:
        now = unescape(found[3])
        said = label(found[1], now)
        return found[0] if said == now else f"{found[1]}{found[2]}{escape(said)}"

    return _HTML.sub(in_html, _MARKDOWN.sub(in_markdown, text))
