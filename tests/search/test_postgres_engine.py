"""The index in PostgreSQL does what every engine must, and gives up in time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from itertools import product
from math import inf
from typing import Any

import pytest
from sqlalchemy import (
    ARRAY,
    Connection,
    Text,
    cast,
    create_engine,
    delete,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from forum.core.index.postgres import engine as module
from forum.core.index.postgres import search, similar, vocabulary
from forum.core.index.postgres.engine import PostgresEngine
from forum.core.index.postgres.models import STRETCH, SearchBuild, SearchDocument, SearchText
from forum.core.index.postgres.rarity import Rarity
from forum.core.index.postgres.search import OpenIndex
from forum.core.index.postgres.store import quoted, vector
from forum.core.index.postgres.tsquery import query_for
from forum.core.index.protocol import INDEX_VERSION, Document, Matches, Reach, Words

from .contract import *  # noqa: F403
from .contract import OPEN, Reopened, document, fill, hits, query_of

PARTIAL = Matches(partial=True)
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


def slow(index: OpenIndex, *_: Any, **__: Any) -> Matches:
    index.connection.execute(text("SELECT pg_sleep(20)"))
    return Matches()


def test_a_search_that_takes_far_too_long_says_so(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine, document("p1", "letter"))
    monkeypatch.setattr(module, "search", slow)
    monkeypatch.setattr(module, "SECONDS", 0.05)
    assert engine.search(query_of("letter"), reach=OPEN, page=1, order="best") == PARTIAL


def test_a_transaction_goes_on_after_a_search_as_before(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine, document("p1", "letter"))
    with engine.bind.begin() as connection:
        monkeypatch.setattr(engine, "reading", lambda: nullcontext(connection))
        connection.execute(text("SET LOCAL statement_timeout = 7000"))
        connection.execute(text("CREATE TEMPORARY TABLE kept (n integer) ON COMMIT DROP"))
        assert hits(engine, "letter") == ["p1"]
        monkeypatch.setattr(module, "search", slow)
        monkeypatch.setattr(module, "SECONDS", 0.05)
        assert hits(engine, "letter") == []
        assert connection.scalar(text("SHOW statement_timeout")) == "7s"
        assert connection.scalar(text("SHOW jit")) == "on"
        assert connection.scalar(text("SELECT count(*) FROM kept")) == 0


def test_what_is_not_ranked_follows_the_newest_first(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(
        engine,
        document("p1", "counted", title="Letter", at=datetime(2025, 1, 1, tzinfo=UTC)),
        *(
            document(f"p{n}", "letter", at=datetime(2025, 2, n % 9 + 1, tzinfo=UTC))
            for n in range(2, 50)
        ),
    )
    monkeypatch.setattr(search, "RANKED", 3)
    pages = [hits(engine, "letter", page=page) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [20, 20, 9, 0]
    assert pages[0][:2] == ["p1", "p44"]
    assert len({id for page in pages for id in page}) == 49
    found = engine.search(query_of("letter"), reach=OPEN, page=1, order="best")
    assert (found.total, found.threads, found.partial) == (49, 49, False)


def days(number: int) -> datetime:
    return datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=number)


def skip_a_stretch(engine: PostgresEngine) -> None:
    """Have the next document begin a stretch of its own, after an empty one."""
    sequence = text("pg_get_serial_sequence('forum_search_document', 'number')")
    skipped = select(func.setval(sequence, func.nextval(sequence) + 2 * STRETCH))
    with engine.bind.begin() as connection:
        connection.execute(skipped)


def fill_with_letters(engine: PostgresEngine, *before: Document) -> None:
    """Write *before*, and over three stretches thirty documents with one word in common."""
    fill(engine, *before)
    for start in (0, 10, 20):
        skip_a_stretch(engine)
        numbers = range(100 + start, 110 + start)
        fill(engine, *(document(f"p{n}", "letter", at=days(n), author_id=2) for n in numbers))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten documents of fifteen are found at most, and every word is taken for a common one."""
    monkeypatch.setattr(search, "FOUND", 10)
    monkeypatch.setattr(search, "READ", 15)
    monkeypatch.setattr(search, "RANKED", 3)
    monkeypatch.setattr(Rarity, "estimate", lambda *_: inf)


@pytest.mark.usefixtures("few")
def test_of_a_common_word_the_newest_documents_are_found_and_older_titles(
    engine: PostgresEngine,
) -> None:
    fill_with_letters(
        engine,
        document("p1", "counted", title="Letter", at=days(1)),
        document("p2", "letter", at=days(2)),
    )
    found = engine.search(query_of("letter"), reach=OPEN, page=1, order="best")
    assert found.hits[0] == "p1"
    assert set(found.hits[1:]) == {f"p{n}" for n in range(120, 130)}
    assert (found.total, found.threads, found.partial) == (11, 11, True)
    assert found == engine.search(query_of("letter"), reach=OPEN, page=1, order="best")
    newest = engine.search(query_of("letter"), reach=OPEN, page=1, order="newest")
    assert newest.hits == tuple(f"p{n}" for n in range(129, 119, -1))


@pytest.mark.usefixtures("few")
def test_what_cannot_be_found_does_not_count_as_work(engine: PostgresEngine) -> None:
    closed = (document(f"p{n}", "letter", scope="s2", at=days(n)) for n in range(200, 230))
    fill(engine, document("p1", "letter", at=days(1)), document("p2", "letter", at=days(2)))
    fill(engine, *closed)
    found = engine.search(query_of("letter"), reach=OPEN, page=1, order="best")
    assert (set(found.hits), found.partial) == ({"p1", "p2"}, False)


@pytest.mark.usefixtures("few")
def test_what_has_all_the_words_is_found_before_newer_ones_that_have_some(
    engine: PostgresEngine,
) -> None:
    fill_with_letters(engine, document("p1", "letter postage", at=days(1)))
    found = engine.search(query_of("letter postage"), reach=OPEN, page=1, order="best")
    assert (found.hits[0], found.loose, found.complete, found.partial) == ("p1", True, 1, True)


@pytest.mark.usefixtures("few")
def test_a_facet_finds_older_documents(engine: PostgresEngine) -> None:
    fill_with_letters(engine, document("p1", "letter", kind="reply", at=days(1)))
    narrowed = query_of("letter", narrowed={"kind": ("reply",)})
    found = engine.search(narrowed, reach=OPEN, page=1, order="best")
    assert (found.hits, found.total) == (("p1",), 1)


@pytest.mark.usefixtures("few")
def test_what_is_not_among_the_newest_is_found_all_the_same(engine: PostgresEngine) -> None:
    """An author, a time, a facet and a reach whose documents lie behind many others."""
    old = [document(f"p{n}", "letter", author_id=7, at=days(n), scope="s7") for n in range(1, 13)]
    own = [document(f"p{n}", "letter", author_id=7, at=days(n)) for n in range(21, 33)]
    fill_with_letters(engine, *old, *own)
    for asked, reach, expected in (
        (query_of("letter", fields=(("author", ("7",)),)), OPEN, own),
        (query_of("letter before:2025-02-15"), OPEN, own),
        (query_of("letter"), Reach(scopes=("s7",)), old),
        (query_of("letter before:2025-02-15"), Reach(scopes=("s7", "open")), [*old, *own]),
    ):
        found = engine.search(asked, reach=reach, page=1, order="best")
        assert (found.total, found.partial) == (len(expected), False), asked


@pytest.mark.usefixtures("few")
def test_that_a_word_is_common_where_one_may_not_read_is_not_told(engine: PostgresEngine) -> None:
    fill_with_letters(engine)
    found = engine.search(query_of("letter"), reach=Reach(scopes=("s9",)), page=1, order="best")
    assert (found.hits, found.partial) == ((), False)


@pytest.mark.usefixtures("few")
def test_another_build_hides_nothing(engine: PostgresEngine) -> None:
    fill(engine, document("p1", "letter", title="Letter", at=days(1)))
    with engine.rebuilding() as writer:
        writer.write([document(f"p{n}", "letter", title="Letter") for n in range(100, 130)], ())
        assert engine.search(query_of("letter"), reach=OPEN, page=1, order="best").hits == ("p1",)
        assert engine.similar("Letter", reach=OPEN, most=5) == ("p1",)


@pytest.mark.usefixtures("few")
def test_the_newest_are_those_written_last_though_others_were_indexed_later(
    engine: PostgresEngine,
) -> None:
    fill(engine, *(document(f"p{n}", "letter", at=days(n)) for n in range(130, 100, -1)))
    newest = engine.search(query_of("letter"), reach=OPEN, page=1, order="newest")
    assert newest.hits == tuple(f"p{n}" for n in range(130, 120, -1))
    assert newest.partial


@pytest.mark.usefixtures("few")
def test_without_words_every_document_counts(engine: PostgresEngine) -> None:
    fill_with_letters(engine, document("p1", "letter", kind="reply", author_id=2, at=days(1)))
    theirs = query_of("", fields=(("author", ("2",)),), narrowed={"kind": ("reply",)})
    found = engine.search(theirs, reach=OPEN, page=1, order="newest")
    assert (found.hits, found.total, found.partial) == (("p1",), 1, False)


@pytest.mark.parametrize(
    ("typed", "most"),
    [("letter rare", {"p1", "p2", "p3"}), ("letter paper rare", {"p1", "p2"}), ("letter", {"p9"})],
)
def test_an_old_title_is_similar_however_many_newer_ones_have_a_common_word(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch, typed: str, most: set[str]
) -> None:
    monkeypatch.setattr(similar, "NEAR", 2)
    titles = ("letter paper rare", "letter rare thing", "rare thing", *["letter paper"] * 6)
    fill(engine, *(document(f"p{n}", "", title=t, at=days(n)) for n, t in enumerate(titles, 1)))
    found = engine.similar(typed, reach=OPEN, most=3)
    assert most <= set(found)


def test_titles_out_of_reach_hide_no_others(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similar, "NEAR", 2)
    closed = (document(f"p{n}", "", title="letter", scope="s2", at=days(n)) for n in range(2, 20))
    fill(engine, document("p1", "", title="letter", at=days(1)), *closed)
    assert engine.similar("letter", reach=OPEN, most=3) == ("p1",)


def test_how_many_may_have_the_words_is_known_from_the_statistics(engine: PostgresEngine) -> None:
    rarity = Rarity()
    one, two, three = (((word,),) for word in ("letter", "visit", "rare"))
    assert rarity.estimate(Words(wanted=(one,), least=1)) == inf
    some = [document(f"p{n}", "letter visit" if n % 2 else "letter") for n in range(100)]
    fill(engine, *some, *(document(f"p{n}", "rare") for n in range(100, 110)))
    with engine.bind.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE forum_search_text"))
        rarity.read(connection, engine._build(connection).number)
    every = (one, two, three)
    expected = {1: 160, 2: 60, 3: 10}
    for least, most in expected.items():
        assert rarity.estimate(Words(wanted=every, least=least)) == pytest.approx(most, rel=0.1)
    phrase = Words(phrases=(("letter", "visit"),), wanted=(one,), least=1)
    assert rarity.estimate(phrase) == pytest.approx(50, rel=0.1)


def test_a_rare_word_counts_more_than_a_common_one(engine: PostgresEngine) -> None:
    letters = [document(f"p{n}", f"letter{'s' * (n % 2)} word{n}") for n in range(100)]
    for given in ("letter rare", "rare letter"):
        fill(engine, *letters, document("p200", f"{given} one"))
        fill(engine, document("p300", "quiet rare"), document("p301", "quiet letter"))
        with engine.bind.begin() as connection:
            connection.execute(text("ANALYZE forum_search_text"))
        engine.rarity = Rarity()
        found = hits(engine, f"quiet {given} zeppelin")
        assert found.index("p300") < found.index("p301")


@pytest.mark.parametrize("many", [1, 2, 3, 5, 8])
def test_as_many_of_the_words_as_wanted_must_be_there(engine: PostgresEngine, many: int) -> None:
    words = [f"w{n}" for n in range(many)]
    choices = list(product((False, True), repeat=many))
    held = [[word for word, has in zip(words, choice, strict=True) if has] for choice in choices]
    vectors = literal([vector(("D", [*some, "other"])) for some in held], ARRAY(Text))
    given = func.unnest(cast(vectors, ARRAY(TSVECTOR))).column_valued("given")
    with engine.bind.connect() as connection:
        for least in range(1, many + 1):
            wanted = tuple(((word,),) for word in words)
            asked = cast(query_for(Words(wanted=wanted, least=least)), TSQUERY)
            answers = connection.scalars(select(given.op("@@")(asked)))
            assert list(answers) == [len(some) >= least for some in held]


def opened(engine: PostgresEngine, connection: Connection) -> OpenIndex:
    return OpenIndex(connection, engine._build(connection), Rarity())


CLOSED = Reach(scopes=("open", "s2"))


@pytest.mark.parametrize("analyzed", [False, True])
def test_words_are_counted_within_reach(engine: PostgresEngine, analyzed: bool) -> None:
    """Whether they are known as common or not, and among the newest documents or not."""
    fill(
        engine,
        document("p1", "rare"),
        *(document(f"p{n}", "letter common") for n in range(2, 90)),
        *(document(f"p{n}", "secret common", scope="s2", space_id=2) for n in range(90, 200)),
    )
    with engine.bind.connect() as connection:
        if analyzed:
            connection.execute(text("ANALYZE forum_search_text"))
        index = opened(engine, connection)
        asked = ("rare", "letter", "secret", "common", "nothing")
        counts = index.count_having(asked, reach=OPEN)
        assert set(counts) == {"rare", "letter", "common"}
        assert 1 <= counts["rare"] < counts["letter"]
        assert set(index.count_having(asked, reach=CLOSED)) == set(asked) - {"nothing"}
        assert index.count_having(asked, reach=Reach()) == {}
        assert index.count_having((), reach=OPEN) == {}


def test_a_common_word_among_old_documents_alone_is_counted(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "NEWEST", 2)
    fill(engine, *(document(f"p{n}", "letter" if n < 8 else "visit") for n in range(10)))
    with engine.bind.connect() as connection:
        counts = opened(engine, connection).count_having(("letter", "visit"), reach=OPEN)
        assert counts == {"letter": 8, "visit": vocabulary.COUNTED + 2}


def test_words_are_completed_within_reach(engine: PostgresEngine) -> None:
    fill(
        engine,
        document("p1", "refusals refused reference"),
        document("p2", "refusal preference"),
        document("p3", "refugee refusal", scope="s2", space_id=2),
        document("p4", "ref%se ref_"),
    )
    with engine.bind.connect() as connection:
        index = opened(engine, connection)
        assert list(index.beginning("refu", reach=OPEN, most=9)) == ["refus"]
        assert set(index.beginning("refu", reach=CLOSED, most=9)) == {"refus", "refuge"}
        assert list(index.beginning("ref", reach=OPEN, most=1)) == ["refus"]
        assert list(index.beginning("refu", reach=Reach(), most=9)) == []
        for start in ("%", "'", "\\", "re:*", "ref%"):
            assert list(index.beginning(start, reach=OPEN, most=9)) == []


def test_all_documents_of_one_thread_are_hits_when_it_alone_is_searched(
    engine: PostgresEngine,
) -> None:
    some = [document(f"p{n}", "letter", thread_id=7) for n in range(3)]
    fill(engine, *some, document("p9", "letter", thread_id=8))
    assert len(hits(engine, "letter")) == 2
    found = hits(engine, "letter", fields=(("thread", ("7",)),))
    assert sorted(found) == ["p0", "p1", "p2"]


def test_a_title_counts_more_than_the_title_of_a_thread(engine: PostgresEngine) -> None:
    fill(
        engine,
        document("p1", "counted the letter"),
        document("p2", "counted the calls", thread_title="Letter"),
        document("p3", "counted the visits", title="Letter"),
    )
    assert hits(engine, "letter") == ["p3", "p2", "p1"]


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
