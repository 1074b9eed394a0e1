"""Finds a person's name and handle in stored text, and takes them out of it."""

from __future__ import annotations

import re
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from .line import handle as handle_of
from .line import slug
from .markdown import AT, HANDLE, goes_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_PAGE = r"(?:forum:|{home})/m/([A-Za-z0-9._-]{{1,40}})"
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"
"""Where a word begins and ends; an underscore is no part of it, as in the name of a file."""
FORMER = "former-member"
"""What stands for a name in an address."""


class Person:
    """How somebody who is forgotten is called in texts."""

    def __init__(
        self,
        *,
        name: str,
        handle: str,
        is_theirs: Callable[[str], bool],
        addresses: Iterable[str] = (),
        instead: str,
        page: str,
        home: str,
    ) -> None:
        """Say how they are called.

        *is_theirs* tells whether a handle is theirs or once was; *addresses* are those of their
        page and picture. *instead* is what takes the place of the name, *page* that of the handle
        in the address of their page here, below *home*.
        """
        self.name, self.handle, self.is_theirs = name, handle, is_theirs
        self.addresses = sorted(filter(None, addresses), key=len, reverse=True)
        self.instead, self.page = instead, page
        self.found = {handle} if handle else set()
        """Handles of theirs: older ones are known once a text has them."""
        at = _PAGE.format(home=re.escape(home))
        self._page = re.compile(at)
        self._link = re.compile(rf'<a [^>]*href="{at}"[^>]*>[{AT}][^<]*</a>')

    def without_handles(self, text: str) -> str:
        """Return *text* without their handles: as a mention, in code, and in links to their page.

        "@ana" leaves "@anabel", "x@ana" and "https://example.org/@ana" as they are.
        """
        if "/m/" in text:
            text = self._link.sub(self._unlinked, text)
            text = self._page.sub(self._page_of, text)
        if not any(sign in text for sign in AT):
            return text
        parts, at = [], 0
        for found in HANDLE.finditer(text):
            handle = found[1].rstrip("._-").lower()
            whole = len(handle) == len(found[1])
            begins = found.start() - (_before(text, found.start()) == "\\")
            beside = goes_on(text, begins, found.end() if whole else None)
            if beside or _before(text, begins) == "/" or not self.is_theirs(handle):
                continue
            self.found.add(handle)
            parts += [text[at:begins], self.instead]
            at = found.start() + 1 + len(handle)
        return "".join((*parts, text[at:]))

    def _unlinked(self, found: re.Match[str]) -> str:
        return self.instead if self.is_theirs(found[1].rstrip("._-").lower()) else found[0]

    def _page_of(self, found: re.Match[str]) -> str:
        handle = found[1].rstrip("._-")
        if not self.is_theirs(handle.lower()):
            return found[0]
        return found[0][: -len(found[1])] + self.page + found[1][len(handle) :]

    def without_name(self, text: str) -> str:
        """Return a text of theirs without their name, their handles, their page and picture."""
        text = self._addresses.sub("", text) if self.addresses else text
        text = self.without_handles(text)
        text = self._said.sub(self.instead, text) if self._said else text
        return self._in_address.sub(FORMER, text) if self._in_address else text

    def without_slugs(self, id: str) -> str:
        """Return the *id* of a section whose heading had a handle of theirs, without it."""
        ways = {way for handle in self.found if (way := slug(handle, bare=""))}
        longest = "|".join(sorted(ways, key=len, reverse=True))
        return re.sub(rf"(?<![a-z0-9])(?:{longest})(?![a-z0-9])", FORMER, id) if ways else id

    @cached_property
    def _addresses(self) -> re.Pattern[str]:
        ways = {way for one in self.addresses for way in (one, escape(one))}
        whole = "|".join(map(re.escape, sorted(ways, key=len, reverse=True)))
        return re.compile(rf"(?:{whole})(?![\w/-])")

    @cached_property
    def _said(self) -> re.Pattern[str] | None:
        """Find the name; a handle only where it cannot be a word ("ana.silva").

        Capitals count in a name of one word, which may be another word as well ("Will").
        """
        ways = [r"\s+".join(map(re.escape, way.split())) for way in (self.name, escape(self.name))]
        if re.search(r"[._\d-]", self.handle):
            ways.append(re.escape(self.handle))
        ways = [way for way in dict.fromkeys(ways) if way]
        flags = re.IGNORECASE if len(self.name.split()) > 1 else 0
        return re.compile(f"{_BEFORE}(?:{'|'.join(ways)}){_AFTER}", flags) if ways else None

    @cached_property
    def _in_address(self) -> re.Pattern[str] | None:
        """Find the name in the id of a section or the address of a thread, if it is two words."""
        written = slug(self.name, bare="")
        return re.compile(rf"(?<![a-z0-9]){written}(?![a-z0-9])") if "-" in written else None

    def is_named(self, text: str) -> bool:
        """Whether *text* has the name or the handle in it, however it is written."""
        return bool(self._anyhow and self._anyhow.search(text))

    def is_in_file_name(self, name: str) -> bool:
        """Whether the name of a file has a part of theirs in it: "CV Ada.pdf", "exampleada.pdf"."""
        words = [word for word in _words(self.name) if len(word) > 2]
        written = {word.casefold() for word in re.findall(r"[^\W_]+", name)}
        return self.is_named(name) or any(word.casefold() in written for word in words)

    @cached_property
    def _anyhow(self) -> re.Pattern[str] | None:
        ways = []
        for words in self._ways:
            if words:
                ways.append(r"[\W_]*".join(map(re.escape, words)))
        whole = "|".join(dict.fromkeys(ways))
        return re.compile(f"{_BEFORE}(?:{whole}){_AFTER}", re.IGNORECASE) if ways else None

    @cached_property
    def _ways(self) -> list[list[str]]:
        """The words of the name, of the name in other letters, and of the handle."""
        latin = handle_of(self.name)
        made = latin if latin != handle_of("") else ""  # which is that of whoever has no name
        return [_words(way) for way in (self.name, made, self.handle)]

    @property
    def patterns(self) -> list[str]:
        """What a database looks for with LIKE: every text that ``is_named`` may be true of.

        Databases do not fold all letters alike, so those of other scripts match any.
        """
        longest = sorted({max(words, key=len) for words in self._ways if words})
        return [f"%{re.sub(r'[^A-Za-z0-9]', '_', word)}%" for word in longest]


def _before(text: str, at: int) -> str:
    return text[at - 1] if at else ""


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name)
