"""Comments on a page of the library, in the browser: a box opens at its section.

Kinds covered: the focus as it opens, closes and is sent; a comment closed and opened again in
place; the same without a script.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from forum.artefacts import actions as artefacts
from forum.core.database.session import session
from forum.spaces.models import Space
from forum.texts.actions import compose

from .conftest import Live

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]

FORM = ".fx-here form"
FOCUS = "document.activeElement"
BOX = "a[href*='/comment?section=']"


@pytest.fixture(scope="module")
def sections(live: Live) -> int:
    """A page of its own: other tests of this site edit those that are there."""
    author = live.world.id(live.people["Cleo"])
    with live.world.request():
        space = session().scalar(select(Space.id).where(Space.slug == live.things.space))
        return artefacts.create(
            space_id=space or 0,
            kind="document",
            title="Two sections",
            tags=(),
            author_id=author,
            text=compose("# First\n\nOne way.\n\n# Second\n\nAnother."),
        ).id


def section_of(page: Any, artefact_id: int) -> Any:
    """Return the row of the first heading of a page in the library."""
    page.goto(f"/forum/a/{artefact_id}")
    return page.locator(".fx-prose .fx-row").first


def test_a_box_opens_at_its_section(live: Live, sections: int) -> None:
    with live.page("Cleo") as page:
        section = section_of(page, sections)
        page.evaluate("window.unchanged = true")
        section.locator(BOX).focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(f".fx-row {FORM}")
        assert page.evaluate(f"{FOCUS}.name") == "text"
        page.keyboard.press("Escape")
        assert page.locator(FORM).count() == 0
        assert "/comment" in page.evaluate(f"{FOCUS}.href")
        page.keyboard.press("Enter")
        page.wait_for_selector(FORM)
        page.locator(f"{FORM} a", has_text="Cancel").click()
        assert page.locator(FORM).count() == 0
        page.keyboard.press("Enter")
        page.wait_for_selector(FORM)
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(f"{FORM} .fx-errors:focus")
        page.locator(f"{FORM} textarea").fill("Is this still so?")
        page.locator(f"{FORM} textarea").press("Control+Enter")
        page.wait_for_selector("article article .fx-note-good:focus")
        assert page.evaluate(f"{FOCUS}.innerText") == "Your post has been published."
        assert "Is this still so?" in page.evaluate(f"{FOCUS}.closest('article').innerText")
        assert page.locator(FORM).count() == 0
        assert page.evaluate("window.unchanged")


def test_a_comment_is_closed_and_opened_again_in_place(live: Live, sections: int) -> None:
    with live.page("Cleo") as page:
        page.goto(f"/forum/a/{sections}")
        page.locator("#text").fill("Who keeps the list?")
        page.get_by_role("button", name="Post", exact=True).click()
        page.wait_for_selector("article article .fx-note-good")
        comment = page.locator("article article", has_text="Who keeps the list?").last
        page.evaluate("window.unchanged = true")
        comment.locator("a[href$='/close']").click()
        page.wait_for_selector(f"article article {FORM}")
        assert page.evaluate(f"{FOCUS}.name") == "reason"
        page.locator(f"{FORM} a", has_text="Cancel").click()
        assert page.locator(FORM).count() == 0
        page.keyboard.press("Enter")
        page.wait_for_selector(f"article article {FORM}")
        page.keyboard.type("Ana keeps it")
        page.keyboard.press("Enter")
        page.wait_for_selector("article article .fx-note-good:focus")
        assert page.evaluate(f"{FOCUS}.innerText") == "The comment is closed."
        assert page.get_by_text("Closed: Ana keeps it").is_visible()
        assert not comment.get_by_text("Who keeps the list?").is_visible()
        comment.get_by_role("button", name="Reopen").click()
        page.wait_for_selector("article article .fx-note-good:focus")
        comment.get_by_text("Who keeps the list?").wait_for()
        assert page.evaluate("window.unchanged")


def test_without_a_script_each_form_is_a_page(live: Live, sections: int) -> None:
    with live.page("Cleo", java_script_enabled=False) as page:
        section_of(page, sections).locator(BOX).click()
        assert "/comment?section=" in page.url
        page.locator("#text").fill("Without a script")
        page.get_by_role("button", name="Post").click()
        assert re.search(r"#fx-\d+-p\d+$", page.url)
        comment = page.locator("article article", has_text="Without a script").last
        comment.locator("a[href$='/close']").click()
        page.locator("#reason").fill("Read")
        page.get_by_role("button", name="Close the comment").click()
        page.get_by_text("The comment is closed.").wait_for()
        page.get_by_text("Closed: Read").click()
        page.get_by_text("Without a script").wait_for()
