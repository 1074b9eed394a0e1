"""A refusal says in words what was not done, and nothing that was typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from flask import abort, request
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import TooManyRequests

from forum.core.database import migrate
from forum.core.errors import Changed, Invalid, NotAllowed, SignInFirst
from forum.threads.actions import write
from forum.threads.models import Post

from ..support.world import World

TEXT = "A long text\nthat took an hour & <b>more</b>"


def asked(world: World) -> tuple[Any, str]:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    return world.client(ana), f"/forum/t/{thread}/reply"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotAllowed(), 403),
        (SignInFirst(), 401),
        (Changed(), 409),
        (Invalid({"text": "No"}), 422),
        (TooManyRequests(), 429),
        (LookupError("ours"), 500),
        (OperationalError("INSERT", {}, Exception("database is locked")), 503),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_a_refused_text_comes_back_in_a_form_to_the_same_address(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    browser, where = asked(world)

    def refuse(*_: Any, **__: Any) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(write, "write", refuse)
        patched.setattr(world.app, "testing", False)
        key = str(uuid4())
        sent = {"text": TEXT, "to": "", "form_key": key}
        answer = browser.post(where, data=sent)
    assert answer.status_code == status
    assert "A long text\nthat took an hour &amp; &lt;b&gt;more&lt;/b&gt;</textarea>" in answer.text
    assert f'method="post" action="{where}"' in answer.text
    assert "LookupError" not in answer.text
    assert (key in answer.text) is (status != 409)  # a key is used up only where it was used
    fresh = re.search(r'name="form_key" value="([^"]+)"', answer.text)
    assert fresh
    assert browser.post(where, data={**sent, "form_key": fresh[1]}).status_code == 302
    assert world.scalar(select(Post.number).order_by(Post.id.desc())) == 2


def test_a_text_comes_back_even_if_the_host_s_layout_fails(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    browser, where = asked(world)

    def menu() -> dict[str, Any]:
        raise LookupError("the menu is gone")

    monkeypatch.setattr(world.app, "testing", False)
    monkeypatch.setitem(world.app.template_context_processors, None, [menu])
    answer = browser.post(where, data={"text": TEXT, "to": "x"})
    assert answer.status_code in {404, 422}
    assert "A long text\nthat took an hour &amp; &lt;b&gt;more&lt;/b&gt;</textarea>" in answer.text
    assert f'method="post" action="{where}"' in answer.text
    assert "the menu is gone" in caplog.text
    assert "the menu is gone" not in answer.text


def test_a_form_from_another_site_is_shown_but_cannot_be_sent_again(world: World) -> None:
    browser, where = asked(world)
    far = {"Sec-Fetch-Site": "cross-site"}
    answer = browser.post(where, data={"text": TEXT, "to": "1", "handle": "@mallory"}, headers=far)
    assert answer.status_code == 403
    assert "that took an hour" in answer.text
    assert "mallory" not in answer.text
    assert 'method="post" action="/forum/t' not in answer.text


def test_all_three_texts_of_a_reflection_come_back(world: World) -> None:
    browser, where = asked(world)
    texts = {"part1": "We waited.", "part2": "It was late.", "part3": "Ask sooner."}
    far = {"Sec-Fetch-Site": "cross-site"}
    answer = browser.post(where.replace("reply", "reflect"), data=texts, headers=far)
    assert answer.status_code == 403
    assert all(text in answer.text for text in texts.values())


def test_a_guest_who_sends_a_text_gets_it_back_instead_of_a_redirect(world: World) -> None:
    _, where = asked(world)
    answer = world.client().post(where, data={"text": TEXT})
    assert answer.status_code == 401
    assert "that took an hour" in answer.text
    assert 'target="_blank"' in answer.text


def test_passwords_and_tokens_are_not_shown_again(world: World) -> None:
    _, where = asked(world)
    secret = {"password": "hunter2-secret", "csrf_token": "tok-secret", "new_password": "n-secret"}
    answer = world.client().post(where, data={"text": TEXT, **secret})
    assert "-secret" not in answer.text


def test_a_request_that_is_too_large_is_answered_in_words(make_site: Callable[..., World]) -> None:
    world = make_site()
    browser, where = asked(world)
    world.app.config["MAX_CONTENT_LENGTH"] = 2_000
    for sender in (browser, world.client()):
        answer = sender.post(where, data={"text": "x" * 5_000})
        assert answer.status_code == 413
        assert "still there" in answer.text


def test_a_text_one_character_over_the_limit_is_shown_again(
    make_site: Callable[..., World],
) -> None:
    world = make_site(post_limit=100)
    browser, where = asked(world)
    answer = browser.post(where, data={"text": "é" * 101})
    assert answer.status_code == 422
    assert "é" * 101 in answer.text
    assert browser.post(where, data={"text": "é" * 100}).status_code == 302


def test_an_error_of_ours_is_shown_as_a_number_without_a_traceback(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    browser, where = asked(world)

    def fail(*_: Any, **__: Any) -> None:
        raise LookupError("a detail of ours")

    monkeypatch.setattr(write, "write", fail)
    monkeypatch.setattr(world.app, "testing", False)
    answer = browser.post(where, data={"text": TEXT})
    number = re.search(r"number ([0-9a-f]{8})", answer.text)
    assert number
    assert number[1] in caplog.text
    assert "a detail of ours" not in answer.text
    assert "that took an hour" not in caplog.text


@pytest.mark.parametrize("refusal", ["from elsewhere", "by the host"])
def test_the_page_of_a_refusal_knows_who_is_signed_in(world: World, refusal: str) -> None:
    browser, where = asked(world)
    ours = "For you"
    if refusal == "by the host":
        world.app.before_request(lambda: abort(400) if request.method == "POST" else None)
    headers = {"Sec-Fetch-Site": "cross-site"} if refusal == "from elsewhere" else {}
    answer = browser.post(where, data={"text": TEXT}, headers=headers)
    assert answer.status_code in {400, 403}
    assert "that took an hour" in answer.text
    assert ours in answer.text
    guest = world.client().post(where, data={"text": TEXT}, headers=headers)
    assert guest.status_code == {400: 401}.get(answer.status_code, answer.status_code)
    assert "that took an hour" in guest.text
    assert ours not in guest.text


def test_a_refusal_is_answered_even_if_the_viewer_cannot_be_determined(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, where = asked(world)

    def fail() -> None:
        raise OperationalError("SELECT", {}, Exception("disk I/O error"))

    monkeypatch.setattr(world.app.extensions["forum"], "find_viewer", fail)
    far = {"Sec-Fetch-Site": "cross-site"}
    answer = browser.post(where, data={"text": TEXT}, headers=far)
    assert answer.status_code == 403
    assert "that took an hour" in answer.text


BUSY = OperationalError("INSERT", {}, Exception("database is locked"))
MISSING = OperationalError("INSERT", {}, Exception("no such column: forum_post.x"))


@contextmanager
def older_tables(world: World) -> Iterator[None]:
    """Let a block work with the tables of the first version."""
    with world.app.app_context():
        engine = world.app.extensions["forum"].db.engine
    migrate.downgrade(engine, "0001")
    try:
        yield
    finally:
        migrate.upgrade(engine)


UPDATED = "The forum is being updated"


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.name == "forum.core.web.missing_tables"]


def test_with_older_tables_people_wait_and_the_log_says_what_to_run(
    make_site: Callable[..., World], caplog: pytest.LogCaptureFixture
) -> None:
    mail = {"mail": lambda letter: None, "mail_from": "a@b.example", "url": "http://x/forum"}
    world = make_site(**mail, load=lambda id: world.site.people.get(id))
    ana, ben = world.member("Ana"), world.member("Ben")
    where = f"/forum/t/{world.ask(world.space('Letters', by=ana), ana)}"
    with older_tables(world):
        thread = world.client(ana).get(where, follow_redirects=True)
        page = world.client(ana).get("/forum/-/mail")
        sent = world.client(ben).post(f"{where}/reply", data={"text": TEXT})
    for answer in (thread, page, sent):
        assert answer.status_code == 503
        assert UPDATED in answer.text
        assert "upgrade" not in answer.text
        assert "busy" not in answer.text
    assert "A long text\nthat took an hour &amp; &lt;b&gt;more&lt;/b&gt;</textarea>" in sent.text
    told = "the forum's tables are older: run flask forum upgrade ("
    assert [line.startswith(told) for line in said(caplog)] == [True] * 3
    assert world.client(ana).get("/forum/-/mail").status_code == 200


@contextmanager
def renamed(world: World, table: str, *, column: str = "") -> Iterator[None]:
    """Let a block work while *table*, or a column of it, has another name."""
    with world.app.app_context():
        engine = world.app.extensions["forum"].db.engine
    there = f"ALTER TABLE {table} RENAME COLUMN {column} TO other"
    back = f"ALTER TABLE {table} RENAME COLUMN other TO {column}"
    if not column:
        there = f"ALTER TABLE {table} RENAME TO forum_other"
        back = f"ALTER TABLE forum_other RENAME TO {table}"
    with engine.begin() as connection:
        connection.exec_driver_sql(there)
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(back)


@pytest.mark.parametrize(
    ("table", "column"),
    [("forum_membership", "steward"), ("forum_revision", "reason"), ("forum_revision", "")],
)
def test_what_is_missing_in_the_tables_is_an_update_and_not_a_busy_forum(
    world: World, caplog: pytest.LogCaptureFixture, table: str, column: str
) -> None:
    """A column that is read, one that is only written, a table; the number of the tables fits."""
    browser, where = asked(world)
    with renamed(world, table, column=column):
        answer = browser.post(where, data={"text": TEXT})
    assert answer.status_code == 503
    assert UPDATED in answer.text
    assert "wait a few minutes, then try again" in answer.text
    assert "busy" not in answer.text
    assert "that took an hour" in answer.text
    told = said(caplog)
    assert len(told) == 1
    assert "lack something: run flask forum upgrade" in told[0]
    assert (column or table) in told[0]
    assert "that took an hour" not in caplog.text
    key = re.search(r'name="form_key" value="([^"]+)"', answer.text)
    assert key
    assert browser.post(where, data={"text": TEXT, "form_key": key[1]}).status_code == 302


def test_a_missing_table_of_the_host_s_is_an_error_and_no_update_of_ours(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    browser, where = asked(world)

    def look_up(*_: Any, **__: Any) -> None:
        world.app.extensions["forum"].db.session.execute(text("SELECT leave FROM holidays"))

    monkeypatch.setattr(write, "write", look_up)
    monkeypatch.setattr(world.app, "testing", False)
    answer = browser.post(where, data={"text": TEXT})
    assert answer.status_code == 500
    assert "that took an hour" in answer.text
    assert "holidays" in caplog.text
    assert "flask forum upgrade" not in caplog.text


def test_a_database_that_is_read_only_says_so_and_the_text_can_be_sent_later(world: World) -> None:
    browser, where = asked(world)
    with world.read_only():
        assert browser.get(where.removesuffix("/reply"), follow_redirects=True).status_code == 200
        answer = browser.post(where, data={"text": TEXT})
    assert answer.status_code == 503
    assert "Nothing can be saved at the moment" in answer.text
    assert "Busy" not in answer.text
    key = re.search(r'name="form_key" value="([^"]+)"', answer.text)
    assert key
    assert browser.post(where, data={"text": TEXT, "form_key": key[1]}).status_code == 302


@pytest.mark.sites("sqlite", "host")
def test_a_full_disk_is_not_reported_as_a_busy_database(world: World) -> None:
    browser, where = asked(world)
    with world.app.app_context():
        engine = world.app.extensions["forum"].db.engine
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()

    def fill(made: Any, _: Any) -> None:
        made.execute(f"PRAGMA max_page_count={pages}")

    event.listen(engine, "connect", fill)
    engine.dispose()
    answers = [browser.post(where, data={"text": f"{n} {TEXT * 600}"}) for n in range(3)]
    event.remove(engine, "connect", fill)
    engine.dispose()
    assert answers[-1].status_code == 503
    assert "Nothing can be saved at the moment" in answers[-1].text
    assert browser.post(where, data={"text": TEXT}).status_code == 302


def test_with_newer_tables_people_wait_and_the_log_says_what_to_install(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    browser, where = asked(world)

    def refuse(*_: Any, **__: Any) -> None:
        raise MISSING

    with monkeypatch.context() as patched:
        patched.setattr(write, "write", refuse)
        patched.setattr(migrate, "current", lambda _: "9999")
        answer = browser.post(where, data={"text": TEXT})
    assert answer.status_code == 503
    assert UPDATED in answer.text
    assert "are from a newer version: install that version" in "".join(said(caplog))
    assert "flask forum upgrade" not in "".join(said(caplog))
    assert "that took an hour" in answer.text


@pytest.mark.parametrize("again", [BUSY, NoConnectionFree(), OSError()])
def test_a_database_that_does_not_even_tell_its_version_counts_as_busy(
    world: World, monkeypatch: pytest.MonkeyPatch, again: Exception
) -> None:
    browser, where = asked(world)

    def refuse(fault: Exception) -> None:
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(write, "write", lambda *_, **__: refuse(BUSY))
        patched.setattr(migrate, "current", lambda _: refuse(again))
        answer = browser.post(where, data={"text": TEXT})
    assert answer.status_code == 503
    assert "The forum is busy" in answer.text
    assert "that took an hour" in answer.text
