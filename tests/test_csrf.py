"""Only our own pages can send a form, on three kinds of host; and reading writes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import func, select

from forum.core.database.base import Base
from forum.core.database.session import session
from forum.core.web.guard import ONE_CLICK
from forum.threads.models import Post, Thread

from .support.walk import SAFE, address, furnish, pages, routes
from .support.world import World

pytestmark = pytest.mark.sites("sqlite")  # what differs here is the host

HOME = "http://localhost"
SENDERS = {
    "same origin": ({"Sec-Fetch-Site": "same-origin", "Origin": HOME}, 302),
    "same origin, old browser": ({"Origin": HOME}, 302),
    "same origin, referer only": ({"Referer": f"{HOME}/forum/"}, 302),
    "cross-site": ({"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"}, 403),
    "same-site subdomain": ({"Sec-Fetch-Site": "same-site", "Origin": "http://a.localhost"}, 403),
    "by typing": ({"Sec-Fetch-Site": "none"}, 403),
    "origin null": ({"Origin": "null"}, 403),
    "other port": ({"Origin": f"{HOME}:8000"}, 403),
    "other scheme": ({"Origin": "https://localhost"}, 403),
    "begins alike": ({"Origin": f"{HOME}.evil.example"}, 403),
    "no headers": ({}, 403),
    "no address": ({"Referer": "http://[::1"}, 403),
    "no address either": ({"Referer": "http://a]b/"}, 403),
    "no address, but from here": ({"Referer": "http://[", "Sec-Fetch-Site": "same-origin"}, 302),
    "own partner": ({"Sec-Fetch-Site": "cross-site", "Origin": "https://intranet.example"}, 302),
}


def protect(app: Flask, host: str) -> None:
    if host == "none":
        return
    guard = CSRFProtect(app)
    if host == "exempted":
        for blueprint in app.blueprints.values():
            guard.exempt(blueprint)


@pytest.mark.parametrize("host", ["none", "protected", "exempted"])
@pytest.mark.parametrize("sender", SENDERS)
def test_only_our_own_pages_may_send(
    make_site: Callable[..., World], host: str, sender: str
) -> None:
    world = make_site(origins=("https://intranet.example",))
    protect(world.app, host)
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    browser = FlaskClient(world.app, world.app.response_class)  # sends no header by itself
    signed_in, where = {"X-User": ana.id}, f"/forum/t/{thread}/reply"
    page = browser.get(where, headers=signed_in).text
    form = dict(re.findall(r'name="(form_key|csrf_token)" value="([^"]+)"', page))
    assert ("csrf_token" in form) == (host != "none")
    headers, status = SENDERS[sender]
    answer = browser.post(
        where, data={**form, "to": "", "text": "My long text"}, headers={**signed_in, **headers}
    )
    assert answer.status_code == status
    assert world.scalar(select(Thread.posts)) == (2 if status == 302 else 1)
    if status != 302:
        assert "My long text" in answer.text


@pytest.mark.parametrize("token", ["", "wrong"])
def test_an_expired_token_of_the_host_does_not_lose_the_text(
    make_site: Callable[..., World], token: str
) -> None:
    world = make_site()
    protect(world.app, "protected")
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    browser = world.client(ana)
    where = f"/forum/t/{thread}/reply"
    sent = {"csrf_token": token, "to": "", "text": "My long text"}
    answer = browser.post(where, data=sent)
    assert answer.status_code == 400
    assert "My long text" in answer.text
    again = dict(re.findall(r'name="(form_key|csrf_token)" value="([^"]+)"', answer.text))
    assert again["csrf_token"] != token
    assert browser.post(where, data={**sent, **again}).status_code == 302
    assert world.scalar(select(Post.html).where(Post.number == 2)) == "<p>My long text</p>\n"


def test_a_guest_s_page_sets_no_cookie(make_site: Callable[..., World]) -> None:
    world = make_site(guests_read=True)
    protect(world.app, "protected")
    assert "Set-Cookie" not in world.client().get("/forum/").headers


def furnished(make_site: Callable[..., World]) -> tuple[World, Any]:
    world = make_site(guests_read=True)
    ana, ben = world.member("Ana", is_admin=True), world.member("Ben")
    space = world.space("Letters", by=ana)
    return world, furnish(world, space, ana, ben, say="plain {}".format, tag="form", word="hay")


def test_no_route_accepts_a_form_from_another_site(make_site: Callable[..., World]) -> None:
    world, things = furnished(make_site)
    before = rows(world)
    for rule in routes(world.app):
        for method in (rule.methods or set()) - SAFE:
            answer = world.client(world.site.people["1"]).open(
                address(world.app, rule, things),
                method=method,
                data=things.asked(),
                headers={"Sec-Fetch-Site": "cross-site"},
            )
            secret = rule.endpoint.endswith(ONE_CLICK)  # its address is what nobody else knows
            assert answer.status_code == (404 if secret else 403), f"{method} {rule}"
    assert rows(world) == before


def rows(world: World) -> dict[str, Any]:
    """Return how many rows each table has, and the rows of those that are changed in place."""
    with world.request():
        return {
            name: session().scalar(select(func.count()).select_from(table))
            if name == "forum_outbox"
            else [tuple(row) for row in session().execute(select(table).order_by(*table.c))]
            for name, table in Base.metadata.tables.items()
        }


@pytest.mark.parametrize(
    ("method", "headers", "but"),
    [
        ("GET", {}, {"forum_read_mark", "forum_notice", "forum_member"}),
        ("GET", {"Sec-Purpose": "prefetch"}, set()),
        ("HEAD", {}, set()),
        ("OPTIONS", {}, set()),
    ],
    ids=["GET", "prefetch", "HEAD", "OPTIONS"],
)
def test_reading_writes_only_the_read_mark(
    make_site: Callable[..., World], method: str, headers: dict[str, str], but: set[str]
) -> None:
    world, things = furnished(make_site)
    people = [None, world.user("New"), *world.site.people.values()]
    before = rows(world)
    for user in people:
        for where in pages(world.app, things):
            for asked in ({}, things.asked()):
                world.client(user).open(where, method=method, query_string=asked, headers=headers)
    after = rows(world)
    assert {name for name in after if after[name] != before[name]} <= but
