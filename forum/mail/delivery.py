"""Sends the mail that is due.

Who a message is for and what they may read is checked again for each message. Every step is
committed by itself: a process that dies must neither lose a message nor send it forever.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from flask import current_app

from ..core.database.base import now
from ..core.database.faults import log_failure
from ..core.database.session import commit, session
from ..core.database.sqlite import going_to_write
from ..core.state import request_state, state
from ..core.web.times import zone
from ..core.web.urls import url
from ..members import host
from ..spaces.current import viewer_of
from ..threads.quotations import with_names
from . import queries, smtp
from .actions import preferences, queue
from .presenters import message as messages
from .schedule import PAUSE, Plan, Schedule, plan

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from email.headerregistry import Address
    from email.message import EmailMessage
    from threading import Event

    from ..members.viewer import Viewer
    from .rows import NewsRow, RecipientRow

_log = logging.getLogger(__name__)
MOST = 20
"""Members per round, so that indexing, which takes turns with mail, does not wait for long."""
LEASE = timedelta(minutes=10)
"""How long a claimed message is left to the process that sends it."""
RETRY = tuple(timedelta(minutes=n) for n in (1, 5, 30, 120, 360, 720))
"""How long to wait after each refusal of a message."""


@dataclass(frozen=True)
class Recipient:
    """The recipient of a message: what they may read now, and their address."""

    viewer: Viewer
    member_id: int
    address: Address


def send_due(at: datetime | None = None, *, stop: Event | None = None) -> int:
    """Send what is due *at* a moment, by default now; return how many messages were accepted.

    At most twenty members get mail, and nobody else once *stop* is set. The session must have
    no open transaction. Raises ``smtp.Unreachable`` if no server can be reached; the messages
    stay due.
    """
    if state().config.mail is None:
        return 0
    session().rollback()
    members = queries.recipients(at or now(), most=MOST)
    session().rollback()
    in_time = takewhile(lambda _: stop is None or not stop.is_set(), members)
    return sum(_send_to(member, at or now()) for member in in_time)


def _send_to(member: RecipientRow, at: datetime) -> bool:
    """Send one member what is due, in an app context with their own language and clock.

    A failure, often one of the host's functions, is logged and delays nobody else's mail.
    """
    with current_app.app_context():
        try:
            recipient = _recipient(member)
            made = _plan(member.id, recipient, at)
            with going_to_write():
                queue.apply_plan(made)
                commit()
            return _send(recipient, made.send, at) if recipient and made.send else False
        except smtp.Unreachable:
            raise
        except Exception as fault:
            log_failure(_log, fault, "mail for member %d failed", member.id)
            _postpone(member.id, at)
            return False


def _recipient(member: RecipientRow) -> Recipient | None:
    """Return who *member* is to the host now; None if they are gone or have no valid address."""
    person = host.active_person(member.user_key) if member.user_key else None
    if person is None or not person.email:
        return None
    known = request_state()
    known.locale, known.timezone = person.locale, person.timezone
    address = messages.address_of(person.name, person.email)
    return Recipient(viewer_of(person), member.id, address) if address else None


def _plan(member_id: int, recipient: Recipient | None, at: datetime) -> Plan:
    """Return what to do with everything that is due for a member."""
    due = queries.due(member_id, at)
    news = _with_names(recipient.viewer, queries.news(recipient.viewer, at)) if recipient else ()
    held = queries.unseen_due(member_id, at) if recipient and len(news) < len(due) else ()
    chosen = queries.preference(member_id)
    schedule = Schedule(
        pace=(chosen and chosen.pace) or state().config.mail_pace,
        by_space=queries.paces_by_space(member_id),
        not_before=chosen.sent_at + PAUSE if chosen and chosen.sent_at else at,
        zone=zone(),
    )
    session().rollback()
    return plan(due, news, schedule, at=at, held=held)


def _with_names(viewer: Viewer, news: Sequence[NewsRow]) -> Sequence[NewsRow]:
    """Return *news* with the names in their credits that FORUM_MAIL_TEXT lets out by mail."""
    allowed = state().config.mail_text
    return news if allowed == "none" else with_names(viewer, news, only_open=allowed == "open")


def _postpone(member_id: int, at: datetime) -> None:
    """Look at what is due for a member again later."""
    session().rollback()
    due = queries.due(member_id, at)
    session().rollback()
    with going_to_write():
        queue.postpone(due, until=at + LEASE)
        commit()


def _send(recipient: Recipient, rows: Sequence[NewsRow], at: datetime) -> bool:
    """Send one message about *rows*; return whether it was accepted."""
    ids = [row.notice_id for row in rows]
    stop = url("mail.stop", token=_stop_token(recipient.member_id))
    message = messages.write(rows, to=recipient.address, stop=stop, at=at)
    with going_to_write():
        if not queue.claim(ids, at=at, until=at + LEASE):
            session().rollback()
            return False
        commit()
    return _hand_over(message, recipient, rows, at)


def _stop_token(member_id: int) -> str:
    """Return the last part of the link that stops a member's mail; makes their secret if needed."""
    with going_to_write():
        preferences.ensure_key(member_id)
        commit()
    chosen = queries.preference(member_id)
    session().rollback()
    return f"{member_id}-{chosen.key if chosen else ''}"


def _hand_over(
    message: EmailMessage, recipient: Recipient, rows: Sequence[NewsRow], at: datetime
) -> bool:
    """Hand *message* to the server or the host's function, and record what became of it."""
    ids, mail = [row.notice_id for row in rows], state().config.mail
    try:
        if isinstance(mail, str):
            sender, to = messages.sender().addr_spec, recipient.address.addr_spec
            smtp.send(mail, message, sender=sender, recipient=to)
        elif mail is not None:
            mail(message)
    except smtp.Unreachable:
        with going_to_write():
            queue.unclaim(ids, due=at, tried=False)
            commit()
        raise
    except Exception as fault:
        why = str(fault) if isinstance(fault, smtp.Refused) else type(fault).__name__
        _log.warning("mail for member %d was refused: %s", recipient.member_id, why)
        session().rollback()  # the host's function may have read or begun to write
        if not isinstance(mail, str) or isinstance(fault, smtp.Refused):
            _retry(recipient.member_id, rows, at, permanent=smtp.is_permanent(fault))
        return False
    session().rollback()
    with going_to_write():
        queue.finish(recipient.member_id, ids, at=at)
        commit()
    return True


def _retry(member_id: int, rows: Sequence[NewsRow], at: datetime, *, permanent: bool) -> None:
    """Plan another try for a message that was certainly refused.

    If that is useless, it is given up, and the member is told where they choose their mail.
    """
    with going_to_write():
        for tries in {row.tries for row in rows}:
            ids: Collection[int] = [row.notice_id for row in rows if row.tries == tries]
            if permanent or tries >= len(RETRY):
                queue.drop(ids)
                preferences.save_refused_at(member_id, at)
            else:
                queue.unclaim(ids, due=at + RETRY[tries], tried=True)
        commit()
