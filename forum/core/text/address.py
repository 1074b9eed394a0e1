"""Completes stored HTML for the page or message that prints it: its links, and its directions."""

import re
from html import escape

# What has a side of its own: a list its marks, a quotation its line, a table its first column.
# A credit is among them, so that it does not say in which direction the quotation below it reads.
_SIDED = re.compile(r'<(blockquote|ul|ol|table|p(?= class="fx-from"))(?=[ >])')
_BLOCK = re.compile(r"<(blockquote|ul|ol|table|p|h[456]|li|t[dh]|d[dt]|summary)(?=[ >])")


def resolve(html: str, *, prefix: str, styled: bool = True) -> str:
    """Return *html* with its ``forum:/`` links under *prefix* ("/forum", or an absolute base).

    Each part of it reads in the direction of its own first letter: where our style is missing, as
    in mail (*styled* is False), paragraphs are told so as well. *html* must come from
    ``sanitise.clean``. Replacing a string is safe there: ``clean`` leaves a bare quotation mark
    nowhere but round an attribute's value (in text it is ``&quot;``), so ``href="forum:/`` can only
    be the beginning of a link whose form ``clean`` has checked, and ``<`` that of an element.
    """
    base = escape(prefix.rstrip("/"))
    html = html.replace('href="forum:/', f'href="{base}/').replace('src="forum:/', f'src="{base}/')
    return (_SIDED if styled else _BLOCK).sub(r'<\1 dir="auto"', html)
