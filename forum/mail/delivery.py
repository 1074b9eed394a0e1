"""Sends what is due. Who it is for, and what they may see, is asked again for each message."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from email.errors import MessageError
from email.headerregistry import Address
from itertools import takewhile
from typing import TYPE_CHECKING, Any, cast

from flask import current_app, g
from sqlalchemy.exc import StatementError

from ..core.database.base import now
from ..core.database.session import commit, session
from ..core.database.sqlite import going_to_write
from ..core.state import state
from ..core.web.times import zone
from ..core.web.urls import url
from ..members import host
from ..spaces.current import viewer_of
from . import actions, compose, queries, smtp
from .schedule import next_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from threading import Event

    from sqlalchemy import Row

    from ..members.viewer import Viewer

_log = logging.getLogger(__name__)
MOST = 20
"""Members who are looked at in one round: what else is to be done must not wait for long."""
LEASE = timedelta(minutes=10)
"""How long a message that is being sent is left to whoever sends it."""
PAUSE = timedelta(minutes=5)
"""The least between two messages to one member: what comes meanwhile goes in one."""
OLDEST = timedelta(days=14)
"""What somebody was told longer ago is no news: a database that was put back sends none of it."""
RETRY = tuple(timedelta(minutes=n) for n in (1, 5, 30, 120, 360, 720))
"""How long a message that was not taken waits, each time."""


@dataclass(frozen=True)
class Recipient:
    """Whom a message is for: what they may see now, and where it goes."""

    viewer: Viewer
    address: Address


def send_due(at: datetime | None = None, *, stop: Event | None = None) -> int:
    """Send what is due *at* a moment, by default now, and return how many messages were taken.

    To twenty members at most, and to nobody any more once *stop* is set. The session's own
    transaction must be over. Raises ``smtp.Unreachable`` where there is no server to be had; what
    was due stays so.
    """
    if state().config.mail is None:
        return 0
    session().rollback()
    found = queries.recipients(at or now(), most=MOST)
    session().rollback()
    going_on = takewhile(lambda _: stop is None or not stop.is_set(), found)
    return sum(_send_to(member, at or now()) for member in going_on)


def _send_to(member: Row[Any], at: datetime) -> int:
    """Send one member what is due for them; the context of its own has its language and clock.

    What fails, the host's functions first of all, is logged, and holds up nobody else's mail.
    """
    with current_app.app_context():
        try:
            recipient = _recipient(member)
            rows = _sorted_out(member.id, recipient, at)
            return int(_send(recipient, rows, at)) if recipient and rows else 0
        except smtp.Unreachable:
            raise
        except Exception as fault:
            if isinstance(fault, StatementError):
                fault.hide_parameters = True  # they hold what people wrote
            _log.exception("mail for member %d failed", member.id)
            _leave(member.id, at)
            return 0


def _recipient(member: Row[Any]) -> Recipient | None:
    """Return who *member* is to the host now, or None who gets no mail: gone, or no address."""
    with current_app.test_request_context(state().config.url_prefix):
        theirs = host.load_user(member.user_key) if member.user_key else None
        if theirs is None or not host.has_flag(theirs, "is_active", otherwise=True):
            return None
        person = host.person_of(theirs)
    if person.id != member.user_key or not person.email:
        return None
    g.forum_locale, g.forum_timezone = person.locale, person.timezone
    try:
        box, _, domain = person.email.rpartition("@")
        email = f"{box}@{domain.encode('idna').decode()}"  # as machines write it
        address = Address(compose.called(person.name), addr_spec=email)
    except (ValueError, IndexError, MessageError):  # of what is no address
        return None
    if not address.addr_spec.isascii() or not address.domain:
        return None
    return Recipient(viewer_of(person), address)


def _leave(member_id: int, at: datetime) -> None:
    """Look at what is due for a member later."""
    session().rollback()
    waiting = [row.notice_id for row in queries.due(member_id, at)]
    session().rollback()
    with going_to_write():
        actions.leave(waiting, until=at + LEASE)
        commit()


def _sorted_out(member_id: int, to: Recipient | None, at: datetime) -> Sequence[Row[Any]]:
    """Return what goes to a member now, together; what waits is put off, the rest is dropped."""
    due = queries.due(member_id, at)
    worth = queries.worth_telling(to.viewer, at) if to else ()
    fresh = [r for r in worth if r.begun < actions.MOST_BEGUN and r.at > at - OLDEST]
    wish = queries.wish(member_id)
    chosen = queries.by_space(member_id)
    usual = (wish and wish.pace) or state().config.mail_pace
    soonest = wish.sent_at + PAUSE if wish and wish.sent_at else at
    session().rollback()
    later: dict[tuple[Any, str], list[int]] = {}
    ready, gone = [], {row.notice_id for row in due} - {row.notice_id for row in fresh}
    for row in fresh:
        pace = chosen.get(row.space_id, usual)
        if pace == "never":
            gone.add(row.notice_id)
        elif pace != "once" and row.pace != pace:
            later.setdefault((next_time(pace, after=at, zone=zone()), pace), []).append(
                row.notice_id
            )
        elif pace == "once" and soonest > at:
            later.setdefault((soonest, ""), []).append(row.notice_id)
        else:
            ready.append(row)
    with going_to_write():
        if gone:
            actions.drop(gone)
        for (when, pace), ids in later.items():
            actions.wait(ids, due=when, pace=pace)
        commit()
    again = [row for row in ready if row.begun]
    return again or ready


def _send(to: Recipient, rows: Sequence[Row[Any]], at: datetime) -> bool:
    """Send one message about *rows*; return whether it was taken."""
    member_id, ids = cast("int", to.viewer.member_id), [row.notice_id for row in rows]
    with going_to_write():
        actions.make_key(member_id)
        commit()
    wish = queries.wish(member_id)
    session().rollback()
    stop = url("mail.stop", token=f"{member_id}-{wish.key if wish else ''}")
    message = compose.write(rows, to=to.address, stop=stop, at=at)
    with going_to_write():
        if not actions.claim(ids, at=at, until=at + LEASE):
            session().rollback()
            return False
        commit()
    return _hand_over(message, to, rows, at)


def _hand_over(message: Any, to: Recipient, rows: Sequence[Row[Any]], at: datetime) -> bool:
    """Hand *message* to the server or to the host, and note what became of it."""
    ids, mail = [row.notice_id for row in rows], state().config.mail
    try:
        if isinstance(mail, str):
            smtp.send(
                mail, message, sender=compose.sender().addr_spec, recipient=to.address.addr_spec
            )
        elif mail is not None:
            mail(message)
    except smtp.Unreachable:
        with going_to_write():
            actions.not_sent(ids, due=at, tried=False)
            commit()
        raise
    except Exception as fault:
        why = str(fault) if isinstance(fault, smtp.NotTaken) else type(fault).__name__
        _log.warning("mail for member %d was not taken: %s", to.viewer.member_id, why)
        session().rollback()  # a function of the host may have read, or begun to write
        if not isinstance(mail, str) or isinstance(fault, smtp.NotTaken):
            _not_taken(rows, at, for_good=getattr(fault, "for_good", False))
        return False
    session().rollback()
    with going_to_write():
        actions.sent(cast("int", to.viewer.member_id), ids, at=at)
        commit()
    return True


def _not_taken(rows: Sequence[Row[Any]], at: datetime, *, for_good: bool) -> None:
    """Try again later what was certainly not taken, unless that is of no use."""
    with going_to_write():
        for tries in {row.tries for row in rows}:
            ids = [row.notice_id for row in rows if row.tries == tries]
            if for_good or tries >= len(RETRY):
                actions.drop(ids)
            else:
                actions.not_sent(ids, due=at + RETRY[tries], tried=True)
        commit()
