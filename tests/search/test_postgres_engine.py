"""The index in PostgreSQL does what every engine must."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, delete

from forum.search.engine import Engine
from forum.search.models import SearchBuild, SearchDocument, SearchText
from forum.search.postgres_engine import PostgresEngine

from .contract import *  # noqa: F403
from .contract import document, fill, hits


@pytest.fixture
def engine(migrated_postgres: str) -> Iterator[Engine]:
    bind = create_engine(migrated_postgres)
    yield PostgresEngine(bind, language="en", reading=bind.connect)
    with bind.begin() as connection:
        for table in (SearchBuild, SearchDocument, SearchText):
            connection.execute(delete(table))
    bind.dispose()
