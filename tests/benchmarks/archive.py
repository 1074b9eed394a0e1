"""The big archive in a cached SQLite file, and the same ten times over."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
TIMES = 10
_COPIED = {
    "forum_thread": ("id",),
    "forum_post": ("id", "thread_id", "reply_to"),
    "forum_revision": ("post_id",),
    "forum_thread_tag": ("thread_id",),
}
"""The tables that are multiplied, with the columns in which each copy has ids of its own."""


def environment(folder: Path, kind: str = "sqlite", database: str | None = None) -> dict[str, str]:
    """Return the environment in which ``tests.load.site`` finds its database in *folder*."""
    return {
        **os.environ,
        "LOAD_KIND": kind,
        "LOAD_FOLDER": str(folder),
        "LOAD_DATABASE": database or f"sqlite:///{folder}/forum.db",
        "PYTHONPATH": str(ROOT),
    }


def command(folder: Path, *words: str, **more: str) -> None:
    """Run ``flask forum ...`` on the site in *folder*; its output goes where ours goes."""
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "tests.load.site", "forum", *words],
        check=True,
        cwd=ROOT,
        env={**environment(folder), **more},
        stdout=sys.stderr,
    )


def imported(archive: Path, cache: Path | None = None) -> Path:
    """Return a folder with *archive* imported and indexed: done once for each file and schema.

    It is in *cache*, or in the temporary folder; delete it to import the archive again.
    """
    cache = cache or Path(tempfile.gettempdir())
    folder = cache / f"forum-benchmark-{_fingerprint(archive)}"
    if (folder / "done").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command(folder, "upgrade")
    command(folder, "import", "discourse", str(archive))
    (folder / "done").touch()
    return folder


def _fingerprint(archive: Path) -> str:
    """Return a name for the archive and the version of the tables it is imported into."""
    made = hashlib.sha256(f"{archive.resolve()} {archive.stat().st_size}".encode())
    for file in sorted((ROOT / "migrations" / "versions").glob("*.py")):
        made.update(file.read_bytes())
    return made.hexdigest()[:12]


def working_copy(folder: Path, into: Path) -> Path:
    """Copy a site, so that measuring leaves the cached one unchanged."""
    into.mkdir()
    with sqlite3.connect(folder / "forum.db") as old, sqlite3.connect(into / "forum.db") as new:
        old.backup(new)
    if (folder / "forum-index").exists():
        shutil.copytree(folder / "forum-index", into / "forum-index")
    return into


def multiplied(folder: Path, into: Path) -> Path:
    """Copy a site with its threads and posts *TIMES* over, without an index of them."""
    into.mkdir()
    shutil.copy(working_copy(folder, into / "once") / "forum.db", into / "forum.db")
    shutil.rmtree(into / "once")
    with sqlite3.connect(into / "forum.db") as db:
        db.execute("PRAGMA foreign_keys=OFF")
        db.execute("DELETE FROM forum_outbox")
        steps = {
            table: db.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
            for table in ("forum_thread", "forum_post")
        }
        for table, moved in _COPIED.items():
            names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            columns = [_moved(name, table, name in moved, steps) for name in names]
            listed, values = ", ".join(f'"{name}"' for name in names), ", ".join(columns)
            db.execute(
                f"INSERT INTO {table} ({listed}) WITH RECURSIVE again(k) AS "
                f"(SELECT 1 UNION ALL SELECT k + 1 FROM again WHERE k < {TIMES - 1}) "
                f"SELECT {values} FROM {table}, again"
            )
        db.execute("ANALYZE")
    return into


def _moved(name: str, table: str, moved: bool, steps: dict[str, int]) -> str:
    if not moved:
        return f'"{name}"'
    of = "forum_thread" if (table, name) == ("forum_thread", "id") or name == "thread_id" else ""
    return f'"{name}" + k * {steps[of or "forum_post"]}'
