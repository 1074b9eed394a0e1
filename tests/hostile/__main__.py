"""``python -m tests.hostile FOLDER [--most N]``: puts up each file; prints what became of them."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from heapq import nlargest
from pathlib import Path

from .names import NAMES
from .site import Target, make_target, megabytes
from .trial import Outcome, attempt
from .warm import warm

MOST_MEGABYTES = 50
"""By which the process that takes files may grow, over what good ones take."""


def main() -> int:
    """Try all files of a folder; return 1 if anything was wrong."""
    words = argparse.ArgumentParser(prog="python -m tests.hostile")
    words.add_argument("folder", type=Path, help="with a folder for each source of files")
    words.add_argument("--most", type=int, default=10_000, help="files that are tried")
    words.add_argument("--each", action="store_true", help="print a line for each file as well")
    chosen = words.parse_args()
    paths = sorted(path for path in chosen.folder.rglob("*") if _is_file(path))[: chosen.most]
    if not paths:
        words.error(f"there are no files in {chosen.folder}")
    with (
        tempfile.TemporaryDirectory(prefix="forum-hostile-") as root,
        make_target(Path(root)) as target,
    ):
        return try_all(target, paths, chosen.folder, each=chosen.each)


def try_all(target: Target, paths: list[Path], root: Path, *, each: bool = False) -> int:
    """Try *paths*, print tables, and return 1 if anything was wrong."""
    small, before = warm(target), megabytes()
    limited = target.peak()
    outcomes: dict[Path, Outcome] = {}
    for number, path in enumerate(paths):
        outcome = outcomes[path] = attempt(target, path, NAMES[number % len(NAMES)])
        if each:
            print(f"{named(path, root)}: {outcome.kind} {outcome.words}")
        if outcome.wrong:
            print(f"WRONG {named(path, root)}: {'; '.join(outcome.wrong)}", flush=True)
        if number % 50 == 49:
            print(f"{number + 1} of {len(paths)}, {megabytes():.0f} MB", file=sys.stderr)
    grown, odd = megabytes() - before, target.odd()
    _table("kind", "outcome", Counter((one.kind or "-", one.words) for one in outcomes.values()))
    ends = ((path.relative_to(root).parts[0], _end(one)) for path, one in outcomes.items())
    _table("source", "outcome", Counter(ends))
    print("\nslowest")
    for path, one in nlargest(10, outcomes.items(), key=lambda pair: pair[1].seconds):
        print(f"{one.seconds:6.1f} s  {one.kind or '-':5} {one.words}  {named(path, root)}")
    print(f"\nmemory: {small:.0f} MB after small files, {before:.0f} after large good ones,")
    print(f"{grown:.0f} MB more after all; limited processes {limited:.0f}, {target.peak():.0f} MB")
    print(*[f"WRONG {name} is stored" for name in odd], sep="\n")
    wrong = sum(1 for one in outcomes.values() if one.wrong) + (grown > MOST_MEGABYTES) + len(odd)
    print(f"{len(outcomes)} files, {wrong} wrong")
    return 1 if wrong else 0


def named(path: Path, root: Path) -> str:
    """Return the name of a file below *root* as a terminal can show it."""
    return ascii(str(path.relative_to(root)))


def _is_file(path: Path) -> bool:
    """Return whether *path* is a file, and not a link that leads out of its folder."""
    return path.is_file() and not path.is_symlink()


def _end(outcome: Outcome) -> str:
    """Return in a word or two how a file ended."""
    if outcome.wrong:
        return "wrong"
    if not outcome.kind:
        return "refused in words"
    failed = outcome.words.endswith(("failed", "large", "locked"))
    return "taken, not read, in words" if failed else "taken"


def _table(first: str, second: str, rows: Counter[tuple[str, str]]) -> None:
    print(f"\n| {first} | {second} | files |\n|---|---|---:|")
    for (one, other), number in sorted(rows.items()):
        print(f"| {one} | {other} | {number} |")


if __name__ == "__main__":
    sys.exit(main())
