"""Hostile input as a browser reads it: scripts in texts, and addresses to redirect to.

The vectors are selected from OWASP's filter evasion list and PortSwigger's cheat sheet (threats 1,
2, 9); what they test is what Chromium makes of the page, not what a string looks like.
"""

# ruff: noqa: E501  a vector is kept on its line

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask import current_app

from forum.core.web.urls import own_path
from forum.files.queue import work_off
from forum.texts.actions import compose
from forum.threads.actions import write

from ..support.uploads import picture, put_up
from .conftest import Live

# one browser, one site for all of them
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]

VECTORS = [
    "<script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    "<svg onload=window.ran=1>",
    "<svg><script>window.ran=1</script></svg>",
    "<a href='javascript:window.ran=1'>x</a>",
    "[x](javascript:window.ran=1)",
    "[x](JaVaScRiPt:window.ran=1)",
    "[x](java\tscript:window.ran=1)",
    "[x](&#106;avascript:ran=1)",
    "[x](data:text/html,<script>window.ran=1</script>)",
    "[x](vbscript:window.ran=1)",
    "[x](javascript:1)",
    "![x](javascript:window.ran=1)",
    '![x" onerror="window.ran=1](x)',
    "<javascript:window.ran=1>",
    "<details open ontoggle=window.ran=1>x</details>",
    "<iframe srcdoc='<script>parent.ran=1</script>'>",
    "<math><mtext><img src=x onerror=ran=1>",
    "<form action=/x><button formaction=javascript:window.ran=1>x",
    "<base href=//evil.example>",
    "<style>@import '//evil.example'</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<body onfocus=window.ran=1>",
    "<div id=fx-main class='fx-root' style='position:fixed;inset:0'>x</div>",
    "<input autofocus onfocus=window.ran=1>",
    "<noscript><p title='</noscript><img src=x onerror=1>'>",
    "<!--><img src=x onerror=window.ran=1>-->",
    "<x id=canary-17>",
    "\"'><x id=canary-17>",
    '```html"onmouseover=window.ran=1\n<script>window.ran=1</script>\n```',
    "> <img src=x onerror=window.ran=1>",
    "| <img src=x onerror=ran=1> |\n|---|\n| \"'><x id=canary-17> |",
    '@ana"onmouseover=window.ran=1',
    'https://example.org/"onmouseover="window.ran=1',
    "<a href='forum:/p/1\" onclick=\"window.ran=1'>x</a>",
    '[x](forum:/p/1"onclick=window.ran=1)',
]
SEEDED = "\"'><x id=canary-17>\u202e{{ 7*7 }}"
INSIDE = """() => {
  const allowed = new Set("A P BR EM STRONG DEL S CODE PRE SPAN BLOCKQUOTE UL OL LI H1 H2 H3 H4 H5 H6 "
    .concat("TABLE THEAD TBODY TR TH TD HR IMG DIV SUP SUB INPUT DL DT DD KBD SMALL B I U INS MARK ")
    .concat("ASIDE DETAILS SUMMARY CITE Q ABBR FIGURE FIGCAPTION").split(" "));
  const found = [];
  for (const prose of document.querySelectorAll(".fx-prose")) for (const n of prose.querySelectorAll("*")) {
    if (!allowed.has(n.tagName)) found.push(n.outerHTML.slice(0, 100));
    for (const a of n.attributes) if (/^on|style|srcdoc|formaction|^id$/i.test(a.name)) found.push(a.name);
    for (const at of ["href", "src"]) if (n.getAttribute(at)
      && !["http:", "https:", "mailto:"].includes(new URL(n.getAttribute(at), document.baseURI).protocol))
      found.push(n.getAttribute(at));
  }
  return found;
}"""
PRESS = """async () => {
  const kinds = ["mouseover", "focus", "click", "error", "load", "toggle", "pointerenter"];
  document.addEventListener("click", event => event.preventDefault(), true);
  document.addEventListener("submit", event => event.preventDefault(), true);
  for (const node of document.querySelectorAll(".fx-prose, .fx-prose *, h1, h1 *, .fx-by *"))
    for (const kind of kinds) node.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
  await new Promise(done => setTimeout(done, 50));
  return window.ran === undefined;
}"""
NEXTS = [
    "/forum/t/1",
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\x01//evil.example",
    " //evil.example",
    "///evil.example",
    "////evil.example",
    "/%09/evil.example",
    "/%5cevil.example",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "http:evil.example",
    "https:/evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "//[::1]",
    "//evil.example:80/",
    "/@evil.example",
    "//localhost@evil.example",
    "/\u2028/evil.example",
    "\uff0f\uff0fevil.example",
    "?next=//evil.example",
    "",
    "/forum/?a=//b",
    ".evil.example",
    "@evil.example",
    "/\r/evil.example",
]


@pytest.fixture(scope="module")
def hostile(live: Live) -> list[str]:
    """Threads full of hostile texts, with hostile names and titles."""
    name = live.world.member(SEEDED)
    space = live.world.space(f"Space {SEEDED}", by=name)
    author = live.world.id(name)
    found = []
    for start in range(0, len(VECTORS), 12):
        with live.world.request():
            thread = write.open_thread(
                space_id=space.id,
                kind="discussion",
                title=f"{SEEDED} {start}"[:160],
                tags=["<x id=canary-17>"],
                author_id=author,
                text=compose(SEEDED),
            ).thread_id
            for vector in VECTORS[start : start + 12]:
                write.write(thread, author_id=author, text=compose(vector))
                write.write(thread, author_id=author, text=compose(vector, format="html"))
        found += [f"/forum/t/{thread}", f"/forum/t/{thread}?page=2"]
    return [*found, f"/forum/s/{space.slug}"]


def test_nothing_that_was_stored_runs(live: Live, hostile: list[str]) -> None:
    with live.page("Ana") as page:
        for address in [*hostile, "/forum/", "/forum/-/threads", "/forum/-/search?q=canary"]:
            if page.goto(address).status != 200:
                continue
            assert page.evaluate(INSIDE) == [], address
            assert page.evaluate(PRESS), address
            assert page.locator("#canary-17, x").count() == 0, address
            assert page.evaluate("document.baseURI").startswith(live.base)
            assert "49" not in page.title()


def test_a_right_to_left_name_does_not_reorder_its_row(live: Live, hostile: list[str]) -> None:
    with live.page("Ana") as page:
        page.goto(hostile[0])
        assert page.evaluate("document.querySelectorAll('.fx-by bdi').length") > 0


def kept(live: Live) -> list[str]:
    with live.world.app.test_request_context("/forum/"):
        assert current_app
        return [path for next_ in NEXTS if (path := own_path(next_)) is not None]


def test_no_redirect_leads_a_browser_away_from_the_site(live: Live) -> None:
    paths = kept(live)
    assert "/forum/t/1" in paths
    with live.page("Ben") as page:
        page.goto("/forum/")
        origins = page.evaluate(
            "([paths, base]) => paths.map(path => new URL(path, base).origin)", [paths, live.base]
        )
        locations: list[Any] = []
        for next_ in NEXTS:
            answer = page.request.get(
                f"/forum/-/sign-in?next={quote(next_)}",
                max_redirects=0,
                headers={"X-User": live.people["Ben"].id},
            )
            assert answer.status == 302
            locations.append(answer.headers["location"])
        landed = page.evaluate(
            "([all, base]) => all.map(l => new URL(l, base + '/forum/-/sign-in').origin)",
            [locations, live.base],
        )
    assert set(origins) == {live.base}
    assert set(landed) == {live.base}


RUNS = b"<script>canary17 = 1; alert(1)</script><img src=//evil.example onerror=alert(1)>"
FILES = {
    "page.html": b"<!doctype html><p>Words" + RUNS,
    "page.txt": b"Words" + RUNS,
    "page.md": b"# Words\n\n" + RUNS,
    "page.csv": b"a,b\n" + RUNS,
    "page.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v x>" + RUNS,
    "page.gif": picture(kind="GIF") + RUNS,
}
"""Files that are taken and could run, if they were shown as what they are."""


def noted(live: Live, dialog: Any) -> None:
    live.complaints.append(f"said {dialog.message}")
    dialog.dismiss()


def test_files_that_could_run_are_saved_or_drawn_anew(live: Live) -> None:
    ben = live.people["Ben"]
    made = {name: put_up(live.world, ben, data, name).json for name, data in FILES.items()}
    space = live.world.space("Files", by=ben)
    text = "\n\n".join(each["text"] for each in made.values())
    thread = live.world.ask(space, ben, text=text)
    with live.world.app.app_context():
        while work_off():
            pass
    with live.page("Cleo") as page:
        page.on("dialog", lambda dialog: noted(live, dialog))
        page.goto(f"/forum/t/{thread}")
        for name, file in made.items():
            if not file["picture"]:  # which a browser shows on a page of its own
                with page.expect_download() as saved:
                    page.evaluate("address => { location = address; }", file["address"])
                assert saved.value.suggested_filename == name
            for address in (f"{file['address']}/about", f"/forum/t/{thread}"):
                assert page.goto(address).status == 200
                assert page.evaluate("typeof canary17") == "undefined"
        assert not live.complaints
