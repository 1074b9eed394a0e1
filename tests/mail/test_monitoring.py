"""Monitoring and ``flask forum check`` say whether mail goes out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import update

from forum import worker
from forum.check import mail
from forum.core.database.base import now
from forum.core.database.session import session
from forum.front import health
from forum.mail.models import Mail
from forum.mail.smtp import Unreachable

from ..support.world import User
from .conftest import Office, everybody


def told(office: Office, sign: str) -> list[str]:
    """Return what the check says of mail in lines that begin with *sign*."""
    result = office.world.app.test_cli_runner().invoke(args=["forum", "check"])
    return re.findall(rf"^{sign}\s+mail: (.*)$", result.output, re.M)


def late(office: Office, people: dict[str, User]) -> None:
    """Leave something due for longer than it may be."""
    world = office.world
    world.write(world.ask(world.space("Letters", by=people["eva"]), people["ana"]), people["ben"])
    due = now() - timedelta(seconds=max(mail.LATE, health.PATIENCE) + 60)
    with world.request():
        session().execute(update(Mail).values(due_at=due))


def test_late_mail_is_a_fault(office: Office, people: dict[str, User]) -> None:
    assert office.world.client().get("/forum/-/health").status_code == 200
    late(office, people)
    answer = office.world.client().get("/forum/-/health")
    assert answer.status_code == 503
    assert answer.json["mail_late_seconds"] > health.PATIENCE
    (line,) = told(office, "BAD")
    assert line.startswith("1 waiting, the oldest since ")
    office.round()
    assert office.world.client().get("/forum/-/health").json["mail_late_seconds"] == 0
    assert told(office, "good")[1:] == ["0 waiting, none late"]


def test_the_check_calls_the_server_and_sends_nothing(
    make_office: Callable[..., Office], postbox: Any
) -> None:
    office = make_office(mail=postbox.address)
    where = postbox.address.removeprefix("smtp://")
    assert told(office, "good")[0] == f"{where} answers, from Forum <forum@intranet.example>"
    assert postbox.taken == []


def test_an_unreachable_server_is_a_bad_line_without_its_password(
    make_office: Callable[..., Office],
) -> None:
    office = make_office(mail="smtp://forum:secret@127.0.0.1:9")
    (line,) = told(office, "BAD")
    assert line.startswith("Unreachable: ConnectionRefusedError")
    assert "secret" not in line


def test_a_host_that_cannot_load_users_gets_a_bad_line(make_office: Callable[..., Office]) -> None:
    (line,) = told(make_office(load=None), "BAD")
    assert "no email address can be found" in line


@pytest.mark.parametrize("fault", [RuntimeError("no"), Unreachable("no")])
def test_a_failing_job_pauses_and_delays_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    done, stop = [], Event()

    def fail(at: Any = None, *, stop: Any = None) -> int:
        done.append("mail")
        raise fault

    def drain() -> str:
        done.append("search")
        if done.count("search") == 3:
            stop.set()
        return "done"

    monkeypatch.setattr(worker, "send_due", fail)
    monkeypatch.setattr(worker, "drain", drain)
    with office.world.app.app_context():
        worker.run_jobs(stop, interval=0.01)
    assert done.count("search") == 3
    assert done.count("mail") == 1


def test_no_more_mail_is_sent_after_a_stop_signal(make_office: Callable[..., Office]) -> None:
    stop, sent = Event(), []

    def send(message: Any) -> None:
        sent.append(message)
        stop.set()

    office = make_office(mail=send)
    people = everybody(office.world)
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    office.world.write(thread, people["eva"])  # told: Ana of both, Ben of the second
    with office.world.app.app_context():
        assert worker.send_mail(stop)
        assert len(sent) == 1
        assert worker.send_all_mail(Event())
    assert len(sent) == 2
