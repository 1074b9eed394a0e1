"""The script that the limited process runs: limits first, then the one module that it needs.

It is started by its path, so that the forum is not imported. The package it stands in is loaded
under a name of its own: were its folder on ``sys.path``, ``core/http.py`` would stand for Python's.
"""

from __future__ import annotations

import importlib
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import ModuleType

PACKAGE = "forum_reading"
FAULT = 3
TASKS = {"picture": "picture", "text": "text"}


def limit(memory: int, cpu: int, file: int) -> None:
    """Limit this process, and let others go first."""
    if sys.platform == "win32":
        return
    import resource

    for name, most in (
        ("RLIMIT_CORE", 0),
        ("RLIMIT_CPU", cpu),
        ("RLIMIT_FSIZE", file),
        ("RLIMIT_NOFILE", 64),
        ("RLIMIT_AS", memory),
    ):
        kind = getattr(resource, name, None)
        with suppress(OSError, ValueError):  # where the system knows no such limit
            if kind is not None:
                resource.setrlimit(kind, (most, most + 1 if name == "RLIMIT_CPU" else most))
    with suppress(OSError):
        os.nice(10)
    with suppress(OSError):  # on Linux: if memory is short, this is what ends
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")


def load() -> None:
    """Make the package of this folder importable, as ``PACKAGE``."""
    folder = Path(__file__).parent
    package = ModuleType(PACKAGE)
    package.__path__ = [str(folder)]
    sys.modules[PACKAGE] = package


def reason_of(error: BaseException) -> str:
    """Return the code that says why the file was not read."""
    if isinstance(error, MemoryError) or str(error) == "encoding error 1":  # WebP, of memory
        return "big"
    if isinstance(error, ImportError):
        return "missing"
    if isinstance(error, OSError) and error.errno == 27:  # EFBIG, see RLIMIT_FSIZE
        return "big"
    return str(getattr(error, "reason", "broken")) if type(error).__name__ == "Fault" else "broken"


def main() -> int:
    """Do the task that the arguments name; print its answer, or the code of what is wrong."""
    task, kind, source, folder, *limits = sys.argv[1:]
    limit(*map(int, limits))
    try:
        load()
        module = importlib.import_module(f"{PACKAGE}.{TASKS[task]}")
        answer: bytes = module.answer(kind, Path(source), Path(folder))
    except BaseException as error:  # parsers raise everything; recursion and memory end here too
        sys.stdout.buffer.write(reason_of(error).encode("ascii", "replace"))
        return FAULT
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.buffer.flush()
    os._exit(code)  # what a parser left behind needs no tidying, and may take long
