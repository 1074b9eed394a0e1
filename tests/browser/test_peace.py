"""Styles of hosts and ours: ours change nothing of theirs; theirs change only what they may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import render_template_string, request

from ..support.walk import Things
from .conftest import Live, serving, site, through
from .rules import STYLES, faults
from .sheets import SHEETS

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]
THEIRS = [name for name in SHEETS if name != "bare"]
LAYOUT = """<!doctype html><html lang="en" {{ request.args.get("theme", "")|safe }}><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{% block title %}Rules{% endblock %}</title>
<link rel="stylesheet"
href="/sheet/{{ request.args.get("sheet", "bare") }}?fit={{ request.args.get("fit", "") }}">
{% block head %}{% endblock %}</head>
<body><div id="main">{% block content %}{% endblock %}</div></body></html>"""
PAGE = """{% extends "base.html" %}{% block content %}
<div class="column"><h1>House rules</h1><h2>Of the host</h2><p>A <a href="/">link</a>,
<strong>strong</strong>, <em>stressed</em>, <code>code</code>, <small>small</small>.</p>
<ul><li>One</li></ul><ol><li>Two</li></ol><blockquote><p>Said</p></blockquote><pre>Set</pre><hr>
<table><tr><th>Head</th></tr><tr><td>Cell</td></tr></table><dl><dt>Term</dt><dd>Told</dd></dl>
<details><summary>More</summary>There</details><form><fieldset><legend>Form</legend>
<label for="a">Label</label><input id="a"><input type="checkbox" aria-label="c"><select
aria-label="s"><option>1</option></select><textarea aria-label="t"></textarea>
<button>Go</button></fieldset></form><nav><a href="/">In a nav</a></nav>
{% if request.args.get("ours") %}{{ forum.discuss("rule", title="Rule", url="/rules") }}{% endif %}
</div>{% endblock %}"""
OURS = """names => [...document.querySelectorAll(".fx-root, .fx-root *")].filter(
  node => !node.matches("use, input[type=hidden]")).map(node => {
  const style = getComputedStyle(node);
  return [node.tagName + "." + node.getAttribute("class"),
          Object.fromEntries(names.map(name => [name, style.getPropertyValue(name)]))] })"""
MEASURED = (
    "display",
    "position",
    "float",
    "box-sizing",
    "margin-top",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "padding-top",
    "padding-right",
    "padding-bottom",
    "padding-left",
    "border-top-width",
    "border-bottom-width",
    "border-left-width",
    "border-top-style",
    "border-top-left-radius",
    "border-top-right-radius",
    "min-height",
    "min-width",
    "font-size",
    "font-weight",
    "font-style",
    "line-height",
    "letter-spacing",
    "text-transform",
    "text-decoration-line",
    "text-align",
    "text-indent",
    "list-style-type",
    "background-color",
    "box-shadow",
    "opacity",
    "overflow-x",
    "white-space",
    "transition-duration",
    "color",
)
"""Font families alone are the host's, where it sets no colours of ours."""


@pytest.fixture(scope="module")
def rules(browser: Any, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A host that wears any of the sheets: ``/rules?sheet=pico&ours=1&theme=class="dark"``."""
    folder = tmp_path_factory.mktemp("peace")
    (folder / "templates").mkdir()
    (folder / "templates" / "base.html").write_text(LAYOUT)
    with site(folder, migrated, discuss_space="rules") as world:
        app = world.app
        app.add_url_rule("/rules", "rules", lambda: render_template_string(PAGE))
        app.add_url_rule("/sheet/<name>", "sheet", sheet)
        people = {name: world.member(name) for name in ("Ana", "Ben")}
        space = world.space("Rules", by=people["Ana"])
        thread = world.ask(space, people["Ana"], text=TEXT, tags=("form",))
        world.write(thread, people["Ben"], TEXT)
        world.write(thread, people["Ana"], "A reply", to=2)
        world.write(thread, people["Ben"], "What happened", reflection=True)
        with serving(app) as base:
            live = Live(world, base, browser, Things("", 0, 0, 0, "", "", ""), people)
            with live.page("Ben") as page:
                page.goto("/rules?ours=1")
                page.locator("textarea[data-fx-write]").fill(TEXT)
                through(page.get_by_role("button", name="Post", exact=True))
            yield live


TEXT = """A **text** with `code`, a [link](https://example.org):

- one

1. two

> said

| a | b |
|---|---|
| 1 | 2 |"""


def sheet(name: str) -> Any:
    """Return a sheet of a host; with it, our parts have the same width as with any other."""
    more = "html { font-size: 16px } .column, .fx-root { width: 900px; margin: 0 }"
    fitted = request.args.get("fit")
    return SHEETS[name]() + ("" if fitted else more), 200, {"Content-Type": "text/css"}


DARK = quote('data-bs-theme="dark" data-theme="dark"')


@pytest.mark.parametrize("theme", ["", DARK])
@pytest.mark.parametrize("name", THEIRS)
def test_no_style_of_the_host_is_changed(rules: Live, name: str, theme: str) -> None:
    with rules.page("Ana") as page:
        page.goto(f"/rules?sheet={name}&theme={theme}")
        before = page.evaluate(STYLES)
        page.goto(f"/rules?sheet={name}&theme={theme}&ours=1")
        assert page.evaluate(STYLES) == before
        assert len(before) > 30


MEANT = {
    "bootstrap": r"FORM\.fx-find: margin-left",
    "pico": r"FORM\.fx-find: margin-left|(SELECT|OPTION)\S*: line-height",
    "intranet": r"FORM\.fx-find: margin-left|OPTION|A\.[^:]+: (color|padding-)|"
    r"(SPAN|BDI|TIME|svg)[^:]*: color",
}
"""What does change: where the search ends goes by the font; the lines within a select, which Pico
draws itself; and the rule for links by an id, which has more weight than any class of ours."""
PAGES = {
    "a discussion": "/rules?ours=1&",
    "a thread": "/forum/t/1-how-do-you-do-it?",
    "a list": "/forum/?",
    "a form": "/forum/-/ask?",
    "a search": "/forum/-/search?q=text&",
}


@pytest.mark.parametrize(
    ("where", "theme"), [*((where, "") for where in PAGES), ("a thread", DARK), ("a form", DARK)]
)
@pytest.mark.parametrize("name", THEIRS)
def test_the_forum_takes_only_the_font_of_the_host(
    rules: Live, name: str, where: str, theme: str
) -> None:
    with rules.page("Ana") as page:
        page.goto(f"{PAGES[where]}sheet=bare")  # whatever is new has been seen then
        page.goto(f"{PAGES[where]}sheet=bare&theme={theme}")
        alone = page.evaluate(OURS, list(MEASURED))
        page.goto(f"{PAGES[where]}sheet={name}&theme={theme}")
        there = page.evaluate(OURS, list(MEASURED))
    changed = sorted(
        {
            f"{who}: {prop} {value} -> {after[prop]}"
            for (who, before), (_, after) in zip(alone, there, strict=True)
            for prop, value in before.items()
            if after[prop] != value and not re.match(MEANT[name], f"{who}: {prop}")
        }
    )
    assert changed == [], "\n".join(changed)


WIDTHS = """() => [...document.querySelectorAll(".fx-root")]
  .map(node => [node.scrollWidth, node.clientWidth, node.innerHTML.slice(0, 80)])"""
COLOUR = "node => getComputedStyle(node).color"
INK = {"light": "rgb(36, 35, 31)", "dark": "rgb(232, 228, 220)"}


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize(
    ("theme", "wanted"),
    [
        ("", "light"),
        ('data-theme="dark"', "dark"),
        ('data-bs-theme="dark"', "dark"),
        ('class="dark"', "dark"),
        ('data-theme="light"', "light"),
        ('class="light"', "light"),
    ],
)
def test_light_and_dark_follow_the_host_not_the_system(
    rules: Live, theme: str, wanted: str, system: str
) -> None:
    with rules.page("Ana", color_scheme=system) as page:
        page.goto(f"/rules?ours=1&theme={quote(theme)}")
        assert page.locator(".fx-root").evaluate(COLOUR) == INK[wanted]


@pytest.mark.parametrize("where", PAGES)
@pytest.mark.parametrize("name", ["bootstrap", "pico"])
def test_in_the_dark_of_a_framework_everything_can_be_read(
    rules: Live, name: str, where: str
) -> None:
    with rules.page("Ana") as page:
        page.goto(f"{PAGES[where]}sheet={name}&theme={DARK}")
        assert page.locator(".fx-root").first.evaluate(COLOUR) == INK["dark"]
        assert faults(page, rules=["color-contrast"]) == []


def test_with_pico_the_forum_follows_the_system_as_its_host_does(rules: Live) -> None:
    for system in ("light", "dark"):
        with rules.page("Ana", color_scheme=system) as page:
            page.goto("/rules?sheet=pico&ours=1")
            assert page.locator(".fx-root").evaluate(COLOUR) == INK[system]


@pytest.mark.parametrize("name", SHEETS)
def test_the_forum_fits_into_a_column_of_400_pixels(rules: Live, name: str) -> None:
    with rules.page("Ana", viewport={"width": 400, "height": 800}) as page:
        for where in PAGES.values():
            page.goto(f"{where}sheet={name}&fit=1")
            spare = 8 if name == "intranet" else 0  # its rule by an id widens our links
            assert [w for w in page.evaluate(WIDTHS) if w[0] > w[1] + spare] == [], where


GUIDE = (Path(__file__).parents[2] / "docs" / "hosting.md").read_text("utf-8")
(MAPPED,) = re.findall(r"```css\n(/\* Bootstrap 5 .*?)```", GUIDE, re.S)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_sheet_of_the_guide_takes_bootstrap_s_colours(rules: Live, mode: str) -> None:
    assert len(MAPPED.strip().splitlines()) <= 10
    with rules.page("Ana") as page:
        theme = quote(f'data-bs-theme="{mode}"')
        page.goto(f"/rules?sheet=bootstrap&ours=1&theme={theme}")
        page.add_style_tag(content=MAPPED)
        page.locator(".column > p > a").hover()  # the colour that is dark enough on a tint
        theirs = {
            "link": page.locator(".column > p > a").evaluate(COLOUR),
            "ink": page.locator("body").evaluate(COLOUR),
        }
        assert page.locator(".fx-root").evaluate(COLOUR) == theirs["ink"]
        assert page.locator(".fx-prose a").first.evaluate(COLOUR) == theirs["link"]
        box = page.locator("textarea[data-fx-write]").evaluate(
            "node => getComputedStyle(node.parentElement).borderTopLeftRadius"
        )
        assert box == "6px"
        assert faults(page, rules=["color-contrast"]) == []
