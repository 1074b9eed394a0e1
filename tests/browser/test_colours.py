"""Layouts that are dark or coloured by their styles alone, and the recipes of the guide.

Siblings: dark (Bootswatch's Slate, black), coloured (pale, amber, slate blue, mid grey, brown); the
colour on the body, on an element around the forum, half transparent, in a modern notation; a
picture, which cannot be measured; a page that changes while it is open, at once and in a
transition; Bootstrap 3, 4 and 5 with the guide's recipes, light and dark; a bare ``.row``; the
host's fonts for headings and buttons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import render_template_string, request

from ..support.walk import furnish
from .conftest import LONG, Live, serving, site, strict
from .rules import faults
from .sheets import bootstrap, bootstrap3

GUIDE = (Path(__file__).parents[2] / "docs" / "hosting.md").read_text("utf-8")
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]
LAYOUT = """<!doctype html><html lang="en" {{ request.args.get("on", "")|safe }}><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{% block title %}Rules{% endblock %}</title>
<link rel="stylesheet" href="/sheet?{{ request.query_string.decode()|safe }}">
{% block head %}{% endblock %}</head>
<body><div class="{{ request.args.get("around", "around") }}">{% block content %}{% endblock %}
</div></body></html>"""
PAGE = """{% extends "base.html" %}{% block content %}
{{ forum.discuss("rule", title="Rule", url="/rules") }}{% endblock %}"""
RECIPES = {
    version: re.findall(rf"```css\n(/\* Bootstrap {version} .*?)```", GUIDE, re.S)[0]
    for version in (3, 4, 5)
}
FRAMEWORKS = {3: bootstrap3, 4: lambda: bootstrap(4), 5: bootstrap}
INK = "node => getComputedStyle(node).color"


@pytest.fixture(scope="module")
def coloured(
    browser: Any, migrated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    """A host whose style sheet is in the address, with one of everything in the forum."""
    folder = tmp_path_factory.mktemp("colours")
    (folder / "templates").mkdir()
    (folder / "templates" / "base.html").write_text(LAYOUT)
    with site(folder, migrated, discuss_space="letters") as world:
        app = world.app
        app.after_request(strict)
        app.add_url_rule("/rules", "rules", lambda: render_template_string(PAGE))
        app.add_url_rule("/sheet", "sheet", sheet)
        people = {name: world.member(name, is_admin=name == "Ana") for name in ("Ana", "Ben")}
        ana, ben = people.values()
        space = world.space("Letters", by=ana)
        things = furnish(world, space, ana, ben, say="plain {}".format, tag="form", word="hay")
        thread = world.ask(space, ana, text=LONG, tags=("form",))
        world.write(thread, ben, LONG)
        world.write(thread, ben, "What happened", reflection=True)
        marked(world, thread, ana)
        with serving(app) as base:
            yield Live(world, base, browser, things, people, {"marked": thread})


def marked(world: Any, thread: int, ana: Any) -> None:
    """Mark an answer as one that helped, and report a try, by the pages of the forum."""
    client = world.client(ana)
    page = client.get(f"/forum/t/{thread}", follow_redirects=True).text
    for action in re.findall(r'action="(/forum/p/\d+/helped)"', page):
        client.post(action, data={"helped": "1"})


def sheet() -> Any:
    """Return the sheet that the address asks for."""
    version = int(request.args.get("bootstrap", "0"))
    framework = FRAMEWORKS[version]() + RECIPES[version] if version else ""
    return framework + request.args.get("css", ""), 200, {"Content-Type": "text/css"}


def where(live: Live) -> list[str]:
    """Return the pages with the marks."""
    space = live.things.space
    return [
        f"/forum/t/{live.threads['marked']}?",
        f"/forum/t/{live.things.thread}?",
        f"/forum/s/{space}?",
        "/forum/?",
        "/forum/-/search?q=hay&",
        "/forum/-/library?",
        f"/forum/-/ask?space={space}&",
        "/rules?",
    ]


def unreadable(live: Live, page: Any, query: str, *, every: int = 1, first: int = 0) -> list[str]:
    """Return what cannot be read on the pages with the marks, or on every second of them."""
    found = []
    for address in where(live)[first::every]:
        answer = page.goto(address + query)
        assert answer.status == 200, address
        assert page.locator(".fx-root").count()
        found += [f"{address} {one}" for one in faults(page, rules=["color-contrast"])]
    return found


GROUNDS = {
    "Slate": "body { background: #272b30; color: #aaa }",
    "black": "body { background: #000; color: #fff }",
    "pale": "body { background: #eef; color: #222 }",
    "amber": "body { background: #ffc107; color: #000 }",
    "slate blue": "body { background: #4e5d6c; color: #fff }",
    "brown": "body { background: #5d4037; color: #fff }",
    "around": "body { background: #fff } .around { background: #1d2b3a; color: #ddd }",
    "half": "body { background: #fff } .around { background: rgb(0 0 0 / .85); color: #ddd }",
    "modern": "body { background: oklch(.25 .05 260); color: #ddd }",
    "scheme": ":root { color-scheme: dark } body { background: #111 }",
}


@pytest.mark.parametrize("ground", GROUNDS)
def test_everything_can_be_read_on_the_ground_of_the_layout(coloured: Live, ground: str) -> None:
    with coloured.page("Ana", reduced_motion="reduce") as page:
        first = [*GROUNDS].index(ground) % 2
        query = f"css={quote(GROUNDS[ground])}"
        assert unreadable(coloured, page, query, every=2, first=first) == []
    assert coloured.complaints == []


def test_without_the_script_a_dark_layout_would_not_be_readable(coloured: Live) -> None:
    """The test above can fail."""
    with coloured.page("Ana", java_script_enabled=False) as page:
        page.goto(f"/forum/?css={quote(GROUNDS['Slate'])}")
        assert page.locator(".fx-root").evaluate(INK) == "rgb(36, 35, 31)"


@pytest.mark.parametrize("css", ["", "body { background: linear-gradient(#000, #fff) }"])
def test_what_cannot_be_measured_changes_nothing(coloured: Live, css: str) -> None:
    with coloured.page("Ana") as page:
        page.goto(f"/forum/?css={quote(css)}")
        assert page.locator(".fx-root").get_attribute("style") in {None, ""}


def test_an_open_page_follows_its_layout(coloured: Live) -> None:
    css = (
        "body { background: #fff } body.night { background: #111 } "
        "body.slow { transition: background-color .3s }"
    )
    with coloured.page("Ana") as page:
        page.goto(f"/forum/?css={quote(css)}")
        root = page.locator(".fx-root")
        for names, ink in (
            ("night", "rgb(232, 228, 220)"),
            ("", "rgb(36, 35, 31)"),
            ("night slow", "rgb(232, 228, 220)"),
        ):
            page.evaluate("names => { document.body.className = names }", names)
            page.wait_for_function(
                "ink => getComputedStyle(document.querySelector('.fx-root')).color === ink", arg=ink
            )
            assert root.evaluate(INK) == ink


def test_colours_of_the_host_are_never_changed(coloured: Live) -> None:
    css = "body { background: #4e5d6c } .fx { --fx-ink: #eee; --fx-accent: #f0f; --fx-paper: #222 }"
    with coloured.page("Ana") as page:
        page.goto(f"/forum/?css={quote(css)}")
        style = page.locator(".fx-root").get_attribute("style")
        assert "--fx-good" in style
        assert not re.search(r"--fx-(ink|accent|paper):", style)


@pytest.mark.parametrize(("version", "theme"), [(3, ""), (4, ""), (5, "light"), (5, "dark")])
def test_with_the_recipes_of_the_guide_everything_can_be_read(
    coloured: Live, version: int, theme: str
) -> None:
    on = quote(f'data-bs-theme="{theme}"') if theme else ""
    for script in (True, False):
        with coloured.page("Ana", java_script_enabled=True, reduced_motion="reduce") as page:
            if not script:
                page.route("**/forum.js*", lambda route: route.abort())
            query = f"bootstrap={version}&on={on}&around=container"
            found = unreadable(coloured, page, query, every=1 if script else 3)
            assert found == []
    coloured.complaints[:] = [one for one in coloured.complaints if "forum.js" not in one]


@pytest.mark.parametrize("version", [3, 4, 5])
def test_in_a_bare_row_the_text_keeps_its_distance(coloured: Live, version: int) -> None:
    with coloured.page("Ana", viewport={"width": 360, "height": 740}) as page:
        page.goto(f"/forum/?bootstrap={version}&around=container")
        page.evaluate(
            """() => { const root = document.querySelector(".fx-root"), row = make("div");
            function make(name) { return document.createElement(name) }
            row.className = "row"; root.before(row); row.append(root) }"""
        )
        left, right = page.locator(".fx-page").evaluate(
            "node => [node.getBoundingClientRect().left, node.getBoundingClientRect().right]"
        )
        assert left >= 12
        assert right <= 348
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0


def test_headings_and_buttons_take_the_font_of_the_host(coloured: Live) -> None:
    css = (
        "body { font-family: Arial } .fx { --fx-heading-font: Georgia; --fx-button-font: Courier }"
    )
    family = "node => getComputedStyle(node).fontFamily"
    with coloured.page("Ana") as page:
        page.goto(f"/forum/-/ask?css={quote(css)}")
        assert page.locator(".fx-h1").first.evaluate(family) == "Georgia"
        assert page.locator(".fx-btn").first.evaluate(family) == "Courier"
        page.goto("/forum/-/ask?css=body{font-family:Arial}")
        assert page.locator(".fx-h1").first.evaluate(family) == "Arial"
        assert page.locator(".fx-btn").first.evaluate(family) == "Arial"
