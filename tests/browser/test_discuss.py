"""Three discussions on a page of a host, in a browser: with and without scripts, strict policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import render_template_string

from ..support.walk import Things
from .conftest import Live, serving, site, strict, through
from .rules import STYLES, faults, small_targets, too_wide

HOST = """:root { color-scheme: light dark }
body { margin: 0; font: 17px Georgia, serif; background: light-dark(#fff, #16181c) }
main { padding: 1rem } h2 { color: light-dark(#803, #f9a) } ul { list-style: square }"""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Rules</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/host.css"></head><body><main><h1>House rules</h1>
<p>Of the <a href="/">host</a></p><ul><li>One</li></ul><input aria-label="Of the host">
{% for n in (1, 2, 3) %}<section aria-labelledby="fx{{ n }}"><h2 id="fx{{ n }}">Rule {{ n }}</h2>
{% if ours %}{{ forum.discuss("rule:%d" % n, title="Rule %d" % n, url="/rules") }}{% endif %}
</section>{% endfor %}</main></body></html>"""


@pytest.fixture(scope="module")
def rules(browser: Any, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A host with a page that carries three discussions, of which the first has many posts."""
    with site(tmp_path_factory.mktemp("rules"), migrated, discuss_space="rules") as world:
        app = world.app
        app.add_url_rule("/rules", "rules", lambda: render_template_string(PAGE, ours=True))
        app.add_url_rule("/plain", "plain", lambda: render_template_string(PAGE, ours=False))
        app.add_url_rule("/host.css", "css", lambda: (HOST, 200, {"Content-Type": "text/css"}))
        app.after_request(strict)
        people = {name: world.member(name) for name in ("Ana", "Ben")}
        world.space("Rules", by=people["Ana"])
        with serving(app) as base:
            live = Live(world, base, browser, Things("", 0, 0, 0, "", "", ""), people)
            with live.page("Ana", java_script_enabled=False) as page:
                for n in range(12):
                    send(page, 0, f"Said {n}, `{'x' * 60}`")
            yield live
        assert live.complaints == []


def send(page: Any, nth: int, text: str) -> None:
    """Write *text* into the *nth* discussion of the page."""
    page.goto("/rules")
    page.locator("textarea").nth(nth).fill(text)
    page.locator("form.fx-form").nth(nth).get_by_role("button", name="Post", exact=True).click()
    page.wait_for_url("**/rules#fx-*")


def test_without_scripts_each_form_writes_into_its_own_discussion(rules: Live) -> None:
    with rules.page("Ben", java_script_enabled=False) as page:
        for nth in (1, 2):
            send(page, nth, f"Into {nth}")
            post = page.locator(f"#{page.url.partition('#')[2]}")
            assert f"Into {nth}" in post.inner_text()
            box = post.bounding_box()
            assert box
            assert 0 <= box["y"] < 900
        assert page.locator(".fx-embed").nth(1).locator("article").count() == 1


def test_a_draft_comes_back_to_its_own_form_and_goes_when_it_is_sent(rules: Live) -> None:
    with rules.page("Ana") as page:
        page.goto("/rules")
        page.locator("textarea").nth(2).press_sequentially("Kept for later")
        page.locator("[data-fx-status]").nth(2).get_by_text("Draft saved").wait_for()
        page.reload()
        texts = [page.locator("textarea").nth(n).input_value() for n in range(3)]
        assert texts == ["", "", "Kept for later"]
        send(page, 2, "Sent at last")
        page.wait_for_function("document.activeElement.id === location.hash.slice(1)")
        assert page.locator("textarea").nth(2).input_value() == ""
        assert page.evaluate("Object.keys(localStorage)") == []
        assert page.locator(".fx-tools").count() == 3


def test_a_quotation_goes_into_the_discussion_it_is_from(rules: Live) -> None:
    with rules.page("Ben") as page:
        send(page, 1, "To be quoted")
        second = page.locator(".fx-embed").nth(1)
        second.locator(".fx-menu summary").last.click()
        here = page.url.partition("#")[0]
        through(second.locator("article").last.get_by_text("Quote", exact=True))
        box = page.locator("textarea[name=text]")
        assert "To be quoted" in box.input_value()
        box.press("Control+End")
        page.keyboard.type("I see")
        through(page.get_by_role("button", name="Post", exact=True))
        assert page.url.partition("#")[0] == here
        said = page.locator(".fx-embed").nth(1).locator(".fx-prose").last.inner_text()
        assert "To be quoted" in said
        assert "I see" in said


def test_embedding_changes_no_style_of_the_host(rules: Live) -> None:
    with rules.page("Ana") as page:
        page.goto("/plain")
        before = page.evaluate(STYLES)
        page.goto("/rules")
        assert page.evaluate(STYLES) == before


@pytest.mark.parametrize("who", ["Ana", None])
def test_discussions_are_accessible_in_light_and_dark_at_every_width(
    rules: Live, who: str | None
) -> None:
    for width in (320, 360, 1280):
        for light in ("light", "dark"):
            viewport = {"width": width, "height": 800}
            with rules.page(who, viewport=viewport, color_scheme=light) as page:
                page.goto("/rules")
                assert faults(page) == [], (width, light)
                assert too_wide(page) == [], (width, light)
                assert small_targets(page) == [], (width, light)


def test_small_forms_open_and_are_answered_on_the_page_of_the_host(rules: Live) -> None:
    told = ".fx-note-good:focus"
    with rules.page("Ben") as page:
        send(page, 1, "Mine")
        page.locator("textarea").nth(0).fill("Half a sentence")
        page.evaluate("window.unchanged = true")
        post = page.locator(".fx-embed").nth(0).locator("article").last
        at = f"#{post.get_attribute('id')}"
        for _ in range(2):
            post.locator(".fx-menu > summary").click()
            post.locator("a[href$='/tried']").click()
            page.wait_for_selector(f"{at} .fx-here")
            page.keyboard.press("Escape")
            assert page.evaluate(f"!!document.activeElement.closest('{at} .fx-menu')")
        post.locator(".fx-menu > summary").click()
        post.locator("a[href$='/tried']").click()
        page.locator(f"{at} .fx-here input[value=partly]").check()
        page.locator(f"{at} .fx-here textarea[name=changed]").fill("The date of it")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(f"{at} {told}")
        page.screenshot(path=f"/tmp/me/embed-{at[-3:]}.png", full_page=True)
        assert "The date of it" in page.locator(f"{at} .fx-said").text_content()
        head = page.locator("[id$=thing]").nth(0)
        at = f"#{head.get_attribute('id')}"
        head.locator("a[href$='/tried']").click()
        page.locator(f"{at} .fx-here a", has_text="Cancel").click()
        assert page.locator(".fx-here").count() == 0
        page.keyboard.press("Enter")
        page.locator(f"{at} .fx-here input[value=worked]").check()
        page.locator(f"{at} .fx-here textarea[name=kept]").fill("All of the rule")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(f"{at} {told}")
        page.screenshot(path=f"/tmp/me/embed-{at[-3:]}.png", full_page=True)
        assert "All of the rule" in page.locator(f"{at} .fx-said").text_content()
        assert page.locator("textarea").nth(0).input_value() == "Half a sentence"
        assert page.evaluate("window.unchanged")
