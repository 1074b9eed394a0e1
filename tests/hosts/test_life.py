"""What people do on every host: sign in, ask, answer, search, lose the session."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, inspect, select

from forum.check.cli import checks
from forum.check.database import roll_back
from forum.check.result import run
from forum.core.database import migrate
from forum.core.database.session import session
from forum.members.models import Member
from forum.threads.models import Post

from ..support.walk import Things, pages
from . import (
    bare,
    bootstrap,
    factory,
    handlers,
    history,
    integers,
    lite,
    nonce,
    plain,
    prefixed,
    protected,
    security,
    sso,
    talisman,
)
from .deeds import ask, make_space, signed_in, with_tables
from .door import close, enter
from .host import Browser, Host

HOSTS: dict[str, Callable[..., Host]] = {
    "bare": bare.create,
    "integers, Flask-Admin": integers.create,
    "UUIDs, Flask-Security": security.create,
    "own Flask-Migrate": history.create,
    "CSRFProtect": protected.create,
    "CSRFProtect, other field": partial(protected.create, field="x_csrf"),
    "CSRFProtect, exempted": partial(protected.create, exempt=True),
    "Talisman": talisman.create,
    "Bootstrap": bootstrap.create,
    "prefix /": partial(prefixed.create, prefix="/"),
    "prefix /a/b": partial(prefixed.create, prefix="/a/b", name="community"),
    "X-Forwarded-Prefix": partial(prefixed.create, proxied="header"),
    "script name, nested": partial(prefixed.create, prefix="/a/b", proxied="script name"),
    "script name, root": partial(prefixed.create, prefix="/", proxied="script name"),
    "factory": factory.create,
    "single sign-on": sso.create,
    "own error handlers": handlers.create,
    "Flask-SQLAlchemy-Lite": lite.create,
    "Flask-SQLAlchemy-Lite, after the forum": partial(lite.create, late=True),
    "plain engine": plain.create,
    "own forum_post": partial(plain.create, post=True, database="own"),
    "nonce": nonce.create,
}
OTHER_DOORS = ("bare", "UUIDs, Flask-Security", "single sign-on")
"""Hosts whose people do not come in by ``door.enter``."""
SAME_TABLES = {
    *("Bootstrap", "CSRFProtect, exempted", "CSRFProtect, other field", "Talisman"),
    *("X-Forwarded-Prefix", "nonce", "own error handlers", "prefix /", "prefix /a/b"),
    *("script name, nested", "script name, root", "single sign-on"),
}
"""Hosts whose tables are made as those of another one: to migrate is slow."""
assert HOSTS.keys() > SAME_TABLES
pytestmark = pytest.mark.filterwarnings("ignore:'get_engine' is deprecated:DeprecationWarning")


@pytest.fixture(params=HOSTS)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Host]]:
    """A function that makes the host of this test, with settings of the forum."""
    made: list[Host] = []

    def create(**settings: Any) -> Host:
        host = HOSTS[request.param](tmp_path, **settings)
        made.append(host)
        return host

    yield create
    for host in made:
        close(host.app)


@pytest.fixture
def host(make: Callable[..., Host], tmp_path: Path, request: pytest.FixtureRequest) -> Host:
    """The host with its own tables and people, and the forum's tables."""
    return with_tables(request.node.callspec.params["make"], make, tmp_path)


def test_people_sign_in_ask_answer_and_search(host: Host) -> None:
    guest = Browser(host).get(host.at("/"))
    assert "Which form?" not in guest.text
    assert guest.status == 401 or not guest.at.startswith(host.at("/s/"))
    ana, ben = signed_in(host, "ana"), signed_in(host, "ben")
    make_space(ana)
    thread = ask(ana)
    assert host.mark in ana.text
    assert "<em>leave</em>" in ana.text
    ben.get(thread).submit(f"{thread}/reply", text="Take form zwölf.")
    assert "Take form zwölf." in ben.text
    assert ben.at.startswith(thread)
    ana.get(host.at("/-/search?q=zwölf"))
    assert host.mark in ana.text
    assert f'href="{thread}-which-form' in ana.text


@pytest.mark.parametrize("make", OTHER_DOORS, indirect=True)
def test_a_host_with_another_sign_in_answers_a_guest(host: Host) -> None:
    assert host.enter is not enter
    assert Browser(host).get(host.at("/-/ask?space=x")).status in {200, 302, 401}


@pytest.mark.parametrize("make", sorted(HOSTS.keys() - OTHER_DOORS), indirect=True)
def test_signing_in_leads_back_to_the_page_that_was_asked_for(host: Host) -> None:
    guest = Browser(host).get(host.at("/-/ask?space=letters"))
    assert guest.at == f"{host.below}/login"
    guest.submit(f"{host.below}/login", name="ben")
    assert guest.at == host.at("/-/ask")
    assert guest.status == 200


def test_a_session_lost_while_writing_does_not_lose_the_text(host: Host) -> None:
    ana, ben = signed_in(host, "ana"), signed_in(host, "ben")
    make_space(ana)
    thread = ask(ana)
    text = "A long text, <b>typed</b> for an hour\nin two lines."
    ben.get(f"{thread}/reply")
    ben.forget()
    ben.submit(f"{thread}/reply", text=text)
    assert ben.status in {400, 401}
    assert ben.at == f"{thread}/reply"  # a POST is never led elsewhere
    assert host.mark in ben.text
    refused = Browser(host, text=ben.text, at=ben.at)
    refused.client = ben.client
    assert [f["fields"]["text"] for f in refused.forms() if "text" in f["fields"]] == [text]
    host.enter(ben, "ben")  # in another tab of the same browser
    refused.submit(f"{thread}/reply")
    if refused.status == 400:  # the token was made for a guest: send again, with one for Ben
        refused.submit(f"{thread}/reply")
    assert refused.status == 200, refused.text
    with host.app.app_context():
        assert session().scalar(select(func.count()).select_from(Post)) == 2


def test_every_page_is_in_the_layout_and_every_link_works(host: Host) -> None:
    ana = signed_in(host, "ana")
    make_space(ana)
    thread = ask(ana)
    things = Things(
        space="letters",
        thread=int(thread.rpartition("/")[2]),
        post=1,
        artefact=1,
        handle="ana",
        tag="x",
        word="form",
        slug="which-form",
    )
    seen_in = 0
    for address in pages(host.app, things):
        ana.get(f"{host.below}{address}?space=letters&q=form")
        if 'class="fx fx-root"' in ana.text:
            seen_in += 1
            assert host.mark in ana.text, address
            for link in re.findall(r'(?:href|action|src)="(/[^"]*)"', ana.text):
                assert link.startswith(host.below + "/"), f"{link} on {address}"
            links = re.findall(r'href="([^"]*/s/letters)"', ana.text)
            assert set(links) <= {host.at("/s/letters")}, address
    assert seen_in > 20


@pytest.mark.parametrize("make", sorted(HOSTS.keys() - SAME_TABLES), indirect=True)
def test_upgrade_and_downgrade_leave_the_tables_of_the_host(make: Callable[..., Host]) -> None:
    host = make()
    host.set_up()
    with host.app.app_context():
        engine = host.app.extensions["forum"].db.engine
        before = _tables(engine)
        theirs = {name: _rows(engine, name) for name in before}
        migrate.upgrade(engine)
        assert _tables(engine) - before >= {"forum_thread", "forum_post", migrate.VERSION_TABLE}
        assert {name: _rows(engine, name) for name in before} == theirs
        migrate.downgrade(engine, "base")
        assert _tables(engine) - before <= {migrate.VERSION_TABLE}
        assert {name: _rows(engine, name) for name in before} == theirs
        migrate.upgrade(engine)
        if "migrate" in host.app.extensions:
            _autogenerate_is_silent(host)
            assert {name: _rows(engine, name) for name in before} == theirs


def _tables(engine: Any) -> set[str]:
    return set(inspect(engine).get_table_names())


def _rows(engine: Any, name: str) -> list[Any]:
    with engine.connect() as connection:
        return sorted(map(str, connection.exec_driver_sql(f'SELECT * FROM "{name}"')))


def _autogenerate_is_silent(host: Host) -> None:
    """Ask the host's history for a new revision: there is nothing to write."""
    from flask_migrate import downgrade, migrate, upgrade

    written = sorted((Path(host.app.instance_path) / "history" / "versions").glob("*.py"))
    migrate(message="nothing")
    now = sorted((Path(host.app.instance_path) / "history" / "versions").glob("*.py"))
    assert now == written
    engine = host.app.extensions["forum"].db.engine
    ours = {name for name in _tables(engine) if name.startswith("forum_")}
    with engine.connect() as connection:
        kept = list(connection.exec_driver_sql("SELECT * FROM policy"))
    downgrade(revision="base")
    assert {name for name in _tables(engine) if name.startswith("forum_")} == ours
    assert "policy" not in _tables(engine)
    upgrade()
    with engine.begin() as connection:
        for id, title in kept:
            connection.exec_driver_sql("INSERT INTO policy VALUES (?, ?)", (id, title))
        connection.exec_driver_sql("INSERT INTO clause VALUES (7, 1)")
        for id, login, name, admin in _people():
            connection.exec_driver_sql(
                "INSERT INTO employee VALUES (?, ?, ?, ?)", (id, login, name, admin)
            )


def _people() -> list[tuple[int, str, str, int]]:
    return [(1, "ana", "Ana Silva", 1), (2, "ben", "Ben Okoro", 0)]


def test_the_check_finds_no_problem(host: Host) -> None:
    ana = signed_in(host, "ana")
    make_space(ana)
    with host.app.app_context():
        key = session().scalar(select(Member.user_key))
        found = list(run(checks(key), after=roll_back))
    bad = [str(line) for line in found if line.good is False and line.what != "package"]
    assert bad == []
    persons = [line for line in found if line.what == "person"]
    assert [line.good for line in persons] == [None if host.app.name == "bare" else True]


def test_mounting_does_not_change_a_page_of_the_host(host: Host) -> None:
    ana = signed_in(host, "ana")
    home = next(r.rule for r in host.app.url_map.iter_rules() if r.endpoint == "home")
    page = ana.get(f"{host.below}{home}")
    assert page.status == 200
    assert "fx-" not in page.text


def test_the_layout_of_the_host_works_as_on_its_own_pages(tmp_path: Path) -> None:
    host = integers.create(tmp_path)
    host.app.template_filter("shout")(lambda text: f"{text}!!")
    host.app.jinja_env.globals["town"] = "Elms"
    host.app.context_processor(lambda: {"season": "autumn"})
    loader: Any = host.app.jinja_loader
    loader.mapping["base.html"] = loader.mapping["base.html"].replace(
        "</nav>",
        "{{ town|shout }} {{ season }} {{ url_for(request.endpoint, **request.view_args) }}</nav>",
    )
    host.set_up()
    host.forum.upgrade(host.app)
    ana = signed_in(host, "ana")
    make_space(ana)
    thread = ask(ana)
    (nav,) = re.findall(r'<nav class="top">.*?</nav>', ana.get(thread).text, re.S)
    assert "ANA SILVA" in nav
    assert "forum.threads" in nav
    assert 'href="/"' in nav
    assert 'href="/admin/"' in nav
    assert f"Elms!! autumn {ana.at}" in nav
    assert ana.get("/admin/").status == 200
    close(host.app)
