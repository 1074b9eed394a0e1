"""Whoosh does what every engine must, and repairs itself."""

from __future__ import annotations

import gc
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from whoosh import query

from forum.core.index import builds
from forum.core.index.protocol import INDEX_VERSION, Engine, NotReady
from forum.core.index.whoosh import search, segments, store
from forum.core.index.whoosh.engine import WhooshEngine
from forum.core.index.whoosh.segments import Segment, Times

from .contract import *  # noqa: F403
from .contract import OPEN, Reopened, document, fill, hits, query_of


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return WhooshEngine(tmp_path / "index", language="en")


@pytest.fixture
def reopened(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> Reopened:
    def reopen(*, language: str = "en", version: int = INDEX_VERSION) -> WhooshEngine:
        monkeypatch.setattr(builds, "INDEX_VERSION", version)
        return WhooshEngine(engine.folder, language=language)

    return reopen


left_open = pytest.mark.filterwarnings("ignore::ResourceWarning")
"""Whoosh leaves the files of an index that it failed to open to the interpreter."""


def test_only_this_account_can_read_the_folder(engine: WhooshEngine) -> None:
    fill(engine, document("p1", "letter"))
    for folder in (engine.folder, *engine.folder.glob("index-*")):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_old_index_is_deleted(engine: WhooshEngine) -> None:
    for _ in range(3):
        with engine.write_lock(), engine.rebuilding() as index:
            index.write([document("p1", "letter")], ())
    assert len(list(engine.folder.glob("index-*"))) == 1


def test_several_segments_are_ranked_as_whoosh_ranks_them(engine: WhooshEngine) -> None:
    texts = ("letter", "letter letter and a visit", "a visit of a letter " * 20, "visit " * 9)
    for turn in range(3):
        fill(
            engine,
            *(document(f"p{turn}-{n}", text + " call" * turn) for n, text in enumerate(texts)),
        )
    fill(engine, gone=[("id", "p1-0")])
    index = store.open_index(next(engine.folder.glob("index-*")))
    assert len(list(index.searcher().leaf_searchers())) > 1
    for text in ("letter", "visit", "letter visit"):
        asked = query.And([query.Term("text", word) for word in text.split()])
        with index.searcher() as searcher:
            by_whoosh = [hit["id"] for hit in searcher.search(asked, limit=None)]
        assert hits(engine, text)[: len(by_whoosh)] == by_whoosh


@left_open
def test_an_index_of_another_version_that_cannot_be_read_is_rebuilt(
    engine: WhooshEngine, reopened: Reopened
) -> None:
    fill(reopened(version=INDEX_VERSION - 1), document("p1", "letter"))
    truncate(engine.folder)
    with pytest.raises(NotReady):
        hits(engine, "letter")
    assert not engine.ready()
    fill(engine, document("p1", "letter"))
    assert hits(engine, "letter") == ["p1"]


def test_remembered_word_counts_stay_within_bounds(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "MOST_SETS", 3)
    kept: list[Segment] = []
    remember = Segment.remember_times

    def noted(segment: Segment, term: str, found: Times) -> None:
        remember(segment, term, found)
        kept.append(segment)
        assert len(segment.times) <= 3

    monkeypatch.setattr(Segment, "remember_times", noted)
    fill(engine, document("p1", " ".join(f"word{n}" for n in range(9))))
    for n in range(9):
        assert hits(engine, f"word{n}") == ["p1"]
        assert hits(engine, f"nowhere{n}") == []
    assert len(kept) == 9


def test_a_search_that_is_too_much_work_answers_with_what_it_has(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine, document("p1", "a letter"), document("p2", "a letter and a visit"))
    monkeypatch.setattr(search, "MOST_READ", 1)
    page = engine.search(query_of("letter visit"), reach=OPEN, page=1, order="best")
    assert (page.hits, page.total, page.partial) == (("p2",), 2, True)


def truncate(folder: Path) -> None:
    for file in folder.rglob("*.seg"):
        file.write_bytes(file.read_bytes()[:40])


def scribble(folder: Path) -> None:
    for file in folder.rglob("*.seg"):
        file.write_bytes(b"\xff" * file.stat().st_size)


def lose_the_list(folder: Path) -> None:
    for file in folder.rglob("*.toc"):
        file.write_bytes(b"")


def lose_files(folder: Path) -> None:
    for file in folder.rglob("*.seg"):
        file.unlink()


@left_open
@pytest.mark.parametrize("damage", [truncate, scribble, lose_the_list, lose_files])
def test_a_damaged_index_is_set_aside(tmp_path: Path, damage: object) -> None:
    engine = WhooshEngine(tmp_path / "index", language="en")
    fill(engine, document("p1", "letter"))
    assert callable(damage)
    damage(engine.folder)
    with pytest.raises(NotReady):
        hits(WhooshEngine(engine.folder, language="en"), "letter")
    assert not engine.ready()
    fill(engine, document("p1", "letter"))
    assert hits(engine, "letter") == ["p1"]


@left_open
def test_a_damaged_index_is_set_aside_by_a_writer(engine: WhooshEngine) -> None:
    fill(engine, document("p1", "letter"))
    truncate(engine.folder)
    with pytest.raises(NotReady), engine.write_lock(), engine.writing() as index:
        index.write([document("p1", "other")], ())
    assert not engine.ready()
    gc.collect()


def test_a_fault_of_ours_does_not_rebuild_the_index_again_and_again(engine: WhooshEngine) -> None:
    for _ in range(2):
        fill(engine, document("p1", "letter"))
        with pytest.raises(NotReady):
            engine._read(lambda _: 1 // 0)
    assert engine.ready()
    assert hits(engine, "letter") == ["p1"]


@pytest.mark.parametrize("current", ["", "index-0en-1", "../../etc", "index-2de-1", "\0", "é"])
def test_a_name_that_is_not_an_index_is_not_opened(engine: WhooshEngine, current: str) -> None:
    fill(engine, document("p1", "letter"))
    (engine.folder / "CURRENT").write_text(current)
    assert not engine.ready()


def test_a_folder_has_one_id(engine: WhooshEngine) -> None:
    other = WhooshEngine(engine.folder, language="de")
    assert engine.home_id() == engine.home_id() == other.home_id()
    assert len(engine.home_id()) == 32


WRITER = """
import sys
from pathlib import Path
from tests.search.contract import document, fill
from forum.core.index.whoosh.engine import WhooshEngine
engine = WhooshEngine(Path(sys.argv[1]), language="en")
for n in range(10_000):
    fill(engine, *(document(f"p{n}-{m}", "letter " * 20) for m in range(20)))
    print(n, flush=True)
"""


def test_a_writer_that_is_killed_leaves_an_index_that_can_be_read(engine: WhooshEngine) -> None:
    fill(engine, document("p1", "letter"))
    for turn in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(engine.folder)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": "."},
            cwd=Path(__file__).parents[2],
        )
        assert writer.stdout
        assert writer.stdout.readline()
        time.sleep(0.013 * turn)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert "p1" in hits(engine, "letter", page=1, order="best") or engine.count() > 1
        fill(engine, document(f"p-later-{turn}", "zebra"))
    assert len(hits(engine, "zebra")) == 4
