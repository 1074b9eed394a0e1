"""Every page is valid HTML, and every word on it can be translated."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from forum.core.text.languages import LANGUAGES
from forum.core.web import i18n

from ..support.html import invalid, tag
from ..support.walk import Things, furnish, pages
from ..support.world import World

pytestmark = pytest.mark.sites("sqlite")  # the pages are the same on each


@pytest.fixture
def furnished(make_site: Callable[..., World]) -> tuple[World, Things]:
    world = make_site(guests_read=True)
    ana, ben = world.member("Ana", is_admin=True), world.member("Ben")
    space = world.space("Letters", by=ana)
    return world, furnish(world, space, ana, ben, say="plain {}".format, tag="form", word="hay")


def seen(world: World, things: Things, language: str = "en") -> Iterator[tuple[str, str]]:
    """Return address and text of every page, as a guest and as each person; forms with faults."""
    wanted = {"Accept-Language": language}
    for user in (None, *world.site.people.values()):
        browser = world.client(user)
        for address in pages(world.app, things):
            for asked in ({}, things.asked()):
                got = browser.get(address, query_string=asked, headers=wanted)
                if "<html" in got.text and got.status_code not in range(300, 400):
                    yield f"{address} {user and user.name} {bool(asked)}", got.text
    for address in ("/forum/-/open", f"/forum/t/{things.thread}/reply"):
        for sent in ({}, {"text": "x" * 33_000, "preview": "1", "title": "<>"}):
            browser = world.client(world.site.people["1"])
            yield f"POST {address}", browser.post(address, data=sent, headers=wanted).text


def test_every_page_is_valid_html(furnished: tuple[World, Things]) -> None:
    wrong: dict[str, str] = {}
    for address, text in seen(*furnished):
        wrong |= dict.fromkeys(invalid(text), address)
    assert not wrong, "\n".join(f"{address}: {fault}" for fault, address in wrong.items())


def test_titles_tell_pages_apart(furnished: tuple[World, Things]) -> None:
    world, things = furnished
    titles: dict[str, set[str]] = {}
    for address in pages(world.app, things):
        got = world.client(world.site.people["1"]).get(address)
        if got.status_code == 200 and (found := re.search("<title>(.*?)</title>", got.text)):
            titles.setdefault(found[1], set()).add(re.sub(r"<main.*", "", got.request.path))
    assert {t: p for t, p in titles.items() if len(p) > 2} == {}


class Bracketed(gettext.NullTranslations):
    """A language in which every word of ours stands between brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


GIVEN = re.compile(
    r"https?://\S+|plain(?: \w+)?(?:\.png)?|hay|@?\b(?:ana|ben)\b|For Letters|Letters"
    r"|Forum|Be plain|\bform\b|x{9,}|" + "|".join(LANGUAGES.values()),
    re.I,
)
"""Words that people have typed, or the host has set."""
SAID = ("aria-label", "title", "placeholder", "alt", "data-fx-saved", "data-fx-restored")


def bare(text: str) -> set[str]:
    """Return the words of a page that did not come through ``t``.

    A sentence with a link or a name in it begins before an element, and may end after it.
    """
    tree: Element = html5lib.parse(text)
    said = []
    for node in tree.iter():
        if not isinstance(node.tag, str) or tag(node) in {"script", "style", "code"}:
            said.append(node.tail or "")
            continue
        said += [node.text or "", node.tail or ""]
        said += [node.get(name) or "" for name in SAID]
    without = [re.sub(r"⟦[^⟦⟧]*(?:⟧|$)|^[^⟦⟧]*⟧", "", unnested(words)) for words in said]
    return {words.strip() for words in without if re.search(r"[^\W\d_]{2,}", GIVEN.sub("", words))}


def unnested(text: str) -> str:
    """Return *text* with brackets inside of brackets taken out."""
    before = ""
    while before != text:
        before, text = text, re.sub(r"⟦([^⟦⟧]*)⟦([^⟦⟧]*)⟧", r"⟦\1\2", text)
    return text


def test_every_word_on_the_screen_can_be_translated(
    furnished: tuple[World, Things], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: Any = {"en": gettext.NullTranslations(), "xx": Bracketed()}
    monkeypatch.setattr(i18n, "_translations", spoken.__getitem__)
    monkeypatch.setattr(i18n, "languages", lambda: ("en", "xx"))
    found: dict[str, str] = {}
    for address, text in seen(*furnished, language="xx"):
        found |= dict.fromkeys(bare(text), address)
    assert not found, "\n".join(f"{where}: {said!r}" for said, where in found.items())
