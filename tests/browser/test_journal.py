"""An entry of the journal is saved to its author's row while it is written, and never in a browser.

The siblings: after 20 seconds of writing, when the page is left, by another tab, once it is sent;
without a network; another member at the same browser.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from ..support.diary import entries
from .conftest import Live, through

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]
NEW = "/forum/-/journal/new"
TEXT = "textarea[name=text]"
STORED = "JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"


def saved(live: Live, text: str) -> Any:
    """Return the entry with *text*, or None."""
    return next((one for one in entries(live.world) if one.source == text), None)


def wait(page: Any, live: Live, seconds: int, text: str) -> Any:
    """Let *seconds* go by until the script has sent *text*; return the entry."""
    with page.expect_response(lambda answer: answer.url.endswith("/-/journal/keep")) as sent:
        page.clock.fast_forward(seconds * 1000)
    assert sent.value.status == 204
    return saved(live, text)


def test_it_is_saved_after_twenty_seconds_and_again(live: Live) -> None:
    with live.page("Cleo") as page:
        page.clock.install()
        page.goto(NEW)
        page.locator(TEXT).press_sequentially("Half a thought")
        page.clock.fast_forward(10_000)
        assert saved(live, "Half a thought") is None
        entry = wait(page, live, 11, "Half a thought")
        assert entry.unfinished
        status = page.locator("[data-fx-status]").first
        assert re.match(r"Saved in your journal as unfinished: \d\d:\d\d", status.inner_text())
        page.locator(TEXT).press_sequentially(", and another")
        again = wait(page, live, 21, "Half a thought, and another")
        assert again.id == entry.id
        through(page.get_by_role("button", name="Save in your journal"))
        assert not saved(live, "Half a thought, and another").unfinished
        assert "thought" not in page.evaluate(STORED)
    with live.page("Ben") as page:
        page.goto(NEW)
        assert page.locator(TEXT).input_value() == ""
        assert "thought" not in page.content()


def test_it_is_saved_when_the_page_is_left(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto(NEW)
        page.locator(TEXT).press_sequentially("Left behind")
        with page.expect_response(lambda answer: answer.url.endswith("/-/journal/keep")):
            page.evaluate("dispatchEvent(new Event('pagehide'))")  # the header that signs in stays
        page.goto("/forum/-/journal")
        page.get_by_text("Left behind").wait_for()
        assert saved(live, "Left behind").unfinished
        page.go_back()
        assert page.locator(TEXT).input_value() == ""  # the next person finds nothing there
        assert "Left behind" not in page.evaluate(STORED)


def test_the_second_tab_to_save_shows_both(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto(NEW)
        page.locator(TEXT).fill("From the beginning")
        through(page.get_by_role("button", name="Save in your journal"))
        address = page.get_by_role("link", name="Edit").first.get_attribute("href")
        page.goto(address)
        other = page.context.new_page()
        other.clock.install()
        other.goto(address)
        page.locator(TEXT).fill("From one tab")
        through(page.get_by_role("button", name="Save in your journal"))
        other.locator(TEXT).press_sequentially(" again")
        with other.expect_response(lambda answer: answer.url.endswith("/-/journal/keep")) as sent:
            other.clock.fast_forward(21_000)
        assert sent.value.status == 409
        other.get_by_text("You saved this entry in another tab.").wait_for()
        through(other.get_by_role("button", name="Save in your journal"))
        assert "From one tab" in other.content()
        assert "From the beginning" in other.locator(TEXT).last.input_value()


def test_without_a_network_it_tries_again(live: Live) -> None:
    with live.page("Cleo") as page:
        page.clock.install()
        page.goto(NEW)
        page.locator(TEXT).press_sequentially("On a train")
        page.context.set_offline(True)
        page.clock.fast_forward(21_000)
        page.wait_for_timeout(100)
        page.context.set_offline(False)
        assert wait(page, live, 21, "On a train").unfinished
    live.complaints[:] = [one for one in live.complaints if "ERR_INTERNET_DISCONNECTED" not in one]
