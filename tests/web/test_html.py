"""Every page is valid HTML, holds no word that was not asked for in the viewer's language."""

from __future__ import annotations

import gettext
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from forum.core.web import i18n

from ..walk import Things, furnish, pages
from ..world import World

HTML = "{http://www.w3.org/1999/xhtml}"
POINTING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list")
PRESSED = {"a", "button", "input", "select", "textarea", "summary", "label"}
PHRASING = {"p", "h1", "h2", "h3", "h4", "span", "label", "button", "bdi", "summary"}
BLOCKS = {"div", "p", "ul", "ol", "table", "form", "section", "article", "header", "nav"}


@pytest.fixture
def kind() -> str:
    """One kind of site: the pages are the same on each."""
    return "sqlite"


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


def invalid(text: str) -> list[str]:
    """Return what is wrong with a page: its grammar, its ids, what stands in what."""
    parser = html5lib.HTMLParser(strict=False)
    tree: Element = parser.parse(text)
    wrong = [f"line {place[0]}: {code} {about}" for place, code, about in parser.errors]
    nodes = [node for node in tree.iter() if isinstance(node.tag, str)]
    ids = Counter(node.get("id") for node in nodes if node.get("id"))
    wrong += [f"id {id} is there {n} times" for id, n in ids.items() if n > 1]
    for node in nodes:
        wrong += [
            f"{name} of {tag(node)} points to {id!r}, which is not there"
            for name in POINTING
            for id in (node.get(name) or "").split()
            if id not in ids
        ]
    return wrong + misplaced(tree) + outline(nodes)


def tag(node: Element) -> str:
    return str(node.tag).removeprefix(HTML)


def misplaced(tree: Element) -> list[str]:
    """Return what stands where HTML does not allow it, though a parser takes it."""
    wrong = []
    for parent in tree.iter():
        inside = [tag(node) for node in parent.iter() if node is not parent]
        name = tag(parent)
        if name in {"a", "button"} and PRESSED - {"label"} & set(inside):
            wrong.append(f"{PRESSED & set(inside)} inside {name}")
        if name in PHRASING and BLOCKS & set(inside):
            wrong.append(f"{BLOCKS & set(inside)} inside {name}")
        if name in {"ul", "ol"} and {tag(node) for node in parent} - {"li"}:
            wrong.append(f"{[tag(node) for node in parent]} directly inside {name}")
        if name == "dl" and {tag(node) for node in parent} - {"dt", "dd", "div"}:
            wrong.append(f"{[tag(node) for node in parent]} directly inside dl")
    return wrong


def outline(nodes: list[Element]) -> list[str]:
    """Return what is missing of a page's bones: one h1, one main, names of fields and lists."""
    wrong = [
        f"{name} is not there once"
        for name in ("h1", "main", "title")
        if sum(tag(node) == name for node in nodes) != 1
    ]
    labels = {node.get("for") for node in nodes if tag(node) == "label"}
    within = {id(part) for node in nodes if tag(node) == "label" for part in node.iter()}
    wrong += [
        f"{tag(node)} {node.get('name')!r} has no label"
        for node in nodes
        if tag(node) in {"input", "select", "textarea"}
        and node.get("type") not in {"hidden", "submit"}
        and not (node.get("aria-label") or node.get("id") in labels or id(node) in within)
    ]
    return wrong + [
        "a nav without a name"
        for node in nodes
        if tag(node) == "nav" and not (node.get("aria-label") or node.get("aria-labelledby"))
    ]


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
    r"plain(?: \w+)?|hay|@?\b(?:ana|ben)\b|For Letters|Letters|Forum|Be plain|\bform\b|x{9,}", re.I
)
"""Words that people have typed, or the host has set."""
SAID = ("aria-label", "title", "placeholder", "alt", "data-fx-saved", "data-fx-restored")


def bare(text: str) -> set[str]:
    """Return the words of a page that did not come through ``t``."""
    tree: Element = html5lib.parse(text)
    said = []
    for node in tree.iter():
        if not isinstance(node.tag, str) or tag(node) in {"script", "style", "code"}:
            said.append(node.tail or "")
            continue
        said += [node.text or "", node.tail or ""]
        said += [node.get(name) or "" for name in SAID]
    without = [re.sub(r"⟦[^⟦⟧]*⟧", "", unnested(words)) for words in said]
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
