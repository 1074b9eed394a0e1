"""The host's page stays up, and its session is as it was, whatever happens to us."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from itsdangerous import URLSafeSerializer
from sqlalchemy import event, text

from forum import Forum
from forum.core.database.session import session
from forum.discuss import presenters

from ..support.world import Site, World
from .conftest import Host

EVERYTHING = (
    '{{ forum.head() }}{{ forum.discuss("a", title="A", url="/any") }}'
    '{{ forum.count("a", "b") }}{{ forum.recent(5) }}{{ forum.unread() }}'
)


def test_without_our_tables_nothing_is_printed_and_that_is_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app, site = Flask("bare", instance_path=str(tmp_path)), Site()
    app.config |= {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'x.db'}", "SECRET_KEY": "x"}
    Forum(app, user=site.user, discuss_space="pages")
    app.add_url_rule("/any", "any", lambda: render_template_string(f"<p>{EVERYTHING}</p>"))
    for _ in "ab":
        assert app.test_client().get("/any").text == "<p>00</p>"
    assert [r.getMessage() for r in caplog.records] == [
        "the forum has no tables yet: run flask forum upgrade"
    ]
    with app.app_context():
        app.extensions["forum"].db.engine.dispose()


def test_outside_a_request_nothing_is_printed(host: Host) -> None:
    with host.world.app.app_context():
        context: dict[str, Any] = {}
        host.world.app.update_template_context(context)
        made = host.world.app.jinja_env.from_string(EVERYTHING).render(**context)
    assert made == "00"


def test_a_statement_of_ours_that_fails_spoils_nothing_of_the_host(
    host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    world = host.world

    @world.app.get("/mixed")
    def mixed() -> str:
        session().execute(text("UPDATE forum_member SET organisation = 'Told'"))
        with_ours = host.show('{{ forum.discuss("policy:1", title="P", url="/mixed") }}')
        session().commit()
        return with_ours

    ana = world.member("Ana")
    host.write(ana, "/policy/1", "kx7q")
    with world.app.app_context():
        engine = world.app.extensions["forum"].db.engine

    def spoil(_c: Any, _cursor: Any, statement: str, *rest: Any) -> tuple[str, Any]:
        broken = "forum_post" in statement and statement.startswith("SELECT")
        return (statement.replace("forum_post", "forum_nothing") if broken else statement), rest[0]

    event.listen(engine, "before_cursor_execute", spoil, retval=True)
    try:
        answer = world.client(ana).get("/mixed")
    finally:
        event.remove(engine, "before_cursor_execute", spoil)
    assert answer.status_code == 200
    assert "fx-root" not in answer.text
    assert world.scalar(text("SELECT DISTINCT organisation FROM forum_member")) == "Told"
    assert "forum.discuss() printed nothing" in caplog.text
    assert "kx7q" not in caplog.text
    assert "kx7q" in world.client(ana).get("/policy/1").text


def test_an_error_of_ours_is_logged_and_the_page_is_still_shown(
    host: Host, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(presenters, "show_posts", fail)
    ana = host.world.member("Ana")
    host.write(ana, "/policy/1")
    with pytest.raises(ZeroDivisionError):
        host.world.client(ana).get("/policy/1")
    host.world.app.testing = False
    page = host.world.client(ana).get("/policy/1")
    assert (page.status_code, "fx-root" in page.text) == (200, False)
    assert "ZeroDivisionError" in caplog.text


def test_pending_changes_of_the_host_are_not_flushed(make_site: Callable[..., World]) -> None:
    world = make_site(guests_read=True, discuss_space="pages")
    ana = world.member("Ana")
    world.space("Pages", by=ana)
    db: SQLAlchemy = world.app.extensions["forum"].db
    flushed: list[int] = []

    @world.app.get("/any")
    def page() -> str:
        from forum.members.models import RetiredHandle

        db.session.add(RetiredHandle(hash="pending"))
        event.listen(db.session(), "before_flush", lambda *_: flushed.append(1), once=True)
        made = render_template_string(EVERYTHING)
        assert db.session.new
        db.session.rollback()
        return made

    assert "fx-embed" in world.client(ana).get("/any").text
    assert flushed == []


def test_template_names_of_the_host_and_ours_do_not_mix(host: Host) -> None:
    ana = host.world.member("Ana")
    host.world.app.context_processor(lambda: {"fx": "theirs", "thread": "theirs", "page": "theirs"})
    host.source = "{{ fx }}{{ thread }}" + EVERYTHING + "{{ page }}"
    page = host.world.client(ana).get("/any").text
    assert page.count("theirs") == 3
    assert "fx-embed" in page


def test_a_name_of_the_host_wins_over_ours(host: Host) -> None:
    host.source = "{% set forum = 'their own' %}{{ forum }}"
    assert "their own" in host.world.client().get("/any").text


def test_a_key_that_was_changed_is_still_known_for_a_while(host: Host) -> None:
    ana, app = host.world.member("Ana"), host.world.app
    address, fields = host.filled(host.world.client(ana).get("/policy/1").text, "Kept")
    app.config["SECRET_KEY"] = "new"
    assert host.world.client(ana).post(address, data=fields).status_code == 403
    app.config["SECRET_KEY_FALLBACKS"] = ["test"]
    assert host.world.client(ana).post(address, data=fields).status_code == 302


def test_a_value_that_the_host_signed_for_something_else_is_refused(host: Host) -> None:
    ana = host.world.member("Ana")
    address, fields = host.filled(host.world.client(ana).get("/policy/1").text, "x")
    for odd in ({"a": 1}, ["x"], 7, None, [1, 2, 3, 4, 5, ana.id]):
        for salt in ("itsdangerous", "forum.discuss"):
            about = str(URLSafeSerializer("test", salt=salt).dumps(odd))
            sent = host.world.client(ana).post(address, data={**fields, "about": about})
            assert sent.status_code == 403


def test_without_a_secret_key_a_discussion_can_only_be_read(
    make_host: Callable[..., Host], caplog: pytest.LogCaptureFixture
) -> None:
    host = make_host()
    ana = host.world.member("Ana")
    host.write(ana, "/policy/1", "Said before")
    host.world.app.config["SECRET_KEY"] = None
    page = host.world.client(ana).get("/policy/1").text
    assert "Said before" in page
    assert "<textarea" not in page
    assert "SECRET_KEY" in caplog.text


def test_the_head_is_printed_once(host: Host) -> None:
    ana = host.world.member("Ana")
    host.write(ana, "/policy/1")
    for source in (EVERYTHING, EVERYTHING.replace("{{ forum.head() }}", ""), EVERYTHING * 2):
        host.source = source
        page = host.world.client(ana).get("/any").text
        assert len(re.findall("forum.css", page)) == len(re.findall("forum.js", page)) == 1


@pytest.mark.sites("host", "postgres")
def test_our_own_pages_in_a_layout_that_prints_ours_have_one_head(
    make_site: Callable[..., World], tmp_path: Path
) -> None:
    world = make_site(guests_read=True)
    base = tmp_path / "templates" / "base.html"
    base.write_text(
        base.read_text()
        .replace("<head>", "<head>{{ forum.head() }}")
        .replace("<main>", "{{ forum.recent(3) }}<main>")
    )
    ana = world.member("Ana")
    world.ask(world.space("Letters", by=ana), ana, "Asked here")
    page = world.client(ana).get("/forum/").text
    assert page.count("forum.css") == 1
    assert page.count(">Asked here</a>") >= 2


def test_the_token_of_the_host_is_in_the_form(host: Host) -> None:
    CSRFProtect(host.world.app)
    ana = host.world.member("Ana")
    browser = host.world.client(ana)
    address, fields = host.filled(browser.get("/policy/1").text, "With a token")
    assert fields["csrf_token"]
    without = browser.post(address, data={**fields, "csrf_token": ""})
    assert without.status_code == 400
    assert "With a token" in without.text
    assert browser.post(address, data=fields).status_code == 302
    assert "Set-Cookie" not in host.world.client().get("/policy/1").headers


def test_below_a_proxy_prefix_the_redirect_keeps_the_prefix(host: Host) -> None:
    ana = host.world.member("Ana")
    browser, below = host.world.client(ana), {"SCRIPT_NAME": "/in"}
    page = browser.get("/policy/1", environ_overrides=below).text
    address, fields = host.filled(page, "From below")
    assert address == "/in/forum/-/on-page"
    sent = browser.post("/forum/-/on-page", data=fields, environ_overrides=below)
    assert sent.location.startswith("/in/policy/1#fx-")


def test_a_page_written_about_below_one_path_is_linked_below_another(host: Host) -> None:
    ana = host.world.member("Ana")
    browser, below = host.world.client(ana), {"SCRIPT_NAME": "/in"}
    _, fields = host.filled(browser.get("/policy/1", environ_overrides=below).text, "Hm")
    browser.post("/forum/-/on-page", data=fields, environ_overrides=below)
    for where in ("/forum/", "/forum/-/threads", "/forum/-/search?q=hm"):
        assert 'href="/policy/1"' in browser.get(where).text, where
        assert 'href="/in/policy/1"' in browser.get(where, environ_overrides=below).text, where
    with host.world.app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/in"}):
        Forum().anchor("policy:1", title="Travel", url="http://localhost/in/policy/1")
        session().commit()
    assert 'href="/policy/1"' in browser.get("/forum/").text


def test_a_command_of_the_host_tells_of_its_pages(host: Host) -> None:
    ana = host.world.member("Ana")
    host.write(ana, "/policy/1")
    with host.world.app.app_context():
        assert Forum().anchor("policy:1", title="Travel", url="/rules/travel") is True
        assert Forum().close_anchor("policy:1") is True
        session().commit()
    assert "No posts yet." in host.world.client(ana).get("/policy/1").text
