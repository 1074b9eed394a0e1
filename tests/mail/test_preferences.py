"""The page where members choose how often they get mail, and the link that stops it.

The kind: mail that does not arrive, and nobody tells the person who waits for it. Siblings covered:
refused by the server for good, given up after every try, refused through the host's own function,
an invalid address; and that the note goes once a message is accepted.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask_wtf import CSRFProtect
from sqlalchemy import func, select

from forum.leaving.actions import forget
from forum.mail import smtp
from forum.mail.delivery import RETRY
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


def _told(office: Office, user: User) -> bool:
    return "refused our last email" in office.world.client(user).get("/forum/-/mail").text


def _news(office: Office, people: dict[str, User]) -> None:
    world = office.world
    space = world.space(f"Letters {len(office.sent)}", by=people["eva"])
    world.write(world.ask(space, people["ana"]), people["ben"])


@pytest.mark.parametrize(
    ("said", "times", "told"),
    [
        ("550 5.1.1 Nobody", 1, True),
        ("553 No such mailbox", 1, True),
        ("550 5.7.1 Relaying denied", 1, False),  # somebody will correct that
        ("550 5.7.1 Relaying denied", len(RETRY) + 1, True),  # nobody did
        ("451 Later", 1, False),
    ],
)
def test_a_refused_address_is_told_to_its_owner_until_mail_arrives(
    make_office: Callable[..., Office], postbox: Any, said: str, times: int, told: bool
) -> None:
    office = make_office(mail=postbox.address)
    people = everybody(office.world)
    _news(office, people)
    assert not _told(office, people["ana"])
    postbox.recipient = said
    for n in range(times):
        office.round(n * timedelta(days=1))
    assert _told(office, people["ana"]) is told
    assert not _told(office, people["ben"])
    answer = office.world.client(people["ana"]).post("/forum/-/mail", data={"pace": "x"})
    assert ("refused our last email" in answer.text) is told
    postbox.recipient = "250 OK"
    _news(office, people)
    assert office.round(timedelta(days=9)) == 1
    assert not _told(office, people["ana"])


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (smtplib.SMTPRecipientsRefused({"ana@intranet.example": (550, b"5.1.1 Nobody")}), True),
        (smtplib.SMTPRecipientsRefused({"ana@intranet.example": (450, b"Later")}), False),
        (smtp.Refused("no", permanent=True), True),
        (RuntimeError("the network is down"), False),
    ],
)
def test_a_function_of_the_host_can_say_that_an_address_is_refused(
    make_office: Callable[..., Office], fault: Exception, told: bool
) -> None:
    def refuse(_message: object) -> None:
        raise fault

    office = make_office(mail=refuse)
    people = everybody(office.world)
    _news(office, people)
    office.round()
    assert _told(office, people["ana"]) is told


@pytest.mark.parametrize("email", ["ana", "ana@", "ana@x@", "än@a.example", "a@" + "b" * 400])
def test_an_address_that_is_none_is_said_to_be_none(office: Office, email: str) -> None:
    browser = office.world.client(office.world.member("Jon", email=email))
    assert "is not a valid email address" in browser.get("/forum/-/mail").text


def test_a_forgotten_member_leaves_no_note_of_a_refusal(
    make_office: Callable[..., Office], postbox: Any
) -> None:
    office = make_office(mail=postbox.address)
    people = everybody(office.world)
    postbox.recipient = "550 5.1.1 Nobody"
    _news(office, people)
    office.round()
    assert office.world.scalar(select(MailPreference.refused_at)) is not None
    with office.world.request():
        assert forget(people["ana"].id)
    assert office.world.scalar(select(func.count()).select_from(MailPreference)) == 0
