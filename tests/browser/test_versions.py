"""A page with sections and versions: by keyboard, without script, on paper, by ear."""

from __future__ import annotations

from typing import Any

import pytest

from ..artefacts.place import TEXT
from .conftest import Live, through
from .rules import faults, small_targets, small_text, too_wide

# one browser, one site for all of them
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]

WIDE = "A heading that is longer than a telephone is wide " * 3
LONG = f"{TEXT}\n\n## {WIDE}\n\n> # Quoted\n\n# 目的"
TABLE = "\n\n| Where | Calls |\n|---|--:|\n| North | 12 |\n\n```\nif x:\n    y\n```\n\n- one\n- two"


def page_of(live: Live) -> str:
    """Make a page with two versions in the browser, as people do; return its address."""
    with live.page("Ana", java_script_enabled=False) as page:
        page.goto(f"/forum/-/library/new?space={live.things.space}")
        page.fill("#title", "Sections and versions")
        page.fill("#text", LONG + TABLE)
        page.check("input[name=kind][value=story]")
        through(page.locator("button", has_text="Add to the library").last)
        address = str(page.url).split("?")[0].split("-sections")[0]
        through(page.locator("a.fx-btn", has_text="Edit").first)
        changed = LONG.replace("Ask first.", "Ask them first.") + TABLE
        page.fill("#text", changed.replace("12", "13").replace("    y", "  y"))
        page.fill("#reason", "Asked")
        through(page.locator("button", has_text="Save").last)
    return address


def looked_at(page: Any, address: str) -> list[str]:
    """Return what is wrong with a page in any width, light and dark."""
    page.goto(address)
    found = faults(page)
    page.emulate_media(color_scheme="dark")
    found += faults(page, rules=["color-contrast", "link-in-text-block"])
    for width in (768, 360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        found += [*too_wide(page), *small_text(page)]
        if width == 360:
            found += small_targets(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    return [f"{address}: {fault}" for fault in found]


def test_sections_and_versions_can_be_used_by_everyone(live: Live) -> None:
    at = page_of(live)
    with live.page("Ana") as page:
        wrong = [
            fault
            for path in (
                "",
                "/versions",
                "/versions/1",
                "/versions/1/restore",
                "/compare?old=1&new=2",
                "/compare?old=1&new=2&view=sides",
            )
            for fault in looked_at(page, at + path)
        ]
        assert wrong == []
        page.goto(at)
        link = page.get_by_label("Link to this section: Costs")
        link.focus()
        page.keyboard.press("Enter")
        assert page.url.endswith("#fx-s-costs")
        page.locator("nav summary", has_text="On this page").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.url.endswith("#fx-s-goals")
    with live.page("Ana", java_script_enabled=False) as page:
        page.goto(f"{at}/compare?old=1&new=2&view=sides")
        rows = page.locator(".fx-diffs > .fx-sides")
        assert rows.count() == 3
        told = " ".join(rows.first.inner_text().split())
        assert told == "Version 1 Ask first. Version 2 Ask added: them first."
        boxes = [cell.bounding_box() for cell in rows.first.locator("> div").all()]
        assert boxes[0]["y"] == boxes[1]["y"]
        page.set_viewport_size({"width": 360, "height": 740})
        boxes = [cell.bounding_box() for cell in rows.first.locator("> div").all()]
        assert boxes[0]["y"] < boxes[1]["y"]
        page.goto(f"{at}/versions/1")
        through(page.locator("a.fx-btn", has_text="Restore this version"))
        through(page.locator("button", has_text="Restore version 1"))
        assert page.locator(".fx-prose", has_text="Ask first.").count() > 0
        page.emulate_media(media="print")
        assert page.get_by_role("heading", name="Written by").is_visible()
        assert not page.get_by_label("Link to this section: Costs").is_visible()
