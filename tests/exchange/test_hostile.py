"""Imported files are not trusted: none of them ends a run, and the report says what is missing."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.core.database.session import session
from forum.doctor import counters
from forum.exchange.discourse import files
from forum.exchange.discourse.fields import Unusable
from forum.exchange.discourse.topics import LONGEST
from forum.exchange.discourse.topics import topic as read
from forum.threads.models import Post, Thread

from ..support.world import World
from .sample import imported, post, topic, write

NOT_TAKEN: list[tuple[Any, str]] = [
    (None, "not a topic"),
    ([], "not a topic"),
    ("topic", "not a topic"),
    ({}, "not a topic"),
    ({"id": "7"}, "not a topic"),
    ({"id": True}, "not a topic"),
    ({"id": 2**70}, "not a topic"),
    ({"id": 7}, "a topic without a title"),
    (topic(7, title="\u202e\x00 "), "a topic without a title"),
    (topic(7, title=["Title"]), "a topic without a title"),
    (topic(7, archetype="private_message"), "a private message"),
    (topic(7, visible=False), "a deleted or unlisted topic"),
    (topic(7, deleted_at="2020-01-01"), "a deleted or unlisted topic"),
    (topic(7, post_stream=None), "a topic without a usable post"),
    (topic(7, post_stream={"posts": {"1": 2}}), "a topic without a usable post"),
    (topic(7, post_stream={"posts": [None, 3, []]}), "a topic without a usable post"),
]
LEFT: list[tuple[dict[str, Any], str]] = [
    (post(2, post_type=3), "a system message (“small action”)"),
    (post(2, post_type=4), "a post that not everybody can read"),
    (post(2, post_type=[1]), "a post that not everybody can read"),
    (post(2, post_number="2"), "a post without a number of its own"),
    (post(2, post_number=-2), "a post without a number of its own"),
    (post(1), "a post without a number of its own"),
    (post(2, deleted_at="2020-01-01"), "a deleted post"),
    (post(2, user_deleted=True), "a deleted post"),
    (post(2, ""), "a post without text"),
    (post(2, cooked=7), "a post without text"),
    (post(2, "x" * (LONGEST + 1)), f"a post longer than {LONGEST} characters"),
    (post(2, username=None, user_id=None), "a post without an author"),
    (post(2, created_at=None), "a post without a time"),
    (post(2, created_at="yesterday"), "a post without a time"),
    (post(2, created_at=5), "a post without a time"),
]


@pytest.mark.parametrize(("data", "why"), NOT_TAKEN)
def test_a_topic_not_for_everybody_is_refused_with_a_reason(data: Any, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        read(data)


@pytest.mark.parametrize(("bad", "why"), LEFT)
def test_a_bad_post_is_left_out_with_a_reason_and_its_topic_imported(
    bad: dict[str, Any], why: str
) -> None:
    found = read(topic(7, post(1), bad, post(3)))
    assert [note.number for note in found.notes] == [1, 3]
    assert [word for word, _ in found.left_out] == [why]


def test_times_are_never_in_the_future_and_always_have_a_zone() -> None:
    found = read(
        topic(
            7,
            post(1, created_at="9999-12-31T23:59:59Z"),
            post(2, created_at="0001-01-01"),
            post(3, created_at="2020-02-29T10:00"),
        )
    )
    assert [note.at.year for note in found.notes][1:] == [1970, 2020]
    assert found.notes[0].at.year < 9999
    assert all(note.at.tzinfo for note in found.notes)


def test_one_bad_document_never_stops_the_rest(world: World, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        json.dumps(topic(7)).encode(),
        b"{not json",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"",
        b"1" * 5_000,
        json.dumps(topic(7)).encode(),
        json.dumps(topic(8))[:-9].encode(),
        b'{"id": 9, "title": "\\ud800 \\u0000", "post_stream": 3}',
        json.dumps(topic(10)).encode(),
    ]
    path.write_bytes(b"\n".join(lines))
    run = imported(world, path)
    assert run.report.counts["discussions"] == 2
    assert run.report.left_out == {
        "not JSON": ["a.jsonl:2", "a.jsonl:3", "a.jsonl:4", "a.jsonl:6", "a.jsonl:8"],
        "a topic that is in the files several times: the fullest was taken": ["a.jsonl:7"],
        "a post that is in the files several times": ["7/1", "7/2"],
        "a topic without a title": ["a.jsonl:9"],
    }


def test_a_topic_that_the_database_refuses_is_left_out_as_a_whole(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from forum.exchange.actions import imports

    real = imports.sources.remember_all

    def refuses(origin: str, found: list[tuple[str, str, int]]) -> None:
        if any(kind == "post" and key.startswith("8/") for kind, key, _ in found):
            real(origin, [("post", "7/1", 1)])
        real(origin, found)

    monkeypatch.setattr(imports.sources, "remember_all", refuses)
    run = imported(world, write(tmp_path / "a.jsonl", topic(7), topic(8), topic(9)))
    with world.request():
        titles = session().scalars(select(Thread.title).order_by(Thread.id)).all()
    assert titles == ["Topic 7", "Topic 9"]
    assert run.report.left_out == {"an error: IntegrityError": ["a.jsonl:2"]}


def test_odd_characters_huge_texts_and_circular_replies_are_imported(
    world: World, tmp_path: Path
) -> None:
    odd = "<p>a\x00b\ud800c\u202e</p>"
    run = imported(
        world,
        write(
            tmp_path / "a.jsonl",
            topic(
                7,
                post(1, odd, reply_to_post_number=3, username="\ud800\u202eAda", name="\x00"),
                post(2, "<b>" * 20_000 + "deep", reply_to_post_number=2),
                post(3, "<p>" + "x " * 49_000 + "</p>", reply_to_post_number=1),
                post(4, reply_to_post_number=40),
                post(5, accepted_answer="yes", reply_to_post_number="3"),
                title="A\x00 title\ud800",
                tags=["\x00", 7, {"name": "t"}, {"x": 1}, None],
            ),
        ),
    )
    with world.request():
        assert session().scalar(select(Thread.title)) == "A title"
        assert session().scalar(select(func.count()).select_from(Post)) == 5
        assert list(counters.faults()) == []
    later = "a reply to a later post: the link between them is dropped"
    assert run.report.left_out[later] == ["7/1", "7/4"]


def test_a_topic_without_its_opening_begins_with_the_next_post(
    world: World, tmp_path: Path
) -> None:
    imported(world, write(tmp_path / "a.jsonl", topic(7, post(1, ""), post(4), post(6))))
    with world.request():
        found = session().execute(select(Post.number, Post.kind).order_by(Post.number)).all()
        assert [tuple(row) for row in found] == [(1, "opening"), (2, "post")]


def test_a_hidden_post_stays_hidden_and_uncounted(world: World, tmp_path: Path) -> None:
    imported(
        world,
        write(
            tmp_path / "a.jsonl",
            topic(7, post(1), post(2, accepted_answer=True, hidden=True), post(3)),
        ),
    )
    with world.request():
        assert session().scalar(select(Post.state).where(Post.number == 2)) == "hidden"
        assert session().execute(select(Thread.answers, Thread.helped)).one() == (1, 0)
        assert list(counters.faults()) == []


def test_a_truncated_or_too_large_file_is_reported(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    whole = gzip.compress(json.dumps(topic(7)).encode())
    (folder / "cut.json.gz").write_bytes(whole[:-20])
    (folder / "bomb.json.gz").write_bytes(gzip.compress(b" " * 3_000_000))
    (folder / "lines.jsonl").write_bytes(b" " * 3_000_000 + b"\n" + json.dumps(topic(8)).encode())
    (folder / "out.json").symlink_to("/etc/hostname")
    monkeypatch.setattr(files, "LONGEST", 1_000_000)
    run = imported(world, folder)
    assert run.report.counts["discussions"] == 1
    assert run.report.left_out["too large for a topic"] == ["bomb.json.gz", "lines.jsonl:1"]
    assert len(run.report.left_out) == 2


def test_imported_html_cannot_run_scripts(world: World, tmp_path: Path) -> None:
    nasty = '<p><a href="javascript:alert(1)">a</a><svg/onload=alert(1)><iframe src="//x"></p>'
    imported(
        world,
        write(
            tmp_path / "a.jsonl",
            topic(
                7,
                post(1, nasty, name='"><canary-17>', username="<canary-17>"),
                title='"><canary-17>',
            ),
        ),
    )
    page = world.client(world.member("Ana")).get("/forum/t/1", follow_redirects=True).text
    assert "javascript:" not in page.replace("no-javascript", "")
    assert "onload" not in page
    assert "<canary-17>" not in page


ODD: list[Any] = [None, True, 1.5, "7", [], {}, -1, 2**63, "x" * 9_000, ["a"], {"a": 1}]
IN_TOPIC = "title slug category_id archetype closed visible deleted_at tags posts_count post_stream"
IN_POST = "id post_number post_type cooked name username user_id created_at hidden polls deleted_at"


def test_whatever_a_value_is_all_that_is_held_is_counted(world: World, tmp_path: Path) -> None:
    """Every field of a topic, of a post and of the stream, each with every odd value; and twice."""
    topics: list[dict[str, Any]] = []
    for value in ODD:
        topics += [
            topic(len(topics) + n, **{key: value}) for n, key in enumerate(IN_TOPIC.split(), 1)
        ]
        posts = [post(2, **{key: value}) for key in IN_POST.split()]
        topics += [topic(len(topics) + n, post(1), one) for n, one in enumerate(posts, 1)]
        streams = [{"posts": value}, {"posts": [value] * 3}, {"posts": [post(1)], "stream": value}]
        topics += [
            topic(len(topics) + n, post_stream=stream) for n, stream in enumerate(streams, 1)
        ]
    run = imported(world, write(tmp_path / "a.jsonl", *topics, *topics[::2]))
    assert run.report.tallies["topics"].held == len(topics) + len(topics[::2])
    assert not [why for why in run.report.left_out if why.startswith("an error")]
    again = imported(world, tmp_path / "a.jsonl")
    for one in (run, again):
        for name, tally in one.report.tallies.items():
            assert tally.held == tally.imported + tally.before + tally.left, name
    assert again.report.counts["posts"] == 0
    with world.request():
        assert list(counters.faults()) == []
