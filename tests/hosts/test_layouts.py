"""What layouts need: a nonce, names of variables and blocks, and the language of our words.

Siblings: Flask-Talisman's nonce and a function's, one that is empty or has signs of HTML; on every
page, in a discussion, in ``forum.head()``, on a page that refuses something, in our own layout; a
second page of the same fragments. A title by a block, by another block, by a variable, by a
variable that the host gives. The language on every root, in texts of members, for a person whose
language we do not have.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import render_template_string

from forum import Person

from ..support.walk import furnish, pages
from ..support.world import World
from . import nonce
from .deeds import ask, layout, make_space, signed_in
from .door import close

TAGS = re.compile(r'<(?:script\b|link rel="stylesheet")[^>]*>')
NONCE = re.compile(r' nonce="([^"]*)"')


def nonces(tag: str) -> tuple[str, ...]:
    """Return the nonces of *tag*: it should have one."""
    return tuple(NONCE.findall(tag))


@pytest.mark.parametrize("talisman", [True, False])
def test_every_response_has_its_own_nonce_and_no_other(tmp_path: Path, talisman: bool) -> None:
    host = nonce.create(tmp_path, talisman=talisman)
    host.set_up()
    host.forum.upgrade(host.app)
    ana = signed_in(host, "ana")
    make_space(ana)
    thread = ask(ana)
    seen: set[str] = set()
    for address in (thread, thread, "/forum/", "/forum/-/library", "/rules", "/rules", "/forum/x"):
        got = ana.client.get(address, follow_redirects=True)
        (own,) = set(re.findall(r"'nonce-([^']+)'", got.headers["Content-Security-Policy"]))
        tags = TAGS.findall(got.text)
        assert len(tags) >= 2, address
        assert {*map(nonces, tags)} == {(own,)}, address
        assert not [old for old in seen if old in got.text], address
        seen.add(own)
    refused = ana.client.post(f"{thread}/reply", data={"text": "x"})
    (own,) = set(re.findall(r"'nonce-([^']+)'", refused.headers["Content-Security-Policy"]))
    assert {*map(nonces, TAGS.findall(refused.text))} == {(own,)}
    close(host.app)


def furnished(world: World) -> Any:
    ana, ben = world.member("Ana", is_admin=True), world.member("Ben")
    space = world.space("Letters", by=ana)
    return furnish(world, space, ana, ben, say="plain {}".format, tag="form", word="hay")


@pytest.mark.sites("sqlite", "host")
def test_a_nonce_never_lies_in_a_remembered_fragment(make_site: Callable[..., World]) -> None:
    given: list[str] = []

    def make() -> str:
        given.append(f"nonce-number-{len(given)}-")
        return given[-1]

    world = make_site(guests_read=True, csp_nonce=make)
    things = furnished(world)
    browser = world.client(next(iter(world.site.people.values())))
    shown = 0
    for address in [*pages(world.app, things)] * 2:
        given.clear() if len(given) > 5_000 else None
        before = len(given)
        text = browser.get(address).text
        found = set(re.findall(r"nonce-number-\d+-", text))
        assert found <= set(given[before:]), address
        shown += bool(found)
    assert shown > 40


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize(
    ("value", "printed"), [("", []), (None, []), ('a"<b>', ["a&#34;&lt;b&gt;"])]
)
def test_a_nonce_is_escaped_and_an_empty_one_left_out(
    make_site: Callable[..., World], value: Any, printed: list[str]
) -> None:
    text = make_site(guests_read=True, csp_nonce=lambda: value).client().get("/forum/").text
    assert NONCE.findall(text) == printed * 5  # two stylesheets and three scripts


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize(
    ("text", "names", "title"),
    [
        ("<title>{% block title %}{% endblock %}</title>", {}, "<title>New</title>"),
        ("<title>{% block page_title %}{% endblock %}</title>", {}, "<title>New</title>"),
        ("<title>{{ title }} - Ours</title>", {}, "<title>New - Ours</title>"),
        ("<title>{{ title }} - Ours</title>", {"title": "Theirs"}, "<title>Theirs - Ours</title>"),
        ("{% block title %}{% endblock %}<h1>{{ title }}</h1>", {}, "<h1></h1>"),
        ("{% macro m() %}{{ title }}{% endmacro %}<b>{{ m() }}</b>", {}, "<b>New</b>"),
    ],
)
def test_a_layout_gets_the_title_as_it_wants_it(
    make_site: Callable[..., World], tmp_path: Path, text: str, names: Any, title: str
) -> None:
    layout(tmp_path, text + "{% block content %}{% endblock %}")
    for how in ("processor", "setting"):
        world = make_site(guests_read=True, title="New", layout_context=names)
        if how == "processor":
            world.app.extensions["forum"].config.__dict__["layout_context"] = {}
            world.app.context_processor(lambda: names)
        assert title in world.client().get("/forum/").text


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize("name", ["head", "styles", "extra_head", "css", "head_css"])
def test_the_usual_blocks_of_the_head_are_found(
    make_site: Callable[..., World], tmp_path: Path, name: str
) -> None:
    layout(
        tmp_path,
        f"<head>{{% block {name} %}}{{% endblock %}}</head>{{% block content %}}{{% endblock %}}",
    )
    page = make_site(guests_read=True).client().get("/forum/").text
    assert "forum.css" in page.partition("</head>")[0]


@pytest.mark.sites("sqlite", "host")
def test_our_words_say_that_they_are_english_to_a_person_of_another_language(
    make_site: Callable[..., World],
) -> None:
    def person(user: Any) -> Person:
        return Person(id=user.id, name=user.name, locale="fr")

    world = make_site(person=person, language="fr", discuss_space="letters")
    page = '<html lang="fr">{{ forum.discuss("a", title="A", url="/a") }}{{ forum.recent() }}'
    world.app.add_url_rule("/a", "a", lambda: render_template_string(page))
    things = furnished(world)
    for user in (*world.site.people.values(), None):
        browser = world.client(user)
        for address in (*pages(world.app, things), "/a"):
            text = browser.get(address, headers={"Accept-Language": "fr"}).text
            for root in re.findall(r'<div class="fx fx-root"[^>]*>', text):
                assert 'lang="en"' in root or '<html lang="en">' in text, address
            for prose in re.findall(r'<[^>]*fx-prose"[^>]*dir="auto"[^>]*>', text):
                assert 'lang="fr"' in prose, address


@pytest.mark.sites("sqlite")
def test_texts_of_members_in_the_language_of_the_page_need_no_mark(world: World) -> None:
    things = furnished(world)
    browser = world.client(next(iter(world.site.people.values())))
    assert ' lang="' not in browser.get(f"/forum/t/{things.thread}-x").text.partition("<body")[2]
