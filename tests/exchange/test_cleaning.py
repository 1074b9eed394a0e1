"""Texts are cleaned by other processes: what comes out is the same, whatever becomes of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select

from forum.core.database.session import session
from forum.exchange.actions import imports, threads
from forum.exchange.actions.imports import Import
from forum.exchange.discourse import cleaning
from forum.exchange.discourse.cleaning import Cleaned, Cleaners, cores_for
from forum.exchange.discourse.links import Links
from forum.exchange.discourse.survey import survey
from forum.threads.models import Post, Revision, Thread

from ..support.world import World
from .sample import post, topic, write

NO_HOST = "links without a host: kept as they are; --host says where they lead"


class Texts(NamedTuple):
    key: str
    texts: Sequence[str]


def links() -> Links:
    return Links(
        hosts=["old.example"], coming=frozenset("78"), unsettled=frozenset("78"), handles={"a": "b"}
    )


def cleaned(
    topics: Sequence[Texts], processes: int, method: str = "spawn"
) -> list[tuple[Texts, Sequence[Cleaned | None]]]:
    with Cleaners(links(), images=False, processes=processes, method=method) as cleaners:
        return list(cleaners.ahead(iter(topics)))


HTML = (
    '<p>a<script>x</script> <a href="/t/x/7/2">b</a> <a href="/u/A">c</a></p>',
    '<p><a href="https://old.example/t/y/8/1">elsewhere</a></p>',
    '<p><img src="https://old.example/c.png" alt="d"></p>',
)


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_processes_clean_as_we_do_and_leave_us_what_is_not_settled(method: str) -> None:
    topics = [Texts("7", HTML), *(Texts(str(n), (f"<p>{n}",)) for n in range(900, 904))]
    found = cleaned(topics, 2, method)
    assert [one for one, _ in found] == topics
    first, elsewhere, picture = found[0][1]
    ours = Links(hosts=["old.example"], coming=frozenset("78"), handles={"a": "b"})
    for text, html in ((first, HTML[0]), (picture, HTML[2])):
        assert text == cleaning.cleaned(html, ours, within="7", images=False)
    assert first
    assert 'href="forum:/p/0-2"' in first.html
    assert elsewhere is None, "whether topic 8 is here is known once it is its turn"
    assert [texts[0].html for _, texts in found[1:] if texts[0]] == [
        f"<p>{n}</p>" for n in range(900, 904)
    ]


def test_without_processes_nothing_is_cleaned_ahead() -> None:
    assert cleaned([Texts("7", HTML)], 1) == [(Texts("7", HTML), ())]


def test_small_imports_start_no_process() -> None:
    assert cores_for(cleaning.MANY - 1) == 1
    assert 1 <= cores_for(cleaning.MANY) <= 8


def test_when_its_processes_are_killed_nothing_is_lost() -> None:
    topics = [Texts(str(n), ("<p>a</p>",) * 100) for n in range(900, 940)]
    seen = []
    with Cleaners(links(), images=False, processes=2, method="fork") as cleaners:
        for found, texts in cleaners.ahead(iter(topics)):
            seen.append((found, len(texts)))
            if len(seen) == 1 and cleaners._pool is not None:
                for process in list(cleaners._pool._processes.values()):
                    os.kill(process.pid, signal.SIGKILL)
    assert [found for found, _ in seen] == topics
    assert seen[-1][1] == 0, "the last ones are left to us"


PARENT = """
from forum.exchange.discourse.cleaning import Cleaners
from forum.exchange.discourse.links import Links
from tests.exchange.test_cleaning import Texts
if __name__ == "__main__":
    with Cleaners(Links(), images=False, processes=2) as cleaners:
        for _ in cleaners.ahead(Texts(str(n), ("<p>a</p>",) * 200) for n in range(9)):
            print(*cleaners._pool._processes, flush=True)
            input()
"""


def test_processes_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        cwd=root,
    ) as parent:
        assert parent.stdout
        children = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert children
    ends = time.monotonic() + 20
    while time.monotonic() < ends and any(Path(f"/proc/{pid}").exists() for pid in children):
        time.sleep(0.05)
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def many(folder: Path) -> Path:
    """Write forty topics; each links to the one before and to the one after it."""
    topics = []
    for n in range(1, 41):
        html = f'<p><a href="/t/topic-{n - 1}/{n - 1}/2">b</a> <a href="/t/x/{n + 1}/1">a</a></p>'
        topics.append(topic(n, post(1, html), post(2, f"<p>{n}</p>"), post(3, "<p><b>x")))
    return write(folder / "a.jsonl", *topics)


def stored(world: World) -> list[Any]:
    with world.request():
        return [
            tuple(row)
            for row in session().execute(
                select(Post.id, Post.thread_id, Post.number, Post.html, Revision.source)
                .join(Revision, Revision.post_id == Post.id)
                .order_by(Post.id)
            )
        ]


def run(world: World, path: Path, processes: int) -> Import:
    with world.request():
        made = Import(survey(path))
        made.import_people_and_spaces()
        made.import_topics(path, lambda _n: None, processes=processes)
        made.update_links(lambda _n: None)
    return made


@pytest.mark.parametrize(("processes", "at_once"), [(1, 200), (1, 1), (2, 10)])
def test_topics_that_link_to_each_other_come_out_the_same(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int, at_once: int
) -> None:
    monkeypatch.setattr(cleaning, "TOGETHER", 20)
    monkeypatch.setattr(imports, "POSTS_AT_ONCE", at_once)
    report = run(world, many(tmp_path), processes).report
    rows = stored(world)
    assert report.counts["links"] == 39, "those to the topic after it"
    assert len(report.left_out[NO_HOST]) >= 2
    for n, (id, _, number, html, source) in enumerate(rows):
        assert number == n % 3 + 1
        assert html == source
        if number == 1 and 0 < n < 117:
            assert f'href="forum:/p/{id - 2}"' in html
            assert f'href="forum:/p/{id + 3}"' in html
    assert run(world, many(tmp_path), processes).report.counts["posts"] == 0


def test_a_topic_that_cannot_be_written_leaves_those_beside_it(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = threads._values

    def fails(thread: threads.NewThread, places: Any) -> Any:
        if thread.title == "Topic 7":
            raise ValueError
        return values(thread, places)

    monkeypatch.setattr(threads, "_values", fails)
    report = run(world, many(tmp_path), 1).report
    assert report.left_out["an error: ValueError"] == ["a.jsonl:7"]
    assert report.tallies["topics"].imported == 39
    assert report.tallies["posts"].left == 3
    with world.request():
        assert session().scalar(select(Thread.id).where(Thread.title == "Topic 7")) is None


def test_a_run_that_is_killed_between_transactions_is_continued(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, written = many(tmp_path), []
    create = imports.create_topics

    def dies(new: Any, known: Any) -> None:
        if len(written) == 3:
            raise KeyboardInterrupt
        written.append(len(new))
        create(new, known)

    with monkeypatch.context() as patch:
        patch.setattr(imports, "POSTS_AT_ONCE", 15)
        patch.setattr(imports, "create_topics", dies)
        with pytest.raises(KeyboardInterrupt):
            run(world, path, 1)
    done = len(stored(world))
    assert done == 3 * sum(written) > 0
    report = run(world, path, 1).report
    assert report.tallies["topics"].before == done // 3
    assert len(stored(world)) == 120
    assert run(world, path, 1).report.counts["posts"] == 0
