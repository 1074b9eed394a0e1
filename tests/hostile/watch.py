"""What a process does that nobody needs to read a file: connections, programs, files elsewhere.

Python tells its hooks before each. What a library does without Python is not told. As a script it
is the limited process of ``forum/core/limited_process.py``, watched: nothing else is imported.
"""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHILD = Path(__file__).parents[2] / "forum" / "core" / "reading" / "child.py"
CONNECTS = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto")
STARTS = ("subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system")
MAKES = ("open", "os.mkdir", "os.rename", "os.link", "os.symlink")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
NOTES, PEAKS, GOOD = "notes", "peaks", "good"
ALLOWED = ("tmp", "site/forum-files", "site/forum-index", NOTES, PEAKS, GOOD)
"""Where files may be made, in the folder of a site; the last three are ours."""
_watched: list[Path] = []
"""The folder of the site, if it is watched now."""


@contextmanager
def watched(folder: Path) -> Iterator[Path]:
    """Note what this process does, in the file that is returned; the site is in *folder*."""
    if not _hooked:
        _hooked.append(True)
        sys.addaudithook(_note)  # which cannot be taken out again
    _watched.append(folder)
    for name in (NOTES, PEAKS):
        (folder / name).touch()
    try:
        yield folder / NOTES
    finally:
        _watched.clear()


_hooked: list[bool] = []


def _note(event: str, given: tuple[Any, ...]) -> None:
    if not _watched:
        return
    if event in CONNECTS or (event in STARTS and not _is_ours(event, given)):
        _write(f"{event} {given!r:.300}")
    elif event in MAKES and (path := _made(event, given)) and not _is_allowed(path):
        _write(f"{event} {path}")


def _is_ours(event: str, given: tuple[Any, ...]) -> bool:
    """Whether the limited process is started."""
    return event == "subprocess.Popen" and list(map(str, given[1]))[1:3] == ["-I", __file__]


def _made(event: str, given: tuple[Any, ...]) -> str:
    """Return the path of the file that is made or written; empty if one is only read."""
    if event != "open":
        return os.fsdecode(given[0 if event == "os.mkdir" else 1])
    path, mode, flags = given
    if isinstance(path, int):
        return ""
    writes = bool(set("wax+") & set(mode)) if mode else bool((flags or 0) & WRITES)
    return os.fsdecode(path) if writes else ""


def _is_allowed(path: str) -> bool:
    found = Path(path).resolve()
    inside = any(found.is_relative_to(_watched[0] / name) for name in ALLOWED)
    return inside or "__pycache__" in path or path in ("/dev/null", "/proc/self/oom_score_adj")


def _write(line: str) -> None:
    folder = _watched.pop()  # what follows is ours
    with (folder / NOTES).open("a") as file:
        file.write(line.replace("\n", " ") + "\n")
    _watched.append(folder)


def _leave(code: int) -> None:
    """End the limited process, and note how much memory it had: its own, not its parent's."""
    folder = _watched.pop()
    lines = Path("/proc/self/status").read_text().splitlines()
    line = next(line for line in lines if line.startswith("VmHWM"))
    with (folder / PEAKS).open("a") as file:
        file.write(f"{line.split()[1]}\n")
    _exit(code)


if __name__ == "__main__":
    _exit, os._exit = os._exit, _leave  # type: ignore[assignment]
    _watched.append(Path(sys.argv[3]).parents[2])  # the source is in a folder in "tmp"
    sys.addaudithook(_note)
    runpy.run_path(str(CHILD), run_name="__main__")
