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
MAKES = {"os.rename": (0, 1), "os.link": (1,), "os.symlink": (1,)} | dict.fromkeys(
    ("os.mkdir", "os.remove", "os.rmdir", "os.truncate", "os.chmod"), (0,)
)
"""What changes a folder, and which of its arguments are paths that it changes."""
CODE = (Path(__file__).parents[2], Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve())
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
        return
    paths = _written(given) if event == "open" else [given[n] for n in MAKES.get(event, ())]
    if event in ("os.remove", "os.rmdir") and given[1] >= 0:  # in a folder that is open
        paths = [Path(f"/proc/self/fd/{given[1]}").readlink() / os.fsdecode(given[0])]
    for path in paths:
        if isinstance(path, str | bytes | os.PathLike) and not _is_allowed(os.fsdecode(path)):
            _write(f"{event} {os.fsdecode(path)}")


def _is_ours(event: str, given: tuple[Any, ...]) -> bool:
    """Whether the limited process is started."""
    return event == "subprocess.Popen" and list(map(str, given[1]))[1:3] == ["-I", __file__]


def _written(given: tuple[Any, ...]) -> list[Any]:
    """Return the path of a file that is opened to be made or written; none if it is only read."""
    path, mode, flags = given
    writes = bool(set("wax+") & set(mode)) if mode else bool((flags or 0) & WRITES)
    return [path] if writes else []


def _is_allowed(path: str) -> bool:
    found = Path(path).resolve()
    inside = any(found.is_relative_to(_watched[0] / name) for name in ALLOWED)
    compiled = found.parent.name == "__pycache__" and any(map(found.is_relative_to, CODE))
    return inside or compiled or path in ("/dev/null", "/proc/self/oom_score_adj")


def _write(line: str) -> None:
    folder = _watched.pop()  # what follows is ours
    try:
        with (folder / NOTES).open("a") as file:
            file.write(line.replace("\n", " ") + "\n")
    finally:
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
