"""Time and memory of a fresh process: run by ``python -m tests.benchmarks.fresh TIMES PATH...``."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from forum.core.database.session import session
from forum.threads.models import Thread

from .archive import ROOT, environment

PAGES = 2_000


def fresh(folder: Path, paths: list[str]) -> dict[str, float]:
    """Return seconds to the first page (clock and CPU), and memory in MB then and at its peak.

    Modules are compiled before, in *folder*, as they are wherever the forum is installed.
    """
    said: dict[str, float] = {}
    for _compiled in (False, True):
        start = time.time()
        found = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.fresh", "20", *paths],
            check=True,
            cwd=ROOT,
            env=_with_bytecode(folder),
            capture_output=True,
            text=True,
        )
        said = json.loads(found.stdout.splitlines()[-1])
        said["start"] = said["answered"] - start
    return said


def visited(app: Flask) -> dict[str, float]:
    """Return the memory of a fresh process, in MB, before and after ``PAGES`` different threads.

    The process finds the site of *app* in the environment.
    """
    with app.app_context():
        step = max((session().scalar(select(func.max(Thread.id))) or 0) // PAGES, 1)
        spread = select(Thread.id, Thread.slug).where(Thread.id % step == 0).limit(PAGES)
        paths = [f"/forum/t/{row.id}-{row.slug}" for row in session().execute(spread)]
    found = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.fresh", "1", *paths],
        check=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return {"pages": len(paths), **json.loads(found.stdout.splitlines()[-1])}


def _with_bytecode(folder: Path) -> dict[str, str]:
    """Return the environment in which a process writes and reads compiled modules in *folder*."""
    found = {**environment(folder), "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    return found


def memory(name: str) -> float:
    """Return VmRSS or VmHWM of this process, in MB; 0 if the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name)), 0.0)


def main(times: int, paths: list[str]) -> None:
    """Answer each of *paths* *times*, as a guest and as a member, and print what that took."""
    from tests.load.site import create_app

    from .measure import Case

    app = create_app(drain="worker")
    Case("", app, paths[0]).send()
    answered, cpu, idle = time.time(), time.process_time(), memory("VmRSS")
    for path in paths:
        for user in (None, "1"):
            for _ in range(times):
                Case("", app, path, user).send()
    print(json.dumps({"answered": answered, "cpu": cpu, "idle": idle, "peak": memory("VmHWM")}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
