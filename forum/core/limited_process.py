"""A file that somebody uploaded is read in a process of its own, which has limits and then ends.

Whatever reads a foreign file can be made to run for ever, to take all memory, or to crash. Here it
takes a fresh process with it, and nothing else. Read in the background, not in a request: starting
the process alone costs a tenth of a second. It does not import the forum, which takes a second.

The process sets its own limits (``reading/child.py``), as nothing but an exec is safe between a
fork and the end of a thread's work. Memory is limited on Linux; on macOS and Windows only time is.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess  # nosec B404
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

CHILD = Path(__file__).parent / "reading" / "child.py"
OUTPUT = 2_000_000
"""Bytes of an answer; a text has fewer characters than that, see ``reading/parts.py``."""
FAULT = 3
"""The exit code of a child that says why it cannot read the file."""


class Limits(NamedTuple):
    """What the process may use: bytes of memory, seconds of the processor, bytes of a file."""

    memory: int = 768 << 20
    cpu: int = 20
    file: int = 64 << 20


USUAL = Limits()


class NotRead(Exception):
    """The file could not be read. ``reason`` is a code of ``REASONS``, for a page to say in words.

    Trying again helps only where the class says so.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooSlow(NotRead):
    """It took longer than the limit. It may be worth one more try, on a quieter machine."""


class TooBig(NotRead):
    """It needs more memory, or gives more than is read."""


class Locked(NotRead):
    """It opens only with a password."""


class Broken(NotRead):
    """It is empty, ends too early, or is not what it says it is; or its reader crashed."""


class NotAccepted(NotRead):
    """It is in order, but such files are not taken."""


class Missing(NotRead):
    """The libraries of the extra ``files`` are not installed."""


REASONS: dict[str, type[NotRead]] = {
    "slow": TooSlow,
    "big": TooBig,  # unpacked, or in memory
    "pixels": TooBig,  # a picture of more pixels than are read
    "frames": TooBig,  # an animation of more frames, or of more pixels in all of them
    "locked": Locked,
    "broken": Broken,
    "empty": Broken,
    "kind": NotAccepted,  # no kind of file that is taken
    "double": NotAccepted,  # two kinds of file in one
    "macros": NotAccepted,  # a document with programs in it
    "old": NotAccepted,  # a document of Office before 2007
    "picture": NotAccepted,  # a picture, but HEIC, TIFF, BMP or the like
    "drawing": NotAccepted,  # SVG
    "archive": NotAccepted,  # ZIP, and what else packs files
    "program": NotAccepted,
    "entities": NotAccepted,  # XML that defines words of its own
    "missing": Missing,
}


def run(
    task: str,
    source: Path,
    folder: Path | None = None,
    *,
    kind: str = "",
    seconds: float = 30,
    limits: Limits = USUAL,
) -> bytes:
    """Let a process of its own do *task* with the file *source*, and return its answer, JSON.

    *task* is "picture" (see ``reading/picture.py``), which writes files into *folder*, or "text"
    (``reading/text.py``), which needs the *kind* of file, a key of ``file_kinds.py: KINDS``. Raises
    ``NotRead``; what is in *folder* then is worth nothing.
    """
    given = [task, kind, str(source.absolute()), str(folder.absolute() if folder else "")]
    with tempfile.TemporaryFile() as answer:
        child = subprocess.Popen(  # nosec B603
            [_python(), "-I", str(CHILD), *given, *map(str, limits)],
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )
        try:
            code = child.wait(seconds)
        except subprocess.TimeoutExpired:
            raise TooSlow("slow") from None
        finally:  # also where the thread that waits is told to stop
            _end(child)
        answer.seek(0)
        return _answer(code, answer.read(OUTPUT + 1))


def _answer(code: int, output: bytes) -> bytes:
    """Return *output* of a child that ended with *code*, or raise what that means."""
    if code == 0 and len(output) <= OUTPUT:
        return output
    if code == 0:
        raise TooBig("big")
    if code == FAULT and re.fullmatch(rb"[a-z]{1,20}", output):
        reason = output.decode("ascii")
        raise REASONS.get(reason, Broken)(reason if reason in REASONS else "broken")
    if sys.platform != "win32" and code == -signal.SIGXCPU:
        raise TooSlow("slow")
    if sys.platform != "win32" and code == -signal.SIGKILL:  # the system was out of memory
        raise TooBig("big")
    raise Broken("broken")


def _end(child: subprocess.Popen[bytes]) -> None:
    """End *child* and whatever it started, unless it has ended."""
    if child.poll() is not None:
        return
    if sys.platform == "win32":
        child.kill()
    else:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _environment() -> dict[str, str]:
    """Return what the child is told of this process: nothing that Python can start without."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


def _python() -> str:
    """Return the interpreter; where a server holds Python inside, sys.executable is the server."""
    if Path(sys.executable).name.lower().startswith(("python", "pypy")):
        return sys.executable
    return str(Path(sys.prefix) / "bin" / "python3")
