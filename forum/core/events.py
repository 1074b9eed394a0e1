"""What happened, told to the host after the commit.

Connect with ``@signals.answered.connect``. The sender is the app; what is told comes as keywords:
plain ids, text and an address. A receiver that raises is logged and disturbs nobody. At most once:
a process that dies between the commit and the telling tells nothing.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from blinker import NamedSignal, Namespace
from flask import current_app, has_app_context

from .database.session import listen_once

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session, SessionTransaction

_log = logging.getLogger(__name__)
_signals = Namespace()

thread_opened = _signals.signal("thread-opened")
"""A thread was opened. Keywords: ``thread`` (id), ``post`` (id), ``member`` (id)."""
answered = _signals.signal("answered")
"""A question was answered. Keywords: ``thread``, ``post``, ``member``."""
replied = _signals.signal("replied")
"""Somebody replied or wrote on in a discussion. Keywords: ``thread``, ``post``, ``member``."""
reflection_shared = _signals.signal("reflection-shared")
"""A reflection was shared. Keywords: ``thread``, ``post``, ``member``."""
edited = _signals.signal("edited")
"""A post was edited. Keywords: ``post``, ``member`` (the editor), ``revision`` (number)."""
taken_back = _signals.signal("taken-back")
"""An author took a post back. Keywords: ``thread``, ``post``."""
answer_helped = _signals.signal("answer-helped")
"""The asker marked an answer as having helped. Keywords: ``thread``, ``post``, ``member``."""
tried = _signals.signal("tried")
"""Somebody told how an answer went. Keywords: ``post``, ``member``, ``outcome``."""
thread_moved = _signals.signal("thread-moved")
"""A thread went to another space. Keywords: ``thread``, ``space`` (the new one)."""
artefact_revised = _signals.signal("artefact-revised")
"""An artefact was made or changed. Keywords: ``artefact``, ``member``, ``revision``."""
reported = _signals.signal("reported")
"""A post was reported to the stewards. Keywords: ``post``, ``space``."""
hidden = _signals.signal("hidden")
"""A steward hid or restored a post. Keywords: ``post``, ``space``, ``hidden`` (bool)."""

post_written = _signals.signal("forum-post-written")
"""Inside the transaction, for our own rooms: a post was added. Keywords: ``post``, ``thread`` (each
with its columns), ``answered`` (id of the member replied to, or None), ``mentioned`` (member ids).
"""

post_edited = _signals.signal("forum-post-edited")
"""Inside the transaction, for our own rooms: a post has a new version. Keywords: ``post`` and
``editor`` (ids), ``mentioned`` (ids of the members it mentions anew), ``at``.
"""

noticed = _signals.signal("forum-noticed")
"""Inside the transaction, for our own rooms: members were told of a post. Keywords: ``post`` (id),
``at`` (the moment that all these notices have).
"""

thread_read = _signals.signal("forum-thread-read")
"""Inside the transaction of a read mark, for our own rooms. Keywords: ``member`` and ``thread``
(ids), ``at`` (when the page was made).
"""

_QUEUE = "forum_news"
_MARKS = "forum_news_marks"
_COMMITTED = "forum_news_committed"


def announce(session: Session, signal: NamedSignal, **facts: Any) -> None:
    """Queue *signal* with *facts*, to be sent after the outermost commit of *session*.

    A rollback, of the transaction or of the savepoint it was queued in, drops it.
    """
    session.info.setdefault(_QUEUE, []).append((signal, facts))


def listen(sessions: Any) -> None:
    """Send what is queued in *sessions* (Flask-SQLAlchemy's) from the app at work."""
    listen_once(
        sessions,
        after_transaction_create=_created,
        after_rollback=_rolled_back,
        after_commit=_noted,
        after_transaction_end=_ended,
    )


def _created(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault(_MARKS, {})[transaction] = len(session.info.get(_QUEUE, ()))


def _rolled_back(session: Session) -> None:
    savepoint = session.get_nested_transaction()
    kept = session.info.get(_MARKS, {}).get(savepoint, 0) if savepoint else 0
    del session.info.get(_QUEUE, [])[kept:]


def _noted(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info[_COMMITTED] = True


def _ended(session: Session, transaction: SessionTransaction) -> None:
    session.info.get(_MARKS, {}).pop(transaction, None)
    if transaction.parent is None:
        news = session.info.pop(_QUEUE, [])
        if session.info.pop(_COMMITTED, False) and has_app_context():
            _send(current_app._get_current_object(), news)  # type: ignore[attr-defined]


def _send(app: Flask, news: list[tuple[NamedSignal, dict[str, Any]]]) -> None:
    for signal, facts in news:
        for receiver in signal.receivers_for(app):
            try:
                receiver(app, **facts)
            except Exception:
                _log.exception("a receiver of %s failed", signal.name)
