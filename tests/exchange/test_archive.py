"""A piece of the big archive, as it is: imported, counted, looked at and found."""

from __future__ import annotations

import gzip
import itertools
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from forum.core.database.session import session
from forum.doctor import counters
from forum.threads.models import Post, Thread

from ..support.needed import archive
from ..support.world import World

TOPICS = 60


@pytest.fixture
def piece(tmp_path: Path) -> Path:
    """The first topics of the archive, in a file of their own."""
    file = tmp_path / "topics.jsonl"
    with gzip.open(archive(), "rt", encoding="utf-8") as lines:
        file.write_text("".join(itertools.islice(lines, TOPICS)), "utf-8")
    return file


def test_real_topics_come_in_whole_and_can_be_read_and_found(world: World, piece: Path) -> None:
    topics = [json.loads(line) for line in piece.read_text("utf-8").splitlines()]
    said = [
        post for topic in topics for post in topic["post_stream"]["posts"] if post["post_type"] == 1
    ]
    runner = world.app.test_cli_runner()
    answer = runner.invoke(args=["forum", "import", "discourse", str(piece)])
    assert answer.exit_code == 0, answer.output
    assert world.scalar(select(func.count()).select_from(Thread)) == len(topics)
    assert world.scalar(select(func.count()).select_from(Post)) == len(said)
    with world.request():
        assert list(counters.faults()) == []
        by_posts = select(Thread.id, Thread.title).order_by(Thread.posts.desc()).limit(1)
        longest = session().execute(by_posts).one()
    reader = world.client(world.member("Ana"))
    page = reader.get(f"/forum/t/{longest.id}", follow_redirects=True)
    assert page.status_code == 200
    assert page.text.count('class="fx-post"') > 1
    found = reader.get("/forum/-/search", query_string={"q": longest.title})
    assert f"/t/{longest.id}-" in found.text
    again = runner.invoke(args=["forum", "import", "discourse", str(piece)])
    assert again.exit_code == 0
    assert world.scalar(select(func.count()).select_from(Post)) == len(said)
