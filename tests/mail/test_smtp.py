"""A real mail server that accepts, refuses, hangs up or is missing; workers that are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.mail import smtp
from forum.mail.delivery import LEASE, RETRY
from forum.mail.models import Mail

from ..support.world import User
from .conftest import Office, everybody

ROOT = Path(__file__).parents[2]


@pytest.fixture
def posting(make_office: Callable[..., Office], postbox: Any) -> Office:
    """A site that mails through the server, with an answer to be mailed."""
    office = make_office(mail=postbox.address)
    answer(office, everybody(office.world))
    return office


def answer(office: Office, people: dict[str, User]) -> None:
    world = office.world
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"], "Grüße")
    world.write(thread, people["ben"])


def waiting(office: Office) -> int:
    return int(office.world.scalar(select(func.count()).select_from(Mail)))


def test_it_arrives(posting: Office, postbox: Any) -> None:
    assert posting.round() == 1
    (message,) = postbox.taken
    assert message["Subject"] == "Grüße"
    assert message["To"] == "Ana <ana@intranet.example>"
    assert "Grüße" in message.get_body(("plain",)).get_content()
    assert waiting(posting) == 0


def test_a_server_that_says_later_is_asked_later(posting: Office, postbox: Any) -> None:
    postbox.recipient = "451 Later"
    assert posting.round() == 0
    postbox.recipient = "250 OK"
    assert posting.round() == 0
    assert posting.round(RETRY[0] + timedelta(seconds=1)) == 1


@pytest.mark.parametrize(
    ("recipient", "data", "left"),
    [
        ("550 No such mailbox", "250 OK", 0),
        ("550 5.1.1 Nobody", "250 OK", 0),
        ("550 5.7.1 Relaying denied", "250 OK", 1),
        ("554 Relay access denied", "250 OK", 1),
        ("250 OK", "552 Too large", 1),
    ],
)
def test_only_an_address_that_does_not_exist_is_given_up(
    posting: Office, postbox: Any, recipient: str, data: str, left: int
) -> None:
    postbox.recipient, postbox.data = recipient, data
    assert posting.round() == 0
    assert waiting(posting) == left


def test_without_a_server_everything_stays_due(make_office: Callable[..., Office]) -> None:
    office = make_office(mail="smtp://127.0.0.1:9")
    answer(office, everybody(office.world))
    with pytest.raises(smtp.Unreachable):
        office.round()
    assert waiting(office) == 1
    office.world.app.extensions["forum"].config.__dict__["mail"] = office.sent.append
    assert office.round(timedelta(seconds=1)) == 1


@pytest.mark.parametrize("how", ["hangs up", "hangs"])
def test_a_message_without_an_answer_is_sent_only_once_more(
    posting: Office, postbox: Any, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "hangs":
        monkeypatch.setattr(smtp, "PATIENCE", 2)
        postbox.hang = 600  # until the client has gone
    else:
        postbox.before_answer = lambda server: server.transport.abort()
    for n in range(4):
        posting.round(n * (LEASE + timedelta(seconds=1)))
    assert len(postbox.taken) == 2
    assert waiting(posting) == 0


def test_the_server_is_checked_without_sending(postbox: Any) -> None:
    assert smtp.connect_once(postbox.address) == postbox.address.removeprefix("smtp://")
    assert postbox.taken == []


def test_a_password_is_never_sent_in_the_clear(postbox: Any) -> None:
    with pytest.raises(smtp.Unreachable):
        smtp.connect_once(postbox.address.replace("smtp://", "smtp://forum:secret@"))


WORKER = """
import sys
from flask import Flask
from forum import Forum, Person
app = Flask("worker", instance_path=sys.argv[2])
app.config["SQLALCHEMY_DATABASE_URI"] = sys.argv[1]
Forum(app, mail=sys.argv[3], mail_from="Forum <forum@intranet.example>",
      url="https://intranet.example/forum", user=lambda: None, drain="worker",
      load=lambda id: id,
      person=lambda id: Person(id=id, name="Somebody", email=f"u{id}@intranet.example"))
result = app.test_cli_runner().invoke(args=["forum", "work", "--once"])
sys.exit(result.exit_code)
"""


def test_a_worker_killed_while_the_server_answers_sends_only_once_more(
    posting: Office, postbox: Any, database: str, tmp_path: Path
) -> None:
    running: list[subprocess.Popen[bytes]] = []

    def work() -> int:
        running.append(
            subprocess.Popen(
                [
                    sys.executable,
                    "-W",
                    "ignore",
                    "-c",
                    WORKER,
                    database,
                    str(tmp_path / "worker"),
                    postbox.address,
                ],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )
        )
        return running[-1].wait(timeout=60)

    postbox.before_answer = lambda _server: running[-1].send_signal(signal.SIGKILL)
    for _ in range(3):
        work()
        with posting.world.request():
            session().execute(update(Mail).values(due_at=now()))
    assert [message["Message-ID"] for message in postbox.taken] == [
        postbox.taken[0]["Message-ID"]
    ] * 2
    assert waiting(posting) == 0
