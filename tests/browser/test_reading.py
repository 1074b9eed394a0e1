"""Reading by keyboard, from right to left, in print, without motion, with other users' styles."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from forum.prompts.presenters import newest_wording
from forum.texts.actions import compose
from forum.threads.actions import write

from ..support.prompted import SOURCE
from .conftest import Live, through
from .rules import faults, small_targets

# one browser, one site for all of them
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]

FOCUS = "document.activeElement"
NAMES = "all => all.map(n => n.querySelector('[aria-label]')?.ariaLabel ?? n.textContent)"
MENU = "#p2 > .fx-post-foot > .fx-acts > .fx-menu"
MOTION = """() => [...document.querySelectorAll("*")].filter(node => {
  const style = getComputedStyle(node), long = words => words.split(",").some(w => parseFloat(w));
  return long(style.transitionDuration) || long(style.animationDuration);
}).map(node => node.outerHTML.slice(0, 100))"""
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; \
word-spacing: .16em !important } p { margin-bottom: 2em !important }"
CLIPPED = """() => [...document.querySelectorAll(".fx-root *")].filter(node => {
  const style = getComputedStyle(node);
  return node.textContent.trim() && style.overflowX === "hidden" && style.position !== "absolute"
    && node.scrollWidth > node.clientWidth + 1 && style.textOverflow !== "ellipsis";
}).map(node => node.outerHTML.slice(0, 100))"""
TWELVE = """() => document.querySelectorAll(".fx-side tr").forEach(row => {
  while (row.cells.length < 13) row.append(row.lastElementChild.cloneNode(true));
})"""
SELECTED = """words => {
  const walk = document.createTreeWalker(document.querySelector(".fx-prose"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, at = node.data.indexOf(words);
    if (at >= 0) getSelection().setBaseAndExtent(node, at, node, at + words.length);
  }
}"""
RING = """() => {
  const node = document.activeElement, style = getComputedStyle(node);
  const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return shown || style.boxShadow !== "none" ? "" : node.outerHTML.slice(0, 120);
}"""


def test_the_skip_link_is_first_and_leads_to_the_content(live: Live) -> None:
    with live.page("Ana") as page:
        page.goto(live.thread("question"))
        page.keyboard.press("Tab")
        assert page.evaluate(f"{FOCUS}.getAttribute('href')") == "#fx-main"
        assert page.locator(":focus").is_visible()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate(f"!!{FOCUS}.closest('#fx-main')")


def stops(page: Any, most: int) -> list[dict[str, Any]]:
    """Press Tab until the page is left; return where it stopped."""
    seen: list[dict[str, Any]] = []
    page.evaluate("document.activeElement.blur()")
    while len(seen) <= most:
        page.keyboard.press("Tab")
        here = page.evaluate(
            "() => { const n = document.activeElement, b = n.getBoundingClientRect();"
            " if (n === document.body || n.stopped) return null; n.stopped = true;"
            " return {html: n.outerHTML.slice(0, 120), top: b.top + scrollY, left: b.left,"
            " main: !!n.closest('.fx-page'), aside: !!n.closest('aside')} }"
        )
        if here is None:
            break
        seen.append({**here, "ring": page.evaluate(RING)})
    return seen


@pytest.mark.parametrize("who", ["Ana", "Ben", None])
def test_a_page_of_twenty_posts_is_crossed_in_ninety_stops(live: Live, who: str | None) -> None:
    with live.page(who) as page:
        page.goto(live.thread("discussion") + "?page=2", wait_until="load")
        seen = stops(page, 100)
    assert 20 < len(seen) <= 90
    assert [stop["ring"] for stop in seen if stop["ring"]] == []
    tops = [stop["top"] for stop in seen if stop["main"] and not stop["aside"]]
    back = [f"{a:.0f} then {b:.0f}" for a, b in pairwise(tops) if b < a - 60]
    assert back == []


def test_a_menu_closes_with_escape_and_gives_the_focus_back(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto(live.thread("question"))
        summary = page.locator(f"{MENU} > summary")
        summary.focus()
        page.keyboard.press("Enter")
        assert page.locator(MENU).get_attribute("open") is not None
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        assert page.locator(MENU).get_attribute("open") is None
        assert page.evaluate(f"{FOCUS}.matches('{MENU} > summary')")


def test_a_post_s_address_leads_to_the_post(live: Live) -> None:
    with live.page("Cleo") as page:
        page.goto(live.thread("discussion"))
        page.goto(page.locator("#p20 a.fx-no").get_attribute("href"))
        assert page.url.endswith("#p20")
        page.wait_for_function("document.activeElement.id === 'p20'")
        box = page.locator("#p20").bounding_box()
        assert 0 <= box["y"] < 300


def test_controls_say_which_post_they_are_about(live: Live) -> None:
    with live.page("Ben") as page:
        page.goto(live.thread("question"))
        controls = "#p2 > .fx-post-foot > .fx-acts > :is(a, form, details)"
        names = page.eval_on_selector_all(controls, NAMES)
    assert names
    assert all("Ana, 2" in " ".join(name.split()) for name in names)


@pytest.mark.parametrize("name", ["question", "discussion"])
def test_from_right_to_left_nothing_sticks_out(live: Live, name: str) -> None:
    with live.page("Ana", viewport={"width": 360, "height": 740}) as page:
        page.goto(live.thread(name))
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        head, number = (
            page.locator(f"#p1 {part}").first.bounding_box() for part in (".fx-face", ".fx-no")
        )
        assert head["x"] > number["x"]


def test_reduced_motion_stops_all_motion(live: Live) -> None:
    with live.page("Ana", reduced_motion="reduce") as page:
        page.goto(live.thread("question"))
        assert page.evaluate(MOTION) == []


def test_wider_spacing_of_text_clips_nothing(live: Live) -> None:
    with live.page("Ana", viewport={"width": 360, "height": 740}, bypass_csp=True) as page:
        for address in (live.thread("question"), "/forum/", f"/forum/s/{live.things.space}"):
            page.goto(address)
            page.add_style_tag(content=SPACED)
            assert page.evaluate(CLIPPED) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_print_holds_the_posts_and_no_controls(live: Live) -> None:
    with live.page("Ana") as page:
        page.goto(live.thread("question"))
        page.emulate_media(media="print")
        assert page.locator("#p2 .fx-prose").first.is_visible()
        for part in (".fx-acts", ".fx-find", ".fx-tabs", "form.fx-form", ".fx-skip"):
            assert not page.locator(part).first.is_visible(), part
        assert page.evaluate(
            "[...document.querySelectorAll('pre')].every(n => n.scrollWidth <= n.clientWidth + 1)"
        )


def test_long_code_opens_by_keyboard_for_the_search_of_the_browser_and_on_paper(live: Live) -> None:
    code = "\n".join(f"line {n}" for n in range(1, 1_206))
    thread = live.world.ask(
        live.world.space("Long things", by=live.people["Ana"]),
        live.people["Ana"],
        text=f"Look:\n\n```\n{code}\n```\n\n" + "> so it goes\n\n" * 50,
    )
    line = "line 1204"
    with live.page("Ben", java_script_enabled=False) as page:
        page.goto(f"/forum/t/{thread}")
        fold = page.locator(".fx-long").first
        summary = fold.locator("summary")
        assert summary.inner_text() == "Show all 1,205 lines of code"
        assert not fold.locator("pre").is_visible()
        assert small_targets(page) == []
        summary.focus()
        page.keyboard.press("Enter")
        assert fold.locator("pre").is_visible()
        page.keyboard.press("Enter")
        assert fold.get_attribute("open") is None
        page.emulate_media(media="print")
        assert fold.bounding_box()["height"] > 10_000
    with live.page("Ben") as page:
        page.goto(f"/forum/t/{thread}#:~:text={line}")
        page.locator(".fx-long[open]").wait_for()
    with live.page("Ben") as page:
        page.goto(f"/forum/t/{thread}")
        assert faults(page) == []
        page.evaluate(SELECTED, line)
        page.locator("#p1 .fx-menu > summary").click()
        through(page.locator("#p1 .fx-menu a", has_text="Quote"))
        assert page.locator("textarea").input_value().split("\n")[2:5] == [
            "> ```",
            f"> {line}",
            "> ```",
        ]


def test_paper_holds_every_column_of_texts_side_by_side(live: Live) -> None:
    world, ana = live.world, live.people["Ana"]
    space = world.space("On paper", by=ana, access="closed")
    with world.request():
        text = compose(SOURCE, prompts=newest_wording("what-so-what", "en"))
        write.open_thread(
            space_id=space.id,
            kind="reflection",
            title="T",
            tags=[],
            author_id=world.id(ana),
            text=text,
        )
    with live.page("Ana", viewport={"width": 680, "height": 900}) as page:
        page.goto(f"/forum/s/{space.slug}/prompts/what-so-what")
        page.evaluate(TWELVE)
        page.emulate_media(media="print")
        assert page.locator(".fx-side thead th").count() >= 12
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        wide = "all => all.every(n => n.scrollWidth <= n.clientWidth)"
        assert page.eval_on_selector_all(".fx-side .fx-scroll", wide)


def test_high_contrast_keeps_borders_and_focus(live: Live) -> None:
    with live.page("Ana", forced_colors="active") as page:
        page.goto(live.thread("question"))
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        page.locator("textarea").first.focus()
        assert page.evaluate(RING) == ""
        assert page.evaluate(
            "[...document.querySelectorAll('textarea')].every(n => [n, n.closest('.fx-write')]"
            ".some(m => m && parseFloat(getComputedStyle(m).borderTopWidth) >= 1))"
        )


def test_moments_are_exact_for_machines_and_on_hover(live: Live) -> None:
    with live.page() as page:
        page.goto(live.thread("question"))
        wrong = page.eval_on_selector_all(
            "time",
            "all => all.filter(n => !/^[-\\d]{10}T[:\\d]{8}Z$/.test(n.dateTime)"
            " || !/\\d\\d:\\d\\d [A-Z]/.test(n.title)).map(n => n.outerHTML)",
        )
    assert wrong == []


def test_long_unbroken_titles_and_tags_do_not_widen_the_page(live: Live) -> None:
    ana, title = live.world.client(live.people["Ana"]), "W" * 160
    sent = {
        "title": title,
        "text": "Words.",
        "space": live.things.space,
        "kind": "question",
        "tags": "w" * 40,
    }
    opened = ana.post("/forum/-/open", data=sent).location.split("#")[0]
    thread = opened.split("-")[0]
    with live.page("Ana", viewport={"width": 320, "height": 740}) as page:
        for address in (opened, f"{thread}/reply", f"{thread}/keep", "/forum/"):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
