"""Sites with an imported archive and its index, kept between runs for each engine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, create_engine, insert, inspect, make_url, select

from forum.core.database.base import Base
from forum.core.index.protocol import INDEX_VERSION

from ..benchmarks.archive import ROOT, environment, imported, working_copy
from ..load.site import create_app
from ..support import postgres

ENGINES = ("whoosh", "postgres", "tantivy", "fts5")
_ROWS = 1_000


class Unavailable(Exception):
    """An engine is not there; the words say what is missing."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """An archive in a language, and the folder in which sites made of it are kept."""

    archive: Path
    language: str
    cache: Path
    anew: bool = False
    """Whether indexes are built even if there are some."""

    def database(self) -> Path:
        """Return the folder of an SQLite site with the archive, importing it at the first time."""
        return imported(self.archive, self.cache)

    def folder(self, engine: str) -> Path:
        """Return where the site of *engine* is kept, for this version of the index.

        Each working copy of the repository has its own: their indexes may differ.
        """
        of = sha256(f"{ROOT} {self.database().name} {INDEX_VERSION}".encode()).hexdigest()[:12]
        return self.cache / f"search-quality-{engine}-{self.language}-{of}"


def plain_site(place: Place) -> Flask:
    """Return a site with the archive of *place*, whatever its index."""
    return _app(place.database(), language=place.language)


@contextmanager
def site(place: Place, engine: str) -> Iterator[Flask]:
    """Run the site of *engine* on *place*. Raises Unavailable."""
    folder = place.folder(engine)
    if place.anew or not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
    if engine == "postgres":
        with _in_postgres(place, folder) as app:
            yield app
        return
    if engine == "tantivy" and find_spec("tantivy") is None:
        raise Unavailable('the package is not installed: pip install ".[tantivy]"')
    if not folder.exists():
        working_copy(place.database(), folder)
    app = _app(folder, search=engine, language=place.language)
    if not (folder / "done").exists():
        run(app, "reindex")
        (folder / "done").touch()
    yield app


@contextmanager
def _in_postgres(place: Place, folder: Path) -> Iterator[Flask]:
    binaries = postgres.binaries()
    if binaries is None:
        raise Unavailable("PostgreSQL is not installed: apt-get install postgresql")
    folder.mkdir(exist_ok=True)
    kept = folder / "done"
    with postgres.server(binaries) as url:
        to = str(make_url(url).query["host"])
        if kept.exists():
            _tool(binaries, "pg_restore", "-h", to, "-d", "postgres", kept)
        app = _app(folder, "postgres", url, language=place.language)
        if not kept.exists():
            run(app, "upgrade")
            copy_rows(place.database(), url)
            run(app, "reindex")
            _tool(binaries, "pg_dump", "-h", to, "-Fc", "-Z1", "-f", kept, "postgres")
        with app.app_context():
            server: Engine = app.extensions["forum"].db.engine
        with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
        yield app
        server.dispose()


def _app(folder: Path, kind: str = "sqlite", database: str | None = None, **settings: Any) -> Flask:
    os.environ |= environment(folder, kind, database)
    try:
        return create_app(drain="worker", **settings)
    except ValueError as error:  # a setting that this version does not know
        raise Unavailable(str(error)) from None


def run(app: Flask, *words: str) -> None:
    """Run ``flask forum ...`` on *app* in this process."""
    told = app.test_cli_runner().invoke(args=["forum", *words])
    if told.exception:
        print(told.output, file=sys.stderr)
        raise told.exception


def copy_rows(folder: Path, url: str) -> None:
    """Copy all rows of the SQLite site in *folder* into the empty tables of *url*."""
    old, new = create_engine(f"sqlite:///{folder}/forum.db"), create_engine(url)
    there = set(inspect(old).get_table_names())
    with old.connect() as source, new.begin() as into:
        into.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in Base.metadata.sorted_tables:
            if table.name not in there or table.name == "forum_index_home":
                continue
            into.execute(table.delete())
            rows = source.execution_options(yield_per=_ROWS).execute(select(table))
            for part in rows.mappings().partitions(_ROWS):
                into.execute(insert(table), [dict(row) for row in part])
    old.dispose()
    new.dispose()


def _tool(binaries: Path, name: str, *words: str | Path) -> None:
    subprocess.run([binaries / name, "-U", "forum", *words], check=True)
