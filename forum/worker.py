"""``flask forum work``: what is done beside the requests. The index is kept, and mail is sent."""

from __future__ import annotations

import logging
import signal
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import StatementError

from .core.database.base import now
from .core.state import state
from .mail.delivery import send_due
from .mail.queries import recipients
from .mail.smtp import Unreachable
from .search.indexer import drain

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)
BEAT, REST = 1.0, 30.0
"""Seconds from one look at what waits to the next; and after one that failed."""


def index(_stop: Event) -> bool:
    """Bring the search index up to date; return whether it is kept here at all."""
    return drain() != "elsewhere"


def mail(stop: Event) -> bool:
    """Send mail that is due, until *stop* is set; return whether there is a server to be had."""
    try:
        send_due(stop=stop)
    except Unreachable as fault:
        _log.error("no mail can be sent: %s", fault)
        return False
    return True


def everything_due(stop: Event) -> bool:
    """Send mail until none is due any more; return whether there is a server to be had."""
    while state().config.mail and recipients(now(), most=1):
        if not mail(stop):
            return False
    return True


JOBS: tuple[Callable[[Event], bool], ...] = (index, mail)


def keep_at_it(stop: Event, *, beat: float = BEAT) -> None:
    """Do every job in turn until *stop* is set. One that fails rests, and holds up no other."""
    rests = dict.fromkeys(JOBS, 0.0)
    while True:
        for job in JOBS:
            if monotonic() >= rests[job] and not _done(job, stop):
                rests[job] = monotonic() + REST
        if stop.wait(beat):
            return


def _done(job: Callable[[Event], bool], stop: Event) -> bool:
    """Do *job* in a context of its own, so that nothing of it is left; a failure is logged."""
    try:
        with current_app.app_context():
            return job(stop)
    except Exception as fault:
        if isinstance(fault, StatementError):
            fault.hide_parameters = True  # they hold what people wrote
        _log.exception("%s failed", job.__name__)
        return False


@click.command("work")
@click.option("--once", is_flag=True, help="Deal with what waits now, and end.")
@with_appcontext
def work(once: bool) -> None:
    """Keep the search index up to date and send mail, until told to stop."""
    stop = Event()
    if once:
        if not all([_done(index, stop), _done(everything_due, stop)]):
            raise SystemExit(1)
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    post = "sending mail" if state().config.mail else "sending no mail, as none is set up"
    click.echo(f"Keeping the search index, {post}. Ctrl+C ends it.")
    keep_at_it(stop)
