"""Removes characters that no text may contain, and escapes those that HTML reserves."""

import re
from html import escape

# C0 without tab and line feed, DEL, C1, lone surrogates, the two noncharacters XML refuses.
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|\x0c|\x0b|\x85|\u2028|\u2029")
LINE_END = re.compile(rf"\n|{_LINE_ENDS.pattern}")
"""Where a line of a text ends, before and after ``printable``."""


def printable(text: str) -> str:
    """Return *text* without control characters and lone surrogates, with ``\\n`` as line ends.

    The result can be encoded as UTF-8 and is valid in XML 1.0 (section 2.2). Nothing is refused.
    """
    return _REFUSED.sub("", _LINE_ENDS.sub("\n", text))


def escaped(text: str) -> str:
    """Return *text* as it is written in stored HTML: ``& < > "`` as references, the rest bare."""
    return escape(text, quote=False).replace('"', "&quot;")
