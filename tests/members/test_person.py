"""What the host's functions return, and how wrong return values are handled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_login import LoginManager
from sqlalchemy import select, text

from forum import Forum, Person
from forum.core.database.session import session
from forum.members import host
from forum.members.models import Member

from ..support.world import World


@pytest.mark.parametrize("id", [7, "7"])
def test_an_id_may_be_a_number_and_is_stored_as_text(
    make_site: Callable[..., World], id: Any
) -> None:
    world = make_site(person=lambda user: Person(id=id, name=user.name, audiences=["team:7"]))  # type: ignore[arg-type]
    assert world.client(world.user("Ana")).get(f"{world.home}/-/ask").status_code == 200
    with world.request():
        person = host.person_of(world.site.people["1"])
        assert (person.id, person.audiences) == ("7", frozenset({"team:7"}))
    world.client(world.site.people["1"]).post(f"{world.home}/t/1/follow", data={"follow": "1"})
    assert world.scalar(select(Member.user_key)) in {None, "7"}


class Described:
    """A user object as some models have it, with methods and objects for attributes."""

    id, name, timezone, locale = 1, "Ana", ZoneInfo("Europe/Zurich"), Path("de_CH")

    def __init__(self, admin: bool) -> None:
        self.admin = admin

    def is_admin(self) -> bool:
        return self.admin


@pytest.mark.parametrize("admin", [True, False])
def test_is_admin_may_be_a_method_and_a_locale_an_object(
    make_site: Callable[..., World], admin: bool
) -> None:
    world = make_site(user=lambda: Described(admin))
    browser = world.client(world.user("Ana"))
    assert browser.get(f"{world.home}/").status_code == 200
    assert browser.get(f"{world.home}/-/spaces").status_code == (200 if admin else 403)
    with world.request():
        person, administers = host.current_person()
        assert person
        assert (person.timezone, person.locale, administers) == ("Europe/Zurich", "de_CH", admin)


@pytest.mark.parametrize("given", [None, "ana", Person(id="", name="Ana"), {"id": 1}])
def test_a_wrong_return_value_makes_a_guest_and_is_logged(
    make_site: Callable[..., World], given: Any, caplog: pytest.LogCaptureFixture
) -> None:
    world = make_site(person=lambda user: given, guests_read=True)
    browser = world.client(world.user("Ana"))
    assert browser.get(f"{world.home}/").status_code == 200
    assert browser.get(f"{world.home}/-/ask").status_code == 401
    assert "person function" in caplog.text or "Person needs an id" in caplog.text


@pytest.mark.parametrize("which", ["person", "can"])
def test_a_failing_statement_of_the_host_breaks_no_page(
    make_site: Callable[..., World], which: str, caplog: pytest.LogCaptureFixture
) -> None:
    fails = []

    def asked(*_: Any) -> None:
        if which in fails:
            session().execute(text("SELECT * FROM no_such_table"))

    def person(user: Any) -> Person:
        if which == "person":
            asked()
        return Person(id=user.id, name=user.name)

    world = make_site(person=person, can=asked if which == "can" else None, guests_read=True)
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    fails.append(which)
    browser = world.client(ana)
    for page in ("", f"t/{thread}", f"t/{thread}/reply", "-/search?q=word"):
        answer = browser.get(f"{world.home}/{page}", follow_redirects=True)
        assert answer.status_code in {200, 401 if which == "person" else 403}, page
    sent = browser.post(f"{world.home}/t/{thread}/reply", data={"text": "A long text"})
    assert sent.status_code == (401 if which == "person" else 403)
    assert "A long text" in sent.text
    assert "no_such_table" in caplog.text


@pytest.mark.parametrize("wrong", ["raises", "nothing"])
def test_a_failing_login_function_is_answered_in_words(
    make_site: Callable[..., World], wrong: str
) -> None:
    def login() -> Any:
        if wrong == "raises":
            raise LookupError

    answer = make_site(login=login).client().get("/forum/")
    assert answer.status_code == 401
    assert "Only signed-in members can read this." in answer.text


def test_a_user_object_is_loaded_by_the_host_s_function_or_flask_login() -> None:
    app = Flask("host")
    Forum(app, load=lambda id: f"user {id}")
    with app.app_context():
        assert host.load_user("7") == "user 7"
    app = Flask("other")
    manager = LoginManager(app)
    Forum(app)
    with app.app_context():
        assert host.load_user("7") is None
        manager.user_loader(lambda id: f"theirs {id}")
        assert host.load_user("7") == "theirs 7"
