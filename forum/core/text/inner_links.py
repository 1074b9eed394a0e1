"""The links from one text of the forum to another, in a file that is read somewhere else."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

_LINK = re.compile(
    r'<a href="forum:/([tpa])/([0-9]{1,18})(?![0-9])[^"]*"[^>]*>(.*?)</a>', re.DOTALL
)


def targets(htmls: Iterable[str]) -> Mapping[str, AbstractSet[int]]:
    """Return the ids that the links in *htmls* lead to, by the letter of their addresses.

    That is "t" for threads, "p" for posts, and "a" for pages of the library.
    """
    found: dict[str, set[int]] = defaultdict(set)
    for html in htmls:
        for letter, number, _ in _LINK.findall(html) if 'href="forum:/' in html else ():
            found[letter].add(int(number))
    return found


def without_dead_links(html: str, alive: Mapping[str, AbstractSet[int]]) -> str:
    """Return sanitised *html* with the words alone of each link to what is not *alive*."""

    def link(match: re.Match[str]) -> str:
        return match[0] if int(match[2]) in alive.get(match[1], ()) else match[3]

    return _LINK.sub(link, html)


def to_this_file(html: str, base: str, numbers: Mapping[int, int]) -> str:
    """Return *html* with links to posts of this very file leading there.

    *base* is the address of the forum, *numbers* are those of the file's posts, by their ids.
    """

    def place(match: re.Match[str]) -> str:
        number = numbers.get(int(match[1]))
        return match[0] if number is None else f'href="#p{number}"'

    return re.sub(rf'href="{re.escape(base)}/p/([0-9]{{1,18}})"', place, html)
