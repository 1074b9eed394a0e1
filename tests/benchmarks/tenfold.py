"""What pages and searches cost with many times the posts, on each engine."""

from __future__ import annotations

import os
import resource
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from ..load.site import create_app
from ..search_quality.sites import copy_rows, run
from ..support import postgres
from . import pages
from .archive import environment
from .floor import create_floor
from .fresh import visited
from .measure import Case, engine_of, measure
from .multiplied import lived_in

ENGINES = ("whoosh", "tantivy", "postgres")
FLOOR = "the floor: 20 posts"
_INDEX = """
SELECT sum(pg_total_relation_size(oid)) FROM pg_class
WHERE relkind = 'r' AND relname LIKE 'forum\\_search%'
"""


@dataclass(frozen=True)
class Grown:
    """A site, the floor on the same database, and what its index took."""

    app: Flask
    floor: Flask
    cpu: float
    """Seconds of this process and its children; those of PostgreSQL's server are not counted."""
    megabytes: float
    visited: dict[str, float]
    """The memory of a fresh process before and after many pages."""


def tenfold(folder: Path, engine: str, times: int, effort: dict[str, float]) -> str:
    """Return a table of the site in *folder*, lived in, beside itself *times* over."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="forum-tenfold-")))
        one, more = (
            stack.enter_context(_grown(lived_in(folder, scratch / f"{n}", times=n), engine))
            for n in (1, times)
        )
        at = pages.places(one.app)
        cases = [_cases(each, at) for each in (one, more)]
        measure([*cases[0], *cases[1]], rounds=int(effort["rounds"]), seconds=effort["seconds"])
        return "\n".join(_table(cases, times, engine, (one, more)))


def _cases(site: Grown, at: pages.Places) -> list[Case]:
    printed = [case for case in pages.pages(site.app, site.floor, at) if not case.anew]
    return [*printed, *pages.lists(site.app), *pages.searches(site.app)]


@contextmanager
def _grown(folder: Path, engine: str) -> Iterator[Grown]:
    """Run the site in *folder* with *engine*, its index made now."""
    with ExitStack() as stack:
        database, settings = f"sqlite:///{folder}/forum.db", {"search": engine}
        kind = "sqlite"
        if engine == "postgres":
            binaries = postgres.binaries()
            assert binaries, "PostgreSQL is not installed: apt-get install postgresql"
            database, kind, settings = stack.enter_context(postgres.server(binaries)), engine, {}
        os.environ |= environment(folder, kind, database)
        app = create_app(drain="worker", **settings)
        server = engine_of(app)
        if engine == "postgres":
            run(app, "upgrade")
            copy_rows(folder, database)
        before = _cpu()
        run(app, "reindex")
        spent = _cpu() - before
        if engine == "postgres":
            with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        size, worker = _megabytes(app, folder), visited(app)
        yield Grown(app, create_floor(database), spent, size, worker)
        server.dispose()


def _cpu() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def _megabytes(app: Flask, folder: Path) -> float:
    """Return the size of the index: of its folder, or of its tables."""
    files = sum(file.stat().st_size for file in (folder / "forum-index").rglob("*"))
    if files:
        return files / 1e6
    with engine_of(app).connect() as connection:
        return float(connection.execute(text(_INDEX)).scalar() or 0) / 1e6


def _table(
    cases: Sequence[Sequence[Case]], times: int, engine: str, sites: tuple[Grown, Grown]
) -> Iterator[str]:
    floors = [next(case.cost for case in some if case.name == FLOOR) for some in cases]
    yield f"\n| {engine} | ms | x floor | ms, {times} x the posts | x floor | ratio | statements |"
    yield "|---|---:|---:|---:|---:|---:|---|"
    for one, more in zip(*cases, strict=True):
        wrong = "".join(f" {case.status}" for case in (one, more) if case.status != "200 OK")
        yield (
            f"| {one.name} | {one.cost:.2f} | {one.cost / floors[0]:.2f} | {more.cost:.2f} | "
            f"{more.cost / floors[1]:.2f} | {more.cost / one.cost:.2f} | "
            f"{one.statements}, {more.statements}{wrong} |"
        )
    for name, each in zip(("once", f"{times} times"), sites, strict=True):
        yield f"\nThe index, {name}: {each.cpu:.0f} CPU s, {each.megabytes:.0f} MB"
        yield (
            f"\nA worker, {name}: {each.visited['idle']:.0f} MB, after {each.visited['pages']:.0f} "
            f"threads, each as a guest and a member, {each.visited['peak']:.0f} MB at its peak"
        )
