"""Titles are offered while a search is typed, by keys and by the mouse; nothing is lost without.

Kinds covered: the box above every page and that of the search page, right to left, the arrow keys
past both ends, Enter with and without a choice, Esc, Tab, a click, the last answer of several, and
a search that finds nothing.
"""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Live, through

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]
OPTIONS = ".fx-offer"


def active(page: Any) -> str:
    """Return the text of the option that the box points to; empty if it points to none."""
    return str(
        page.evaluate(
            "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
            "?.innerText ?? ''"
        )
    )


def test_titles_are_offered_while_one_types(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto("/forum/")
        box = page.get_by_role("combobox", name="Search the forum")
        box.press_sequentially("aufm", delay=20)
        page.wait_for_selector(OPTIONS)
        assert box.get_attribute("aria-expanded") == "true"
        options = page.get_by_role("listbox").get_by_role("option").all_inner_texts()
        assert len(options) == 1
        assert options[0].startswith("Aufmerksamkeits")
        assert "Letters and forms" in options[0]
        assert page.locator(".fx-find [role=status]").inner_text() == "1 suggestion"
        assert active(page) == ""
        for key, there in (("ArrowDown", True), ("ArrowDown", False), ("ArrowUp", True)):
            page.keyboard.press(key)
            assert bool(active(page)) == there
        page.keyboard.press("Escape")
        assert page.locator(OPTIONS).first.is_hidden()
        assert box.input_value() == "aufm"
        box.press("e")
        page.wait_for_selector(OPTIONS)
        page.keyboard.press("ArrowDown")
        with page.expect_event("load"):
            page.keyboard.press("Enter")
        assert "/t/" in page.url

        page.goto("/forum/-/search?q=")
        page.evaluate("document.documentElement.dir = 'rtl'")
        box = page.locator(".fx-ask input")
        box.press_sequentially("let")
        page.wait_for_selector(OPTIONS)
        page.keyboard.press("Tab")
        assert page.locator(OPTIONS).first.is_hidden()
        box.press_sequentially("ter zebrafinch")
        page.wait_for_timeout(600)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        box.fill("let")
        page.wait_for_selector(OPTIONS)
        through(page.locator(OPTIONS).first)
        assert "/search" not in page.url


def test_a_search_is_sent_as_ever(live: Live) -> None:
    for more in ({}, {"java_script_enabled": False}):
        with live.page("Cleo", **more) as page:
            page.goto("/forum/")
            box = page.locator(".fx-find input")
            box.press_sequentially("letter")
            with page.expect_event("load"):
                box.press("Enter")
            assert page.url.endswith("/-/search?q=letter")
