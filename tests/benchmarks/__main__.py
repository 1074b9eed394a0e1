"""``python -m tests.benchmarks [--archive FILE] [--quick] [--tenfold ...]``: a Markdown table."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from flask import Flask

from ..support.needed import ARCHIVE
from . import pages
from .archive import environment, imported, working_copy
from .floor import create_floor
from .fresh import fresh
from .measure import Case, measure
from .tenfold import ENGINES, tenfold

REFERENCE = 1.9
"""What the floor cost, in ms, on the machine on which the budgets in ms were set."""
FLOOR = 1
"""Where in the list of cases the floor stands."""


def main() -> None:
    """Import, measure, print."""
    words = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    usual = Path(os.environ.get("FORUM_TEST_ARCHIVE", ARCHIVE))
    words.add_argument("--archive", type=Path, default=usual)
    words.add_argument("--quick", action="store_true", help="fewer rounds")
    words.add_argument("--tenfold", action="store_true", help="instead: once beside TIMES over")
    words.add_argument("--times", type=int, default=10, help="with --tenfold")
    words.add_argument("--engine", choices=ENGINES, default="whoosh", help="with --tenfold")
    chosen = words.parse_args()
    if not chosen.archive.exists():
        words.error(f"{chosen.archive} is not there: give --archive topics.jsonl.gz")
    effort = {"rounds": 3, "seconds": 0.15} if chosen.quick else {"rounds": 9, "seconds": 0.4}
    folder = imported(chosen.archive)
    if chosen.tenfold:
        print(tenfold(folder, chosen.engine, chosen.times, effort))
        return
    with tempfile.TemporaryDirectory(prefix="forum-benchmark-") as scratch:
        once = working_copy(folder, Path(scratch) / "once")
        app, floor = site(once)
        at = pages.places(app)
        cases = pages.pages(app, floor, at) + pages.searches(app) + pages.replying(app, at)
        measure(cases, **effort)
        print(table(cases))
        print(sizes(cases, at))
        print(start(once, cases))


def site(folder: Path) -> tuple[Flask, Flask]:
    """Return our site on the database in *folder*, and the floor on the same."""
    from ..load.site import create_app

    os.environ |= environment(folder)
    app = create_app(drain="worker")
    Case("", app, f"{pages.HOME}/-/ask", pages.MEMBER).send()
    arrive = Case("", app, f"{pages.HOME}/-/open", pages.MEMBER, form=dict)
    arrive.send()  # refused, but the member is known from now on
    return app, create_floor(os.environ["LOAD_DATABASE"])


def table(cases: list[Case]) -> str:
    """Return cost, ratio and budget of each case."""
    floor = cases[FLOOR].cost
    lines = [
        "| page | CPU ms | x floor | at most | statements | at most | kB | |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    lines += [_line(case, floor) for case in cases]
    form, post = cases[-2:]
    both = Case("reply: both", post.app, "", milliseconds=12, cpu=[form.cost + post.cost])
    both.statements, both.status = form.statements + post.statements, post.status
    return "\n".join([*lines, _line(both, floor)])


def _line(case: Case, floor: float) -> str:
    most = case.times or (case.milliseconds or 0) / REFERENCE
    budget = f"{case.times} x" if case.times else ""
    if case.milliseconds:
        budget = f"{case.milliseconds:g} ms = {most:.1f} x"
    over = ["slow"] if most and case.cost > most * floor else []
    if case.most_statements and case.statements > case.most_statements:
        over.append("statements")
    if not case.status.startswith(("2", "3")):
        over.append(case.status)
    return (
        f"| {case.name} | {case.cost:.2f} | {case.cost / floor:.2f} | {budget} | {case.statements}"
        f" | {case.most_statements or ''} | {len(case.html) / 1000:.0f} | {', '.join(over)} |"
    )


def sizes(cases: list[Case], at: pages.Places) -> str:
    """Return how large the typical page is without the posts' own text."""
    told = [
        f"{case.name}: {(len(case.html) - at.thread.size) / 1000:.1f} kB"
        for case in cases
        if "20 posts" in case.name
    ]
    return "\nHTML without the posts' own text (at most 35 kB): " + "; ".join(told)


def start(folder: Path, cases: list[Case]) -> str:
    """Return what a fresh process needs."""
    found = fresh(folder, [case.path for case in cases if case.path.startswith(pages.HOME)])
    return (
        f"\nFresh process: first page after {found['start']:.2f} s (at most 1.0; CPU "
        f"{found['cpu']:.2f} s); memory "
        f"{found['idle']:.0f} MB, at its peak {found['peak']:.0f} MB (at most 75, 110)"
    )


main()
