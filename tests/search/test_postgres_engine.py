"""The index in PostgreSQL does what every engine must, and gives up in time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Text, cast, create_engine, delete, func, literal, select, text
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from forum.core.index.postgres import engine as module
from forum.core.index.postgres import search
from forum.core.index.postgres.engine import PostgresEngine
from forum.core.index.postgres.models import SearchBuild, SearchDocument, SearchText
from forum.core.index.postgres.store import quoted, vector
from forum.core.index.protocol import INDEX_VERSION

from .contract import *  # noqa: F403
from .contract import OPEN, Reopened, document, fill, hits, query_of

TABLES = (SearchBuild, SearchDocument, SearchText)


@pytest.fixture
def engine(migrated_postgres: str) -> Iterator[PostgresEngine]:
    bind = create_engine(migrated_postgres)
    yield PostgresEngine(bind, language="en", reading=bind.connect)
    with bind.begin() as connection:
        for table in TABLES:
            connection.execute(delete(table))
    bind.dispose()


@pytest.fixture
def reopened(engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch) -> Reopened:
    def reopen(*, language: str = "en", version: int = INDEX_VERSION) -> PostgresEngine:
        monkeypatch.setattr(module, "INDEX_VERSION", version)
        return PostgresEngine(engine.bind, language=language, reading=engine.bind.connect)

    return reopen


def count(engine: PostgresEngine, table: Any) -> int:
    with engine.bind.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_an_old_index_is_deleted(engine: PostgresEngine) -> None:
    for _ in range(3):
        with engine.write_lock(), engine.rebuilding() as index:
            index.write([document("p1", "letter")], ())
    assert [count(engine, table) for table in TABLES] == [1, 1, 1]


def test_a_killed_build_is_tidied_away(engine: PostgresEngine) -> None:
    fill(engine, document("p1", "letter"))
    index = engine.rebuilding()
    index.__enter__().write([document("p2", "letter")], ())  # and is never heard of again
    assert hits(engine, "letter") == ["p1"]
    fill(engine, document("p3", "letter"))
    assert set(hits(engine, "letter")) == {"p1", "p3"}
    assert count(engine, SearchBuild) == 1
    with engine.write_lock(), engine.rebuilding() as fresh:
        fresh.write([document("p4", "letter")], ())
    assert count(engine, SearchDocument) == 1


def slow(shown: Any, *_: Any) -> Any:
    waits = cast(func.pg_sleep(20), Text) == ""
    return search._twice(select(*shown).where(waits))


@pytest.mark.parametrize(("q", "found"), [("letter -p1", ["p3", "p2"]), ("-p2", ["p3", "p1"])])
def test_a_search_that_takes_too_long_is_limited_to_the_newest(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch, q: str, found: list[str]
) -> None:
    fill(
        engine,
        *(
            document(f"p{n}", f"letter p{n}", at=datetime(2025, 3, n, tzinfo=UTC))
            for n in (1, 2, 3)
        ),
    )
    monkeypatch.setattr(search, "_found_in", slow)
    monkeypatch.setattr(search, "SECONDS", 0.05)
    page = engine.search(query_of(q), reach=OPEN, page=1, order="best")
    assert page.partial
    assert (list(page.hits), page.total, page.facets["year"]["2025"]) == (found, 2, 2)
    monkeypatch.setattr(search, "NEWEST", 1)
    assert engine.search(query_of("letter"), reach=OPEN, page=1, order="best").hits == ("p3",)


def test_a_transaction_goes_on_after_a_search_as_before(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine, document("p1", "letter"))
    with engine.bind.begin() as connection:
        monkeypatch.setattr(engine, "reading", lambda: nullcontext(connection))
        connection.execute(text("SET LOCAL statement_timeout = 7000"))
        connection.execute(text("CREATE TEMPORARY TABLE kept (n integer) ON COMMIT DROP"))
        assert hits(engine, "letter") == ["p1"]
        monkeypatch.setattr(search, "_found_in", slow)
        monkeypatch.setattr(search, "SECONDS", 0.05)
        assert hits(engine, "letter") == ["p1"]
        assert connection.scalar(text("SHOW statement_timeout")) == "7s"
        assert connection.scalar(text("SELECT count(*) FROM kept")) == 0


NASTY = ("a' | 'b", "a & b", "!a", "a:*", "\\", "'", "\\'", "a <-> b", "''", "a:1A", "(", "a\0b")


@pytest.mark.parametrize("word", NASTY)
def test_a_word_stays_one_word_whatever_is_in_it(engine: PostgresEngine, word: str) -> None:
    with engine.bind.connect() as connection:
        held = cast(literal(vector(("A", [word, "other"])), Text), TSVECTOR)
        asked = cast(literal(quoted(word), Text), TSQUERY)
        one, all_there = connection.execute(select(func.numnode(asked), func.length(held))).one()
        assert (one, all_there) == (1, 2)
        assert connection.scalar(select(held.op("@@")(asked)))


def test_a_text_of_any_length_can_be_written(engine: PostgresEngine) -> None:
    words = " ".join(f"word{n}{'é' * 40}" for n in range(60_000))
    fill(engine, document("p1", f"first {words} last", title="long"), document("p2", "a " * 99_999))
    assert hits(engine, "first long") == ["p1"]
    assert hits(engine, f"word7{'e' * 40}") == ["p1"]


def test_unchanged_words_are_not_written_again(engine: PostgresEngine) -> None:
    written = select(SearchText.number, text("xmin::text"))
    fill(engine, document("p1", "letter"))
    with engine.bind.connect() as connection:
        before = connection.execute(written).all()
    fill(engine, document("p1", "letter", states=("helped",)))
    with engine.bind.connect() as connection:
        assert connection.execute(written).all() == before
    assert hits(engine, "letter", fields=(("state", ("helped",)),)) == ["p1"]
