"""``python -m tests.pictures``: make the pictures of README, from the demo and four hosts.

Needs Chromium, and npm for the style sheet of one of the hosts. Writes to ``docs/``.
"""

from __future__ import annotations

import base64
import logging
import tempfile
from pathlib import Path
from typing import Any

from flask import Flask, render_template_string

from forum.demo.site import create, prepare

from .browser.conftest import FLAGS, serving, site
from .browser.sheets import SHEETS
from .support.needed import chromium

DOCS = Path(__file__).resolve().parents[1] / "docs"
SIZE = {"width": 1180, "height": 1040}
PAGES = {
    "thread": "Refusal letters: what do you say in the first paragraph?",
    "library": "Refusal letters: what we know",
}
"""Pictures of the demo that a link with this text leads to."""
LAYOUT = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{% block title %}Town hall{% endblock %}</title><link rel="stylesheet" href="/sheet.css">
<style>html { font-family: sans-serif } body { padding: 8px 40px }
body > p, .fx-root { max-width: 60rem; margin: 8px auto }</style>
{% block head %}{% endblock %}</head>
<body><p><strong>Town hall</strong> <a href="/">Home</a> <a href="/forum/">Forum</a></p>
{% block content %}{% endblock %}</body></html>"""
FOUR = """<body style="margin: 0; background: #c8c8c8; display: grid; gap: 8px; padding: 4px;
grid-template-columns: 600px 600px">{% for file in files %}<img width="600" height="469"
src="data:image/png;base64,{{ file }}">{% endfor %}"""
TEXT = """I keep a [page of pictures](https://example.org/) at the desk:

- the green one is for flats
- the blue one for houses

> It says so on the back.

They point, I nod."""


def main() -> None:
    """Make every picture."""
    from playwright.sync_api import sync_playwright

    logging.disable(logging.ERROR)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        picture_demo(browser, Path(folder) / "demo")
        files = [picture_host(browser, Path(folder) / name, name) for name in SHEETS]
        put_together(browser, files)
        browser.close()


def picture_demo(browser: Any, folder: Path) -> None:
    """Take the pictures of the demo, as somebody who has been there."""
    folder.mkdir()
    app = create(folder)
    prepare(app)
    with serving(app) as base:
        page = browser.new_page(viewport=SIZE, base_url=base)
        page.goto("/who")
        page.get_by_role("button", name="Ines").first.click()
        page.wait_for_load_state()
        for name, link in PAGES.items():
            page.goto("/forum/-/library" if name == "library" else "/forum/s/letters")
            page.get_by_role("link", name=link, exact=True).first.click()
            page.screenshot(path=DOCS / f"{name}.png")
        page.goto("/forum/-/search?q=refusal")
        page.screenshot(path=DOCS / "search.png")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto("/guidance/refusal-letters")
        page.get_by_role("heading", name="Before it is sent").evaluate("h => h.scrollIntoView()")
        page.screenshot(path=DOCS / "page.png")
        page.context.close()


def picture_host(browser: Any, folder: Path, name: str) -> bytes:
    """Return a picture of a thread in a host with the style sheet *name*."""
    (folder / "templates").mkdir(parents=True)
    (folder / "templates" / "base.html").write_text(LAYOUT)
    with site(folder, empty_tables(folder)) as world:
        world.app.add_url_rule(
            "/sheet.css", "sheet", lambda: (SHEETS[name](), 200, {"Content-Type": "text/css"})
        )
        ana, ben = (
            world.member(who, organisation="Housing office") for who in ("Ana Silva", "Ben Okoro")
        )
        thread = world.ask(
            world.space("Forms", by=ana),
            ana,
            title="How do you tell somebody that the form is the wrong one?",
            text="They came **three times** this week with the green one.",
            tags=("forms",),
        )
        world.write(thread, ben, TEXT)
        world.write(thread, ben, "What the third visit taught me.", reflection=True)
        with serving(world.app) as base:
            page = browser.new_page(
                viewport={"width": 1100, "height": 860}, extra_http_headers={"X-User": ana.id}
            )
            page.goto(f"{base}/forum/t/{thread}")
            picture: bytes = page.screenshot()
            page.context.close()
    return picture


def empty_tables(folder: Path) -> Path:
    """Return the file of a database that has the forum's tables and no rows."""
    from forum import Forum

    app, file = Flask("empty", instance_path=str(folder / "empty")), folder / "empty.db"
    app.config |= {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{file}", "SECRET_KEY": "x"}
    Forum(app).upgrade(app)
    with app.app_context():
        app.extensions["forum"].db.engine.dispose()
    return file


def put_together(browser: Any, files: list[bytes]) -> None:
    """Make one picture of four."""
    page = browser.new_page(viewport={"width": 1216, "height": 954})
    with Flask(__name__).app_context():
        coded = [base64.b64encode(file).decode() for file in files]
        page.set_content(render_template_string(FOUR, files=coded))
    page.screenshot(path=DOCS / "hosts.png")


if __name__ == "__main__":
    main()
