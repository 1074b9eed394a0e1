"""The demo's guidance pages: each has its discussion, and the home page counts the posts."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.core.database.session import session
from forum.threads.models import Thread

from ..support.statements import counted
from .conftest import be, index
from .content import DISCUSSED, PAGES, SPACES

ROLES = ["", "newcomer", "regular", "steward"]
CLOSED = [space for space in SPACES.values() if space["closed"]]
COUNTED = re.compile(r'href="/guidance/([a-z-]+)">[^<]*</a>\s*<span class="small">([^<]*)</span>')


def address(name: str) -> str:
    return f"/guidance/{PAGES[name]['name']}"


def posts_on(page: str) -> int:
    return len(re.findall(r'id="fx-\d+-p\d+"', page))


def write(browser: FlaskClient, where: str, text: str) -> str:
    """Send the form on the page *where*; return where that leads."""
    page = browser.get(where).text
    form = next(f for f in re.findall(r"<form.*?</form>", page, re.S) if 'name="about"' in f)
    action = re.search(r'action="([^"]+)"', form)
    assert action
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    fields = {name: unescape(value) for name, value in hidden}
    answer = browser.post(unescape(action[1]), data={**fields, "text": text})
    assert answer.status_code == 302
    return str(answer.location)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_its_own_text_and_its_discussion(
    browser: FlaskClient, name: str, role: str
) -> None:
    page = be(browser, role).get(address(name))
    assert page.status_code == 200
    shown = unescape(page.text)
    assert f"<h1>{PAGES[name]['title']}</h1>" in shown
    for section in PAGES[name]["section"]:
        for said in [*section.get("paragraphs", ()), *section.get("points", ())]:
            assert said in shown
    assert shown.count('<section class="fx-embed"') == 1
    assert posts_on(shown) == len(PAGES[name].get("post", ()))
    assert ('name="about"' in shown) is bool(role)
    assert ("Sign in to post" in shown) is not bool(role)
    assert not [space for space in CLOSED if space["name"] in shown or space["slug"] in shown]


def test_a_page_that_is_not_there_is_not_found(browser: FlaskClient) -> None:
    assert browser.get("/guidance/lunch").location == "/who?next=/guidance/lunch"
    assert be(browser, "newcomer").get("/guidance/lunch").status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_home_counts_the_posts_of_each_page(browser: FlaskClient, role: str) -> None:
    home = be(browser, role).get("/").text
    assert [name for name, _ in COUNTED.findall(home)] == [p["name"] for p in PAGES.values()]
    assert [said for _, said in COUNTED.findall(home)] == ["6 posts", "3 posts", "no posts yet"]
    assert not [space for space in CLOSED if space["name"] in home]


def test_the_thread_about_a_page_is_in_the_open_space_and_links_back(
    demo: Flask, browser: FlaskClient
) -> None:
    space = browser.get("/forum/s/guidance").text
    with demo.test_request_context():
        found = session().execute(select(Thread).where(Thread.anchor_key.is_not(None))).scalars()
        about = {thread.anchor_key: thread.anchor_url for thread in found}
    assert about == {f"guidance:{p['name']}": f"/guidance/{p['name']}" for p in DISCUSSED}
    for page in DISCUSSED:
        assert page["title"] in unescape(space)


def test_home_counts_all_pages_in_one_statement_and_a_page_needs_few(
    demo: Flask, browser: FlaskClient
) -> None:
    with demo.app_context():
        engine = demo.extensions["forum"].db.engine
    for where, most in (("/", 5), (address(next(iter(PAGES))), 5)):
        be(browser, "regular").get(where)
        index(demo)
        with counted(engine) as sent:
            browser.get(where)
        assert len(sent) <= most, sent
        if where == "/":
            assert len([s for s in sent if "anchor_key IN" in s]) == 1


def test_a_post_on_a_page_is_shown_there_and_found_by_search(
    demo: Flask, browser: FlaskClient
) -> None:
    newcomer = be(browser, "newcomer")
    for name, number in (("child-interprets", 1), ("refusal-letters", 7)):
        landed = write(newcomer, f"/guidance/{name}", f"A zeisig sat on number {number}.")
        assert re.fullmatch(rf"/guidance/{name}#fx-\d+-p{number}", landed)
        assert f"A zeisig sat on number {number}." in newcomer.get(landed.partition("#")[0]).text
    index(demo)
    found = newcomer.get("/forum/-/search?q=zeisig").text
    for name in ("child-interprets", "refusal-letters"):
        assert re.search(rf'on the page:\s*<a [^>]*href="/guidance/{name}"', found)
    said = [said for _, said in COUNTED.findall(newcomer.get("/").text)]
    assert said == ["7 posts", "3 posts", "1 post"]
