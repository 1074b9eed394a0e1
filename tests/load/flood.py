"""One member sends as fast as they can: how long do others wait meanwhile?"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from .run import site
from .server import running

FLOOD = 1_000
"""How many requests the flooding member sends."""
BEFORE = 20.0
"""Seconds in which the other member's waits are measured before the flood."""
THREADS = 4


def flood(folder: Path, kind: str, database: str) -> None:
    """Flood with posts, then with searches, and print what a member waits before and meanwhile.

    The forum has its default limits, and two workers of four threads.
    """
    with site(folder, kind, database) as (_, thread_id, environment):
        environment = {**environment, "LOAD_LIMITS": "default"}
        with running(environment, folder / "flood.log", workers=2, threads=THREADS) as server:
            reply = f"/forum/t/{thread_id}/reply"
            acts = {
                "posts": lambda client: client.post(reply),
                "searches": lambda client: client.get("/forum/-/search?q=answer"),
            }
            for name, act in acts.items():
                _measured(name, server.port, thread_id, act)


class Visitor:
    """A member with a connection of their own for each request."""

    def __init__(self, port: int, user: str) -> None:
        self.port, self.user, self.statuses = port, user, Counter[int]()

    def get(self, path: str) -> None:
        """Send a GET and read the answer."""
        self._send("GET", path, None)

    def post(self, path: str) -> None:
        """Send a short reply."""
        self._send("POST", path, {"text": "A reply.", "form_key": str(uuid4()), "to": ""})

    def _send(self, method: str, path: str, form: dict[str, str] | None) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"X-User": self.user, "Sec-Fetch-Site": "same-origin"}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode(form) if form else None, headers)
            answer = connection.getresponse()
            answer.read()
            self.statuses[answer.status] += 1
        finally:
            connection.close()


def _measured(name: str, port: int, thread_id: int, act: Callable[[Visitor], None]) -> None:
    other, flooding = Visitor(port, "1"), Visitor(port, "2")
    before = _waits(other, thread_id, until=lambda start: time.monotonic() - start > BEFORE)
    sender = threading.Thread(target=lambda: [act(flooding) for _ in range(FLOOD)], daemon=True)
    start = time.monotonic()
    sender.start()
    meanwhile = _waits(other, thread_id, until=lambda _: not sender.is_alive())
    seconds = time.monotonic() - start
    print(
        f"{name}: {dict(flooding.statuses)} in {seconds:.0f} s; another member waits, p95, "
        f"{_p95(before):.0f} ms before ({len(before)} requests), "
        f"{_p95(meanwhile):.0f} ms meanwhile ({len(meanwhile)}), at most {max(meanwhile):.0f} ms; "
        f"their answers: {dict(other.statuses)}"
    )


def _waits(other: Visitor, thread_id: int, *, until: Callable[[float], bool]) -> list[float]:
    """Read, search and post, up to ten times a second, *until* says so; return the waits in ms."""
    waits, start, n = [], time.monotonic(), 0
    while not waits or not until(start):
        begun = time.monotonic()
        if n % 20 == 19:
            other.post(f"/forum/t/{thread_id}/reply")
        else:
            other.get(f"/forum/t/{thread_id}-how-many" if n % 4 else "/forum/-/search?q=many")
        waits.append((time.monotonic() - begun) * 1000)
        n += 1
        time.sleep(0.1)
    return waits


def _p95(waits: list[float]) -> float:
    return sorted(waits)[max(0, int(len(waits) * 0.95) - 1)]
