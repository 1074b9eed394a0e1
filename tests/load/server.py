"""A gunicorn of four workers on a free loopback port, and its workers by their ids."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORKERS = 4


@dataclass(frozen=True)
class Server:
    """A running server: its port and the id of its master process."""

    port: int
    master: int

    def workers(self) -> list[int]:
        """Return the ids of the workers that are alive."""
        children = Path(f"/proc/{self.master}/task/{self.master}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill(self, pid: int) -> bool:
        """End one worker at once; False if it had ended by itself."""
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@contextmanager
def running(
    environment: dict[str, str], log: Path, *, workers: int = WORKERS, threads: int = 1
) -> Iterator[Server]:
    """Run ``tests.load.site`` until the block ends; what it says goes to *log*."""
    port = free_port()
    with log.open("wb") as said:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "--workers",
                str(workers),
                "--threads",
                str(threads),
                "--timeout",
                "60",
                "--bind",
                f"127.0.0.1:{port}",
                "--no-control-socket",
                "tests.load.site:create_app()",
            ],
            cwd=ROOT,
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(port, process, log)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a page is answered; RuntimeError after a minute, or if the server ended."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/forum/", headers={"X-User": "0"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise RuntimeError(f"the server does not answer: {log.read_text()[-2000:]}")
