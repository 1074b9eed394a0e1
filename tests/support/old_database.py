"""Databases that earlier versions made, to be upgraded."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

from sqlalchemy import Engine, MetaData, create_engine

from forum.core.database import migrate

KINDS = ("sqlite", "sqlite with foreign keys", "postgres")
"""The engines on which a database is upgraded."""
FIXTURES = Path(__file__).parents[1] / "fixtures"


def fill(engine: Engine, version: str, folder: Path) -> None:
    """Fill *engine* with the database of *version* that is stored in ``tests/fixtures``."""
    migrate.upgrade(engine, version)
    file = folder / "old.db"
    with sqlite3.connect(file) as old_file:
        dump = gzip.decompress((FIXTURES / f"{version}.sql.gz").read_bytes()).decode()
        old_file.executescript(dump)
    source, known = create_engine(f"sqlite:///{file}"), MetaData()
    known.reflect(engine, only=lambda name, _: name.startswith("forum_"))
    with source.connect() as old, engine.begin() as new:
        for table in known.sorted_tables:
            rows = [dict(row) for row in old.execute(table.select()).mappings()]
            if rows and table.name != migrate.VERSION_TABLE:
                new.execute(table.insert(), rows)
    source.dispose()
