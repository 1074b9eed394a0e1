"""tantivy does what every engine must, and repairs itself."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forum.core.index import builds
from forum.core.index.protocol import INDEX_VERSION, Busy, Engine, NotReady, Reach

from ..support.needed import needs_tantivy

needs_tantivy()

from tantivy import Query  # noqa: E402

from forum.core.index.tantivy import engine as module  # noqa: E402
from forum.core.index.tantivy import faults, search, store  # noqa: E402
from forum.core.index.tantivy.engine import TantivyEngine  # noqa: E402

from .contract import *  # noqa: E402, F403
from .contract import OPEN, Reopened, document, fill, hits, query_of  # noqa: E402

ROOT = Path(__file__).parents[2]


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return TantivyEngine(tmp_path / "index", language="en")


@pytest.fixture
def reopened(engine: TantivyEngine, monkeypatch: pytest.MonkeyPatch) -> Reopened:
    def reopen(*, language: str = "en", version: int = INDEX_VERSION) -> TantivyEngine:
        monkeypatch.setattr(builds, "INDEX_VERSION", version)
        return TantivyEngine(engine.folder, language=language)

    return reopen


def test_only_this_account_can_read_the_folder(engine: TantivyEngine) -> None:
    fill(engine, document("p1", "letter"))
    for folder in (engine.folder, *engine.folder.glob("index-*")):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_old_index_is_deleted(engine: TantivyEngine) -> None:
    for _ in range(3):
        with engine.write_lock(), engine.rebuilding() as index:
            index.write([document("p1", "letter")], ())
    assert len(list(engine.folder.glob("index-*"))) == 1
    assert hits(engine, "letter") == ["p1"]


def segment_files(folder: Path) -> list[Path]:
    return [path for path in folder.glob("index-*/*.*") if len(path.stem) == 32]


def cut(folder: Path) -> None:
    for file in segment_files(folder):
        file.write_bytes(file.read_bytes()[:40])


def scribble(folder: Path) -> None:
    for file in segment_files(folder):
        file.write_bytes(b"\xff" * file.stat().st_size)


def lose_the_list(folder: Path) -> None:
    for file in folder.glob("index-*/*.json"):
        file.write_bytes(b"")


def lose_files(folder: Path) -> None:
    for file in segment_files(folder):
        file.unlink()


def lose_everything_named(folder: Path) -> None:
    for file in folder.glob("index-*/*"):
        file.unlink()


DAMAGES = [cut, scribble, lose_the_list, lose_files, lose_everything_named]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_set_aside(
    engine: TantivyEngine, damage: Callable[[Path], None]
) -> None:
    fill(engine, document("p1", "letter"))
    damage(engine.folder)
    with pytest.raises(NotReady):
        hits(TantivyEngine(engine.folder, language="en"), "letter")
    assert not engine.ready()
    fill(engine, document("p1", "letter"))
    assert hits(engine, "letter") == ["p1"]


def test_a_flipped_bit_is_noticed_before_a_writer_meets_it(engine: TantivyEngine) -> None:
    """tantivy does not look, and would abort the whole process."""
    for kind in ("fast", "fieldnorm", "idx", "pos", "store", "term"):
        (engine.folder / "PUT-ASIDE").unlink(missing_ok=True)
        fill(engine, *(document(f"p{n}", f"letter word{n}") for n in range(1, 50)))
        file = next(engine.folder.glob(f"index-*/*.{kind}"))
        content = bytearray(file.read_bytes())
        content[len(content) // 3] ^= 4
        file.write_bytes(content)
        later = TantivyEngine(engine.folder, language="en")
        with later.write_lock(), pytest.raises(NotReady), later.writing():
            pass
        assert not later.ready()


def test_a_whole_file_is_read_once(engine: TantivyEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(engine, document("p1", "letter"))
    fill(engine, document("p2", "letter"))
    checked = set(engine._checked)
    assert checked
    read: list[Path] = []
    whole = Path.read_bytes

    def note(path: Path) -> bytes:
        read.append(path)
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", note)
    fill(engine, document("p3", "letter"))
    assert not checked & set(read)


def test_a_fault_of_ours_does_not_rebuild_the_index_again_and_again(engine: TantivyEngine) -> None:
    for _ in range(2):
        fill(engine, document("p1", "letter"))
        with pytest.raises(NotReady):
            engine._read(lambda _: 1 // 0)
    assert engine.ready()
    assert hits(engine, "letter") == ["p1"]


def test_a_panic_is_a_fault_like_any_other(engine: TantivyEngine) -> None:
    fill(engine, document("p1", "letter"))
    with pytest.raises(NotReady):
        engine._read(lambda index: index.searcher.search(Query.all_query(), limit=0))
    assert not engine.ready()


def test_a_full_disk_does_not_set_the_index_aside(
    engine: TantivyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine, document("p1", "letter"))

    def fail(*_: object, **__: object) -> None:
        raise ValueError("An IO error occurred: 'No space left on device (os error 28)'")

    monkeypatch.setattr(store.IndexWriter, "_put", fail)
    with pytest.raises(OSError, match="No space left"):
        fill(engine, document("p2", "letter"))
    monkeypatch.undo()
    assert hits(engine, "letter") == ["p1"]
    fill(engine, document("p2", "letter"))
    assert set(hits(engine, "letter")) == {"p1", "p2"}


@pytest.mark.parametrize(
    "current", ["", "index-0en-1", "index-4en-1", "index-4en-t26-1", "../../etc", "\0", "é"]
)
def test_a_name_that_is_not_an_index_of_ours_is_not_opened(
    engine: TantivyEngine, current: str
) -> None:
    fill(engine, document("p1", "letter"))
    (engine.folder / "CURRENT").write_text(current)
    assert not engine.ready()


def test_a_folder_has_one_id(engine: TantivyEngine) -> None:
    other = TantivyEngine(engine.folder, language="de")
    assert engine.home_id() == engine.home_id() == other.home_id()
    assert len(engine.home_id()) == 32


def test_an_index_with_many_deleted_documents_is_rebuilt(
    engine: TantivyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FEW", 3)
    fill(engine, *(document(f"p{n}", "letter") for n in range(1, 11)))
    fill(engine, gone=[("id", "p1"), ("id", "p2")])
    assert engine.is_current()
    fill(engine, gone=[("id", "p3"), ("id", "p4")])
    assert not engine.is_current()
    assert hits(engine, "letter")
    with engine.write_lock(), engine.writing() as index:  # it can be written all the same
        index.write([document("p4", "zebra")], ())
    assert hits(engine, "zebra") == ["p4"]


def test_threads_with_many_matches_are_found_and_counted_exactly(
    engine: TantivyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few long threads do not push the others off the page."""
    loud = [document(f"p{n}", "letter letter", thread_id=n % 3 + 1) for n in range(1, 301)]
    quiet = [document(f"p{n}", "a letter and a visit", thread_id=n) for n in range(301, 346)]
    fill(engine, *loud, *quiet)
    for exact in (search.WINDOW, 1):
        monkeypatch.setattr(search, "WINDOW", max(exact, 20))
        pages = [
            engine.search(query_of("letter"), reach=OPEN, page=page, order=order)
            for order in ("best", "newest")
            for page in (1, 2, 3, 4)
        ]
        for page in pages:
            assert (page.total, page.threads) == (345, 48)
        for some in (pages[:4], pages[4:]):
            assert [len(page.hits) for page in some] == [20, 20, 8, 0]
            assert len({id for page in some for id in page.hits}) == 48
            more = [n for page in some for n in page.more.values()]
            assert more == [99, 99, 99]


def test_equal_hits_come_newest_first_and_on_one_page_only(
    engine: TantivyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "WINDOW", 20)
    at = [datetime.fromtimestamp(1_700_000_000 + n * 7919 % 101, UTC) for n in range(101)]
    fill(engine, *(document(f"p{n}", "letter", at=at[n]) for n in range(1, 101)))
    found = [id for page in range(1, 6) for id in hits(engine, "letter", page=page)]
    assert found == sorted(found, key=lambda id: at[int(id[1:])], reverse=True)
    assert len(set(found)) == 100


def test_an_opening_stands_for_its_thread_where_it_is_nearly_as_good(engine: TantivyEngine) -> None:
    replies = [
        document(f"p{n}", "letter " * 9, thread_id=1, thread_title="Letter") for n in range(2, 130)
    ]
    opening = document("p1", "A letter", thread_id=1, title="Letter")
    told = document("p200", "zebra " * 9, thread_id=1, thread_title="Letter")
    fill(engine, opening, *replies, told)
    found = engine.search(query_of("letter"), reach=OPEN, page=1, order="best")
    assert (found.hits, dict(found.more)) == (("p1",), {"p1": 129})
    assert hits(engine, "letter zebra") == ["p200"]
    assert hits(engine, "letter", order="newest") != ["p1"]


def test_years_far_apart_are_counted(engine: TantivyEngine) -> None:
    fill(engine, document("p1", "letter", at=datetime(1971, 5, 1, tzinfo=UTC)))
    query = query_of("letter")
    assert engine.search(query, reach=OPEN, page=1, order="best").facets["year"]["1971"] == 1
    for id, year in (("p2", 2104), ("p3", 1931)):  # the same open index has to notice
        fill(engine, document(id, "letter", at=datetime(year, 5, 1, tzinfo=UTC)))
    counted = engine.search(query, reach=OPEN, page=1, order="best").facets["year"]
    assert counted == {"": 3, "1931": 1, "1971": 1, "2104": 1}
    for year, id in (("1931", "p3"), ("2104", "p2")):
        assert hits(engine, "letter", narrowed={"year": (year,)}) == [id]


def test_many_scopes_find_the_same_as_few(engine: TantivyEngine) -> None:
    fill(engine, *(document(f"p{n}", "letter", scope=f"s{n}") for n in range(1, 61)))
    for most in (5, 20, 21, 60):
        reach = Reach(scopes=tuple(f"s{n}" for n in range(1, most + 1)))
        assert engine.search(query_of("letter"), reach=reach, page=1, order="best").total == most


def test_a_stem_with_a_blank_inside_is_found(engine: TantivyEngine) -> None:
    """Folding turns one sign into several words."""
    fill(engine, document("p1", "before \ufdfa after"), document("p2", "other"))
    assert hits(engine, "\ufdfa") == ["p1"]


def _in_a_process(code: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
    )


HOLDER = """
import sys, time
from pathlib import Path
from forum.core.index.tantivy.engine import TantivyEngine
with TantivyEngine(Path(sys.argv[1]), language="en").write_lock():
    print("held", flush=True)
    time.sleep(600)
"""


def test_another_process_that_writes_is_told_at_once(engine: TantivyEngine) -> None:
    holder = _in_a_process(HOLDER, str(engine.folder))
    assert holder.stdout
    assert holder.stdout.readline()
    with pytest.raises(Busy), engine.write_lock():
        pass
    holder.kill()
    holder.communicate()
    fill(engine, document("p1", "letter"))


def test_a_forked_process_reads_and_writes(engine: TantivyEngine) -> None:
    """What its parent has opened is not used there: its threads are gone."""
    fill(engine, document("p1", "letter"))
    assert hits(engine, "letter") == ["p1"]
    child = os.fork()
    if not child:
        code = 1
        try:
            assert hits(engine, "letter") == ["p1"]
            fill(engine, document("p2", "letter"))
            assert len(hits(engine, "letter")) == 2
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    assert len(hits(engine, "letter")) == 2
    fill(engine, document("p3", "letter"))
    assert len(hits(engine, "letter")) == 3


def test_a_child_forked_during_a_write_does_not_keep_the_lock(engine: TantivyEngine) -> None:
    fill(engine, document("p1", "letter"))
    with engine.write_lock():
        if not (child := os.fork()):
            time.sleep(600)
            os._exit(0)
    try:
        fill(engine, document("p2", "letter"))
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert len(hits(engine, "letter")) == 2


def test_a_writer_that_a_forked_process_has_kept_open_is_busy(engine: TantivyEngine) -> None:
    """tantivy's own lock stays with such a process, and is asked for after ours."""
    fill(engine, document("p1", "letter"))
    other = TantivyEngine(engine.folder, language="en")
    with other.writing(), engine.write_lock(), pytest.raises(Busy), engine.writing():
        pass
    assert hits(engine, "letter") == ["p1"]


WRITER = """
import sys
from pathlib import Path
from tests.search.contract import document, fill
from forum.core.index.tantivy.engine import TantivyEngine
engine = TantivyEngine(Path(sys.argv[1]), language="en")
for n in range(10_000):
    fill(engine, *(document(f"p{n * 20 + m + 2}", "letter " * 20) for m in range(20)))
    print(n, flush=True)
"""


def test_a_writer_that_is_killed_leaves_an_index_that_can_be_read(engine: TantivyEngine) -> None:
    fill(engine, document("p1", "letter"))
    for turn in range(4):
        writer = _in_a_process(WRITER, str(engine.folder))
        assert writer.stdout
        assert writer.stdout.readline()
        time.sleep(0.013 * turn)
        writer.kill()
        writer.communicate()
        assert engine.count() >= 21
        assert hits(engine, "letter")
        fill(engine, document(f"p{9_000_000 + turn}", "zebra"))
    assert len(hits(engine, "zebra")) == 4
    assert engine.is_current()


def test_deleted_documents_are_counted_by_what_the_index_says(engine: TantivyEngine) -> None:
    """The share is read from a file of tantivy's that is not ours."""
    fill(engine, *(document(f"p{n}", "letter") for n in range(1, 6)))
    fill(engine, gone=[("id", "p1")])
    folder = next(engine.folder.glob("index-*"))
    assert faults.dead_and_all(folder) == (1, 5)
    (folder / "meta.json").write_text(json.dumps({"segments": [{}]}))
    assert faults.dead_and_all(folder) == (0, 0)
