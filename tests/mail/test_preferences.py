"""The page where members choose how often they get mail, and the link that stops it."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask_wtf import CSRFProtect
from sqlalchemy import func, select

from forum.mail.models import MailPreference, SpaceMailPreference

from ..support.world import User
from .conftest import Office, everybody


def link(office: Office, people: dict[str, User]) -> str:
    """Return the path of the link that stops Ana's mail."""
    world = office.world
    world.write(world.ask(world.space("Letters", by=people["eva"]), people["ana"]), people["ben"])
    office.round()
    found = re.search(r"<https://intranet\.example(/.*)>", office.sent[0]["List-Unsubscribe"])
    assert found
    return found[1]


def pace(office: Office, user: User) -> str | None:
    member_id = office.world.id(user)
    found: str | None = office.world.scalar(
        select(MailPreference.pace).where(MailPreference.member_id == member_id)
    )
    return found


def test_a_member_chooses_for_everything_and_for_one_space(
    office: Office, people: dict[str, User]
) -> None:
    space = office.world.space("Letters", by=people["eva"])
    browser = office.world.client(people["ana"])
    assert "/forum/-/mail" in browser.get("/forum/-/for-you").text
    page = browser.get("/forum/-/mail").text
    assert re.search(r'value="once" checked', page)
    sent = {"pace": "weekly", f"space-{space.id}": "never"}
    assert browser.post("/forum/-/mail", data=sent).status_code == 302
    page = browser.get("/forum/-/mail").text
    assert re.search(r'value="weekly" checked', page)
    assert re.search(r'value="never" selected', page)
    browser.post("/forum/-/mail", data={"pace": "daily", f"space-{space.id}": ""})
    assert office.world.scalar(select(func.count()).select_from(SpaceMailPreference)) == 0


def test_an_unknown_pace_is_refused_with_words(office: Office, people: dict[str, User]) -> None:
    browser = office.world.client(people["ana"])
    answer = browser.post("/forum/-/mail", data={"pace": "hourly"})
    assert answer.status_code == 422
    assert "Choose how often you want email" in answer.text
    assert browser.post("/forum/-/mail", data={}).status_code == 422


def test_an_unreadable_space_is_not_listed_and_cannot_be_chosen(
    office: Office, people: dict[str, User]
) -> None:
    closed = office.world.space("Circle", by=people["eva"], access="closed")
    browser = office.world.client(people["ana"])
    assert "Circle" not in browser.get("/forum/-/mail").text
    browser.post("/forum/-/mail", data={"pace": "once", f"space-{closed.id}": "once"})
    assert office.world.scalar(select(func.count()).select_from(SpaceMailPreference)) == 0


def test_without_mail_the_page_does_not_exist(make_office: Callable[..., Office]) -> None:
    office = make_office(mail=None)
    browser = office.world.client(office.world.member("Ana"))
    assert browser.get("/forum/-/mail").status_code == 404
    assert browser.post("/forum/-/mail", data={"pace": "once"}).status_code == 404
    assert "/-/mail" not in browser.get("/forum/-/for-you").text


def test_the_page_says_if_a_member_has_no_address(office: Office) -> None:
    browser = office.world.client(office.world.member("Jon"))
    assert "does not have your email address" in browser.get("/forum/-/mail").text


def test_a_mail_program_stops_mail_with_one_post_from_any_origin(
    office: Office, people: dict[str, User]
) -> None:
    path, browser = link(office, people), office.world.app.test_client()
    browser.who = ""  # type: ignore[attr-defined]
    one_click = {"data": {"List-Unsubscribe": "One-Click"}, "headers": {"Sec-Fetch-Site": "none"}}
    assert browser.post(path, **one_click).status_code == 200  # type: ignore[arg-type]
    assert pace(office, people["ana"]) == "never"
    assert browser.post(path, **one_click).status_code == 200  # type: ignore[arg-type]
    world = office.world
    world.write(1, people["ben"])
    assert office.round() == 0


def test_following_the_link_changes_nothing_until_the_button_is_pressed(
    office: Office, people: dict[str, User]
) -> None:
    path = link(office, people)
    page = office.world.client().get(path)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert f"next={path}" not in page.text
    assert f'action="{path}"' in page.text
    assert pace(office, people["ana"]) is None


def test_a_wrong_secret_stops_no_mail(office: Office, people: dict[str, User]) -> None:
    path = link(office, people)
    other = re.sub(r"/(\d+)-", lambda m: f"/{int(m[1]) + 1}-", path)
    for wrong in (
        other,
        path[:-1],
        path + "x",
        "/forum/-/mail/stop/1-",
        "/forum/-/mail/stop/x",
        "/forum/-/mail/stop/99999999999999-x",
        "/forum/-/mail/stop/²-x",
    ):
        assert office.world.client(people["ben"]).post(wrong).status_code == 404
        assert office.world.client(people["ben"]).get(wrong).status_code == 404
    assert pace(office, people["ana"]) is None


def test_a_host_with_csrf_protection_lets_the_mail_program_through(
    make_office: Callable[..., Office],
) -> None:
    office = make_office()
    with office.world.app.app_context():
        pass  # as hosts do that make their tables before all else
    CSRFProtect(office.world.app)
    people = everybody(office.world)
    path = link(office, people)
    assert office.world.client().post(path).status_code == 200
    browser = office.world.client(people["ana"])
    assert browser.post("/forum/-/mail", data={"pace": "once"}).status_code == 400
