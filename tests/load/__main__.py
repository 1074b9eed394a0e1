"""``python -m tests.load [--kind KIND] [--quick]``: prints the ledger; ends with 1 if wrong."""

from __future__ import annotations

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path

from ..support import postgres
from .flood import flood
from .run import Effort, load
from .site import KINDS


def main() -> int:
    """Run the chosen kinds of site and return 1 if anything was wrong."""
    words = argparse.ArgumentParser(prog="python -m tests.load")
    words.add_argument("--kind", choices=KINDS, action="append", help="again for another; all")
    words.add_argument("--quick", action="store_true")
    words.add_argument("--flood", action="store_true", help="one member floods; nothing is killed")
    chosen = words.parse_args()
    effort = Effort(posts=10, kills=3) if chosen.quick else Effort()
    wrong = []
    for kind in chosen.kind or KINDS:
        with ExitStack() as stack:
            name = stack.enter_context(tempfile.TemporaryDirectory(prefix="forum-load-"))
            database = f"sqlite:///{name}/forum.db"
            if kind == "postgres":
                if (folder := postgres.binaries()) is None:
                    print("postgres: not on this machine (apt-get install postgresql)")
                    continue
                database = stack.enter_context(postgres.server(folder))
            print(f"\n{kind}")
            if chosen.flood:
                flood(Path(name), kind, database)
                continue
            found = load(Path(name), kind, database, effort)
            print("\n".join(f"  WRONG {fault}" for fault in found[:40]) or "  nothing wrong")
            wrong += found
    return 1 if wrong else 0


raise SystemExit(main())
