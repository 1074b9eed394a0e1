"""A path of nine steps in three stages, walked by a newcomer on a phone, without script too."""

from __future__ import annotations

import re
from typing import Any

import pytest

from .conftest import Live, through
from .rules import faults, small_targets, small_text, too_wide

# one browser, one site for all of them
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]

PHONE = {"width": 360, "height": 740}


def path_of(live: Live) -> str:
    """Make the path in the browser, as people do; return its address."""
    thread, page, post = live.things.thread, live.things.artefact, live.things.post
    long = "a step that is longer than a telephone is wide " * 3
    text = f"""Nine short steps.

# Look round

- [What others asked](forum:/t/{thread}), in their own words.
- [What was kept](forum:/a/{page})
- What do you know about it already?

# Compare

- [One answer](forum:/p/{post}) among others.
- {long}
- [A page elsewhere](https://elsewhere.example/a-page)

# Do it

- {live.base}/forum/t/{thread}
- Try one thing this week.
- Outcome?
"""
    with live.page("Ana", java_script_enabled=False) as page_of_ana:
        page_of_ana.goto(f"/forum/-/library/new?space={live.things.space}")
        page_of_ana.fill("#title", "Nine steps")
        page_of_ana.fill("#text", text)
        page_of_ana.check("input[name=kind][value=path]")
        through(page_of_ana.locator("button", has_text="Add to the library").last)
        return str(page_of_ana.url).split("?")[0].split("-nine")[0]


def walk(page: Any, at: str) -> list[int]:
    """Take every step by the buttons that are offered; return the numbers of those taken.

    The seventh leads where the first one did, so it is done with that.
    """
    taken: list[int] = []
    page.goto(at)
    assert "9 steps" in page.locator("main").inner_text()
    assert "3 stages" in page.locator("main").inner_text()
    for _ in range(8):
        on_path = page.locator("a.fx-btn", has_text=re.compile("Start with|Continue with"))
        if on_path.count():
            through_or_on(page, on_path)
        bar = page.get_by_role("navigation", name="Path")
        if bar.count():
            number = re.search(r"Step (\d) of 9", bar.inner_text())
            assert number
            taken.append(int(number[1]))
            through(bar.locator("button[value='1']"))
            assert bar.locator("button[value='0']").count() == 1
            through(bar.get_by_role("link", name="Nine steps"))
        else:
            number = re.search(r"#fx-step-(\d)$", page.url)
            assert number
            taken.append(int(number[1]))
            through(page.locator(f"#fx-step-{number[1]} button[value='1']"))
    return taken


def through_or_on(page: Any, link: Any) -> None:
    """Follow a link to another page, or to a place on this one."""
    if "#" in link.get_attribute("href"):
        link.click()
        page.wait_for_url("**#fx-step-*")
    else:
        through(link)


def test_a_newcomer_walks_nine_steps_on_a_phone_without_script(live: Live) -> None:
    at = path_of(live)
    with live.page("Ben", java_script_enabled=False, viewport=PHONE) as page:
        assert walk(page, at) == [1, 2, 3, 4, 5, 6, 8, 9]
        assert "You have done every step." in page.locator("main").inner_text()
        page.emulate_media(media="print")
        for number in range(1, 10):
            assert page.locator(f"#fx-step-{number}").is_visible()
        assert not page.locator("#fx-step-3 .fx-act").first.is_visible()
    with live.page("Cleo", viewport=PHONE) as page:
        page.goto(at)
        assert "you have done" not in page.locator("main").inner_text().split("Only you")[0]


def test_a_path_and_its_bar_can_be_used_by_everyone(live: Live) -> None:
    at = path_of(live)
    with live.page("Ana") as page:
        page.goto(at)
        bar_at = page.locator("#fx-step-1 a").first.get_attribute("href")
        wrong = []
        for address in (at, f"{live.base}{bar_at}"):
            page.goto(address)
            if page.locator("nav.fx-note summary").count():
                page.locator("nav.fx-note summary").click()
            wrong += faults(page)
            page.emulate_media(color_scheme="dark")
            wrong += faults(page, rules=["color-contrast", "link-in-text-block"])
            for width in (768, 360, 320):
                page.set_viewport_size({"width": width, "height": 740})
                wrong += [*too_wide(page), *small_text(page)]
                if width == 360:
                    wrong += small_targets(page)
            page.emulate_media(color_scheme="light")
            page.set_viewport_size({"width": 1280, "height": 900})
        assert wrong == []
        page.goto(f"{live.base}{bar_at}")
        next_step = page.get_by_role("link", name="Next: step 2").first
        next_step.focus()
        with page.expect_event("load"):
            page.keyboard.press("Enter")
        assert "Step 2 of 9" in page.get_by_role("navigation", name="Path").inner_text()
    assert live.complaints == []
