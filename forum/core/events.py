"""Signals: for the host after the commit, and for our own rooms inside the transaction.

A host connects with ``@signals.answered.connect``. The sender is the app, and the facts are
keywords: plain ids, texts and addresses. An error in a receiver is logged and has no other effect.
A signal is sent at most once: if the process dies after the commit, it is not sent.

The signals named ``forum-...`` are for our own rooms. Their receivers are connected in
``forum/receivers.py``.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from blinker import NamedSignal, Namespace
from flask import current_app, has_app_context
from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session, SessionTransaction

    from .database_protocol import Sessions

_log = logging.getLogger(__name__)
_signals = Namespace()

thread_opened = _signals.signal("thread-opened")
"""A thread was opened. Keywords: ``thread`` (id), ``post`` (id), ``member`` (id)."""
answered = _signals.signal("answered")
"""A question was answered. Keywords: ``thread``, ``post``, ``member``."""
replied = _signals.signal("replied")
"""Somebody replied, or wrote in a discussion. Keywords: ``thread``, ``post``, ``member``."""
reflection_shared = _signals.signal("reflection-shared")
"""A reflection was shared. Keywords: ``thread``, ``post``, ``member``."""
edited = _signals.signal("edited")
"""A post was edited. Keywords: ``post``, ``member`` (the editor), ``revision`` (number)."""
taken_back = _signals.signal("taken-back")
"""An author withdrew a post, or a steward removed it. Keywords: ``thread``, ``post``."""
answer_helped = _signals.signal("answer-helped")
"""The asker marked an answer as having helped. Keywords: ``thread``, ``post``, ``member``."""
tried = _signals.signal("tried")
"""Somebody told how it went when they tried something. Keywords: ``member``, ``outcome``,
``attempt`` (id), and what it was: one of ``post``, ``artefact`` and ``thread`` (the discussion of a
page of the host); the others are None. A correction sends nothing.
"""
thread_moved = _signals.signal("thread-moved")
"""A thread was moved to another space. Keywords: ``thread``, ``space`` (the new one)."""
artefact_revised = _signals.signal("artefact-revised")
"""An artefact was created or changed. Keywords: ``artefact``, ``member``, ``revision``."""
reported = _signals.signal("reported")
"""A post was reported to the stewards. Keywords: ``post``, ``space``."""
hidden = _signals.signal("hidden")
"""A steward hid or restored a post. Keywords: ``post``, ``space``, ``hidden`` (bool)."""
artefact_taken_back = _signals.signal("artefact-taken-back")
"""A page of the library was withdrawn or removed. Keywords: ``artefact``, ``space``."""
artefact_reported = _signals.signal("artefact-reported")
"""A page of the library was reported to the stewards. Keywords: ``artefact``, ``space``."""
artefact_hidden = _signals.signal("artefact-hidden")
"""A steward hid or restored a page of the library. Keywords: ``artefact``, ``space``, ``hidden``
(bool)."""

post_written = _signals.signal("forum-post-written")
"""Inside the transaction: a post was added. Keywords: ``post``, ``thread`` (each with its columns),
``answered`` (id of the member replied to, or None), ``mentioned`` (ids of members).

Connected in ``receivers.py``, like the signals below.
"""

post_edited = _signals.signal("forum-post-edited")
"""Inside the transaction: a post has a new revision. Keywords: ``post`` and ``editor`` (ids),
``mentioned`` (ids of the members it mentions for the first time), ``at``.
"""

post_withdrawn = _signals.signal("forum-post-withdrawn")
"""Inside the transaction: a post was withdrawn or removed: no text. Keyword: ``post`` (id)."""

answer_marked = _signals.signal("forum-answer-marked")
"""Inside the transaction: the asker marked an answer as having helped. Keywords: ``post`` (its
row), ``asker`` (id).
"""

attempt_told = _signals.signal("forum-attempt-told")
"""Inside the transaction: a member told how it went with a post or with a page of the library.
Keywords: ``post`` and ``artefact`` (ids, one of them None), ``member`` (id), ``is_first`` (whether
it is the first time that they tell of it), ``at``.
"""

been_there = _signals.signal("forum-been-there")
"""Inside the transaction: a member said that they have been where a question or a reflection is.
Keywords: ``post`` and ``member`` (ids), ``is_first`` (whether they have never said so before),
``at``.
"""

plan_due = _signals.signal("forum-plan-due")
"""Inside the transaction: the day on which a member meant to try something has passed. Keywords:
``member`` (id), ``post``, ``artefact`` and ``thread`` (ids, two of them None), ``at``.
"""

thanked = _signals.signal("forum-thanked")
"""Inside the transaction: a member thanked the author of a post or of a page of the library.
Keywords: as of ``attempt_told``.
"""

review_due = _signals.signal("forum-review-due")
"""Inside the transaction: a page is to be looked at again. Keywords: ``page`` (id), ``at``."""

one_asked = _signals.signal("forum-one-asked")
"""Inside the transaction: a member asked one person about a thread, a post or a page of the
library. Keywords: ``asked`` (the person's id), ``thread``, ``post`` and ``artefact`` (ids, two of
them None), ``at``.
"""

page_saved = _signals.signal("forum-page-saved")
"""Inside the transaction: a page of the library has a new version. Keywords: ``page`` and
``editor`` (ids), ``facts`` (a ``PageFacts``), ``mentioned`` (ids of the members it mentions for the
first time), ``at``.
"""

comment_closed = _signals.signal("forum-comment-closed")
"""Inside the transaction: somebody said what became of a comment. Keywords: ``post`` and ``member``
(ids), ``at``.
"""

comments_close_soon = _signals.signal("forum-comments-close-soon")
"""Inside the transaction: the last day for comments on a page is near. Keywords: ``page`` (its id),
``at``.
"""

page_withheld = _signals.signal("forum-page-withheld")
"""Inside the transaction: a page of the library was hidden, withdrawn or shown again. Keywords:
``page`` (its id), ``thread_title`` (what the thread of its comments is called now; None if like the
page), ``for_good`` (whether it was withdrawn or removed).
"""

post_reported = _signals.signal("forum-post-reported")
"""Inside the transaction: a post or a page was reported, or a thread with reports came to another
space. Keywords: ``space``, ``reporter`` (ids; 0 if it came)."""

steward_appointed = _signals.signal("forum-steward-appointed")
"""Inside the transaction: a member looks after a space from now on, or for another time. Keywords:
``space`` and ``member`` (ids)."""

noticed = _signals.signal("forum-noticed")
"""Inside the transaction: members were notified of a thing. Keywords: ``at`` (the moment of all
these notices), and the thing's id as ``post``, ``thread``, ``page`` or ``space``; ``member`` if it
is only one.
"""

posts_read = _signals.signal("forum-posts-read")
"""Inside the transaction of a read mark: a page showed posts that a member has unseen notices
about. Keywords: ``member`` and ``thread`` (ids), ``posts`` (ids; 0 for notices about the thread as
a whole), ``at`` (when the page was made).
"""

shown_again = _signals.signal("forum-shown-again")
"""Inside the transaction: posts may be readable that were not, or by other people. Keywords:
``thread``, ``page`` or ``space`` (the id of what they are in), ``at``.
"""

counted_or_not = _signals.signal("forum-counted-or-not")
"""Inside the transaction, after a post was hidden, withdrawn or shown again: what hangs on it
counts no longer, or again. Keywords: ``post``, ``thread`` (ids); the thread is locked.
"""

other_readers = _signals.signal("forum-other-readers")
"""Inside the transaction: others read a ``thread``, or a ``space`` (ids), than before."""

_QUEUE = "forum_signals"
_BEFORE_SAVEPOINT = "forum_signals_before_savepoint"
_COMMITTED = "forum_signals_committed"


def announce(session: Session, signal: NamedSignal, **facts: object) -> None:
    """Queue *signal* with *facts*, to be sent after the outermost commit of *session*.

    It is dropped if the transaction, or the savepoint in which it was queued, is rolled back.
    """
    session.info.setdefault(_QUEUE, []).append((signal, facts))


_listening: WeakKeyDictionary[object, set[Callable[..., None]]] = WeakKeyDictionary()


def listen_once(sessions: Sessions, **listeners: Callable[..., None]) -> None:
    """Connect *listeners* to the events of *sessions* that they are named after, once each.

    Several apps may share one session factory. SQLAlchemy's own ``event.contains`` cannot be used:
    it identifies a factory by its memory address, which a new factory may have later.
    """
    known = _listening.setdefault(sessions.session_factory, set())
    for name, listener in listeners.items():
        if listener not in known:
            known.add(listener)
            event.listen(sessions, name, listener)


def listen(sessions: Sessions) -> None:
    """Send the queued signals of *sessions* after each commit.

    The sender is the current app; outside an app context nothing is sent.
    """
    listen_once(
        sessions,
        after_transaction_create=_remember_savepoint,
        after_rollback=_drop_after_rollback,
        after_commit=_remember_commit,
        after_transaction_end=_send_after_commit,
    )


def _remember_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        waiting = len(session.info.get(_QUEUE, ()))
        session.info.setdefault(_BEFORE_SAVEPOINT, {})[transaction] = waiting


def _drop_after_rollback(session: Session) -> None:
    savepoint = session.get_nested_transaction()
    count = session.info.get(_BEFORE_SAVEPOINT, {}).get(savepoint, 0) if savepoint else 0
    del session.info.get(_QUEUE, [])[count:]


def _remember_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info[_COMMITTED] = True


def _send_after_commit(session: Session, transaction: SessionTransaction) -> None:
    session.info.get(_BEFORE_SAVEPOINT, {}).pop(transaction, None)
    if transaction.parent is None:
        queued = session.info.pop(_QUEUE, [])
        if session.info.pop(_COMMITTED, False) and has_app_context():
            _send(current_app._get_current_object(), queued)  # type: ignore[attr-defined]


def _send(app: Flask, queued: list[tuple[NamedSignal, dict[str, object]]]) -> None:
    for signal, facts in queued:
        for receiver in signal.receivers_for(app):
            try:
                receiver(app, **facts)
            except Exception:
                _log.exception("a receiver of %s failed", signal.name)
