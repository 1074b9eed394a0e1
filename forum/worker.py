"""``flask forum work``: indexes posts, sends mail and clears up, so that no request has to."""

from __future__ import annotations

import logging
import signal
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext

from .attempts.due_plans import ask_due
from .core.database.base import now
from .core.database.faults import log_failure
from .core.database.session import commit, session
from .core.database.sqlite import going_to_write
from .core.state import state
from .core.web.i18n import tn
from .files import queue as files
from .files.sweeping import sweep
from .gaps.actions import remove_past
from .gaps.queries import has_past
from .mail.delivery import send_due
from .mail.queries import recipients
from .mail.smtp import Unreachable
from .margins.last_calls import tell_due
from .search.indexer import drain
from .upkeep import due_reviews

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)
INTERVAL, PAUSE_AFTER_FAILURE = 1.0, 30.0
"""Seconds between two rounds of a job, and before the next round of one that failed."""


def index(_stop: Event) -> bool:
    """Bring the search index up to date; return False if the index is elsewhere."""
    return drain() != "elsewhere"


def ask_about_plans(stop: Event) -> bool:
    """Ask how it went with what members meant to try, until *stop* is set."""
    ask_due(stop=stop)
    return True


def tell_of_last_days(stop: Event) -> bool:
    """Tell whoever follows a page that comments on it close, until *stop* is set."""
    tell_due(stop=stop)
    return True


def tell_of_reviews(stop: Event) -> bool:
    """Tell who said that they will look at a page again that the day has come."""
    due_reviews.tell_due(stop=stop)
    return True


def send_mail(stop: Event) -> bool:
    """Send the mail that is due, until *stop* is set; return False if no server can be reached."""
    try:
        send_due(stop=stop)
    except Unreachable as fault:
        _log.error("no mail can be sent: %s", fault)
        return False
    return True


def read_files(stop: Event) -> bool:
    """Check a file that waits for the scanner, or read the words of one: it may take long."""
    files.work_off(stop=stop, most=1)
    return True


def remove_files(stop: Event) -> bool:
    """Delete files that no text has named in time, and bytes that no file has, until *stop*."""
    sweep(stop=stop)
    return True


def remove_old_gaps(_stop: Event) -> bool:
    """Delete what was looked for and not found too long ago; mostly there is nothing."""
    found = has_past()
    session().rollback()
    if found:
        with going_to_write():
            remove_past()
            commit()
    return True


def ask_about_all_plans(stop: Event) -> bool:
    """Ask until no plan is due."""
    while ask_due(stop=stop):
        continue
    return True


def tell_of_all_last_days(stop: Event) -> bool:
    """Tell until no last day is near that nobody was told of."""
    while tell_due(stop=stop):
        continue
    return True


def tell_of_all_reviews(stop: Event) -> bool:
    """Tell until no page is to be looked at again that nobody was told of."""
    while due_reviews.tell_due(stop=stop):
        continue
    return True


def read_all_files(stop: Event) -> bool:
    """Check and read files until none waits that can be now."""
    while files.work_off(stop=stop):
        continue
    return True


def remove_all_files(stop: Event) -> bool:
    """Delete files, and bytes, until none is to go."""
    while sweep(stop=stop):
        continue
    return True


def send_all_mail(stop: Event) -> bool:
    """Send mail until none is due; return False if no server can be reached."""
    while state().config.mail and recipients(now(), most=1):
        if not send_mail(stop):
            return False
    return True


JOBS: tuple[Callable[[Event], bool], ...] = (
    *(index, ask_about_plans, tell_of_last_days, tell_of_reviews),
    *(read_files, remove_files, send_mail, remove_old_gaps),
)
ONCE = (
    *(ask_about_all_plans, tell_of_all_last_days, tell_of_all_reviews),
    *(read_all_files, remove_all_files, index, send_all_mail, remove_old_gaps),
)


def run_jobs(stop: Event, *, interval: float = INTERVAL) -> None:
    """Run every job in turn until *stop* is set. One that fails pauses without delaying others."""
    not_before = dict.fromkeys(JOBS, 0.0)
    while True:
        for job in JOBS:
            if monotonic() >= not_before[job] and not _run(job, stop):
                not_before[job] = monotonic() + PAUSE_AFTER_FAILURE
        if stop.wait(interval):
            return


def _run(job: Callable[[Event], bool], stop: Event) -> bool:
    """Run *job* in its own app context, so that nothing is left over, and log a failure."""
    try:
        with current_app.app_context():
            return job(stop)
    except Exception as fault:
        log_failure(_log, fault, "%s failed", job.__name__)
        return False


@click.command("work")
@click.option("--once", is_flag=True, help="Do what is waiting now, then exit.")
@with_appcontext
def work(once: bool) -> None:
    """Keep the search index up to date, read files, send mail and clear up, until stopped."""
    stop = Event()
    if once:
        went_well = [_run(job, stop) for job in ONCE]
        if not all(went_well):
            raise SystemExit(1)
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if waiting := files.waits():
        click.echo(tn("%(n)d file waits to be read.", "%(n)d files wait to be read.", waiting))
    if state().config.mail:
        click.echo("Indexing and sending mail. Press Ctrl+C to stop.")
    else:
        click.echo("Indexing. No mail is set up. Press Ctrl+C to stop.")
    run_jobs(stop)
