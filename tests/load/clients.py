"""Clients that answer one thread at the same time, and a ledger of the acknowledged posts."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode
from uuid import uuid4

TRIES = 40
PAUSE = 0.25  # seconds before a killed connection is tried again
_PLACE = re.compile(r"#p(\d+)$")


@dataclass
class Ledger:
    """The words that were sent, the posts acknowledged for them (by number), and the failures."""

    sent: set[str] = field(default_factory=set)
    acknowledged: dict[str, int] = field(default_factory=dict)
    broken: int = 0
    """Connections that ended without an answer."""
    busy: int = 0
    """Answers that the database was busy (503): nothing is lost by one, but it should not be."""
    faults: list[str] = field(default_factory=list)
    """Answers that must not be: anything but the way to the post, or busy."""
    milliseconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Client:
    """Somebody who writes to one thread."""

    port: int
    thread_id: int
    user: str
    ledger: Ledger

    def answer(self, word: str) -> None:
        """Send one answer holding *word*, again with the same key if nothing came back."""
        form = {"text": f"The word is {word} here.", "form_key": str(uuid4()), "to": ""}
        with self.ledger.lock:
            self.ledger.sent.add(word)
        for _ in range(TRIES):
            start = time.monotonic()
            try:
                status, place = self._send(form)
            except (OSError, HTTPException):
                with self.ledger.lock:
                    self.ledger.broken += 1
                time.sleep(PAUSE)
                continue
            if self._note(word, status, place, time.monotonic() - start):
                return

    def _send(self, form: dict[str, str]) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            headers = {
                "X-User": self.user,
                "Sec-Fetch-Site": "same-origin",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            path = f"/forum/t/{self.thread_id}/reply"
            connection.request("POST", path, urlencode(form), headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        finally:
            connection.close()

    def _note(self, word: str, status: int, place: str, seconds: float) -> bool:
        """Enter an answer in the ledger; False if the same must be sent again."""
        number = _PLACE.search(place)
        with self.ledger.lock:
            self.ledger.milliseconds.append(seconds * 1000)
            if status in (302, 303) and number:
                self.ledger.acknowledged[word] = int(number[1])
            elif status == 503:
                self.ledger.busy += 1
                return False
            else:
                self.ledger.faults.append(f"{word}: {status}")
            return True


def word(client: int, number: int) -> str:
    """Return a word that no other post holds and no stemmer changes."""
    return f"zq{client}x{number}q"


def all_at_once(clients: list[Client], each: int, *, start: int = 0) -> list[threading.Thread]:
    """Start every client on *each* answers and return their threads."""

    def work(name: int, client: Client) -> None:
        for number in range(start, start + each):
            client.answer(word(name, number))

    threads = [
        threading.Thread(target=work, args=(name, client), daemon=True)
        for name, client in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    return threads
