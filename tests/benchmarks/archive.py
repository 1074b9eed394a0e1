"""The big archive in a cached SQLite file."""

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
