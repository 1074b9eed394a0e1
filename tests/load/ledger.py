"""Compares a thread with its clients' ledger: nothing lost, nothing twice, all to be found."""

from __future__ import annotations

import re
import time
from http.client import HTTPConnection
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from forum.core.database.outbox import Outbox
from forum.core.database.session import session
from forum.doctor import counters
from forum.threads.models import Post, Thread

from .clients import Ledger

_WORD = re.compile(r"zq\d+x\d+q")
PATIENCE = 60  # seconds until the index must have everything


def compare(app: Flask, thread_id: int, ledger: Ledger) -> list[str]:
    """Return what is wrong between the database and *ledger*, in words; empty if all is well."""
    with app.app_context():
        thread = (
            session()
            .execute(
                select(Thread.posts, Thread.branches, Thread.answers).where(Thread.id == thread_id)
            )
            .one()
        )
        posts = (
            session()
            .execute(
                select(Post.number, Post.branch, Post.html)
                .where(Post.thread_id == thread_id)
                .order_by(Post.number)
            )
            .all()
        )
        wrong = [f"doctor: {fault}" for fault in counters.faults()]
        session().rollback()
    wrong += ledger.faults
    if [post.number for post in posts] != list(range(1, len(posts) + 1)):
        wrong.append("the numbers are not dense")
    if sorted(post.branch for post in posts) != list(range(len(posts))):
        wrong.append("the branches are not dense")
    if tuple(thread) != (len(posts), len(posts) - 1, len(posts) - 1):
        wrong.append(f"counters {tuple(thread)} for {len(posts)} posts")
    return wrong + _lost_and_doubled(posts, ledger)


def _lost_and_doubled(posts: Any, ledger: Ledger) -> list[str]:
    there: dict[str, list[int]] = {}
    for post in posts:
        for found in _WORD.findall(post.html):
            there.setdefault(found, []).append(post.number)
    wrong = [f"{word} is there {len(n)} times" for word, n in there.items() if len(n) > 1]
    wrong += [f"{word} was never sent" for word in there.keys() - ledger.sent]
    wrong += [f"{word} was never acknowledged" for word in ledger.sent - ledger.acknowledged.keys()]
    wrong += [
        f"{word} was acknowledged as {number} and is {there.get(word, 'lost')}"
        for word, number in ledger.acknowledged.items()
        if there.get(word) != [number]
    ]
    return wrong


def unsearchable(app: Flask, port: int, ledger: Ledger) -> tuple[list[str], float]:
    """Return the acknowledged words that no search finds, and after how many seconds all waited.

    A search on the server wakes whoever writes the index, even if its writer was killed.
    """
    start = time.monotonic()
    while waiting(app) and time.monotonic() < start + PATIENCE:
        _found(port, "anything")
        time.sleep(0.25)
    late = time.monotonic() - start
    missing = sorted(word for word in ledger.acknowledged if not _found(port, word))
    return missing, late


def _found(port: int, word: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", f"/forum/-/search?q={word}", headers={"X-User": "0"})
        return f"<mark>{word}</mark>" in connection.getresponse().read().decode()
    finally:
        connection.close()


def waiting(app: Flask) -> int:
    """Return how many rows wait in the outbox."""
    with app.app_context():
        count = session().scalar(select(func.count()).select_from(Outbox)) or 0
        session().rollback()
        return count
