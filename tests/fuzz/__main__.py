"""``python -m tests.fuzz [--seconds N] [--seed N]``: prints what went wrong and what was slow."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from heapq import nlargest
from itertools import chain
from pathlib import Path
from random import Random
from time import monotonic

from .attempts import Attempt, Result, attempts, each_field, send
from .site import Target, make_target


def main() -> int:
    """Attack both sites; return 1 if anything was wrong."""
    words = argparse.ArgumentParser(prog="python -m tests.fuzz")
    words.add_argument("--seconds", type=int, default=300, help="for each of the two sites")
    words.add_argument("--seed", type=int, default=1)
    chosen = words.parse_args()
    wrong = 0
    for accounts in (False, True):
        with tempfile.TemporaryDirectory(prefix="forum-fuzz-") as folder:
            target = make_target(Path(folder), accounts=accounts)
            print(f"\n{len(target.rules)} addresses, seed {chosen.seed}", flush=True)
            wrong += attack(target, seconds=chosen.seconds, seed=chosen.seed)
    return 1 if wrong else 0


def attack(target: Target, *, seconds: float, seed: int) -> int:
    """Send hostile requests for so many *seconds*; return how many were answered wrongly."""
    random = Random(seed)
    end = monotonic() + seconds
    both = chain(each_field(target, random), attempts(target, random))
    results: list[tuple[Attempt, Result]] = []
    for attempt in both:
        if monotonic() > end:
            break
        result = send(target, attempt)
        lean = Attempt(attempt.role, attempt.rule, attempt.method, attempt.about, ())
        results.append((lean, result))
        if result.wrong:
            print(f"WRONG {attempt}: {result.wrong}", flush=True)
    print(len(results), "requests,", dict(Counter(result.status for _, result in results)))
    for attempt, result in nlargest(10, results, key=lambda pair: pair[1].seconds):
        print(f"{result.seconds:.2f} s {result.status} {attempt}")
    return sum(1 for _, result in results if result.wrong)


if __name__ == "__main__":
    sys.exit(main())
