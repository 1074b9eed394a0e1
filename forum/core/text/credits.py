"""Credits of quotations: they hold the id of a post, and are given its author's name when read.

So no name stands in a stored text, and whoever is forgotten or renamed is so in quotations too.
"""

import re
from collections.abc import Iterable, Mapping

from .characters import escaped
from .labels import CREDIT

MOST = 500
"""How many posts of one page are credited by name; those after them are another post."""

_CREDIT = re.compile(r'<p class="fx-from"><a href="forum:/p/([0-9]{1,18})">([^<]*)</a>(:?)</p>')
_SIGN = '<p class="fx-from"><a href="forum:/p/'


def nameless(html: str) -> str:
    """Return sanitised *html* with every credit that links to a post as it is stored."""
    if _SIGN not in html:
        return html
    return _CREDIT.sub(rf'<p class="fx-from"><a href="forum:/p/\1">{CREDIT}</a>:</p>', html)


def marked(html: str, mark: str) -> str:
    """Return sanitised *html* with *mark* in place of every credit that links to a post."""
    return _CREDIT.sub(mark, html) if _SIGN in html else html


def credited(htmls: Iterable[str]) -> list[int]:
    """Return the ids of the posts that the quotations in *htmls* credit, at most ``MOST``."""
    found: dict[int, None] = {}
    for html in htmls:
        if _SIGN in html:
            for match in _CREDIT.finditer(html):
                found[int(match[1])] = None
                if len(found) >= MOST:
                    return list(found)
    return list(found)


def named(html: str, names: Mapping[int, str], *, other: str) -> str:
    """Return *html* with the name of its author in each credit.

    *names* are by the ids of posts. A post that is not among them is *other*, without a link.
    """

    def credit(match: re.Match[str]) -> str:
        name = names.get(int(match[1]))
        if name is None:
            return f'<p class="fx-from">{escaped(other)}:</p>'
        return f'<p class="fx-from"><a href="forum:/p/{match[1]}">{escaped(name)}</a>:</p>'

    return _CREDIT.sub(credit, html) if _SIGN in html else html
