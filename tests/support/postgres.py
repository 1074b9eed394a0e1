"""A PostgreSQL server of the tests' own, on a socket in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

FAST = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_wal_size=128MB"
    " -c max_connections=200"
)


def binaries() -> Path | None:
    """Return the folder of initdb: Debian's newest, or that on PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server made of the binaries in *folder*; yield the address of its database."""
    home = Path(tempfile.mkdtemp(prefix="forum-pg-"))
    who: dict[str, Any] = {}
    if os.geteuid() == 0:  # the server refuses root
        account = pwd.getpwnam("postgres")
        who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        os.chown(home, account.pw_uid, account.pw_gid)

    def run(tool: str, *words: str) -> None:
        subprocess.run(
            [folder / tool, "-D", home / "data", *words],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=home,
            **who,
        )

    run("initdb", "-U", "forum", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-k {home} -c listen_addresses='' {FAST}"
    run("pg_ctl", "-w", "-l", str(home / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://forum@/postgres?host={home}"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(home)


def own_database(server: str, *, name: str) -> str:
    """Make a database beside the one that the other tests share, and return its address."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")
