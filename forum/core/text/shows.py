"""Says whether a text shows anything once it is rendered."""

import re
import unicodedata

from .characters import printable
from .plain import plain

# Signs that a reader sees at the beginning of a line, whatever follows: a letter, even in a
# quotation, a list, a heading or emphasis, or a sign without a meaning there. A credit
# ("> forum:/p/17") shows nothing.
_SEEN = re.compile(
    r"^[ >*+#_-]*+(?:(?:``?|~~?)(?![`~]))?(?!forum:)(?![\u115f\u1160\u3164\uffa0])[^\W\d_]"
    r"|^ {0,3}[\"$%'(,/:;<?@^{}]",
    re.MULTILINE,
)
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_SHOWN = re.compile(r"<(?:hr|img)[ >]")


def shows(source: str, *, format: str = "markdown") -> bool:
    """Whether a reader sees anything of *source*: a letter, a number, a sign, a rule, a picture.

    Not of a lone ``#`` or ``>``, of code without a line, of the definition of an address, or of
    blanks and marks that stand on nothing. *format* is "markdown" or "html". Most texts need not be
    rendered to know: before the first bracket there is neither a link nor a definition.
    """
    if format == "markdown" and _SEEN.search(printable(source).partition("[")[0]):
        return True
    return _shows(_rendered(source, format))


def _rendered(source: str, format: str) -> str:
    # Imported here: the renderer is loaded with the first text that somebody writes.
    from .render import render
    from .sanitise import clean

    return clean(source, images=True) if format == "html" else render(source, images=True)


def _shows(html: str) -> bool:
    if _SHOWN.search(html):
        return True
    return any(
        unicodedata.category(character)[0] in "LNPS" and character not in _BLANK
        for character in plain(html)
    )
