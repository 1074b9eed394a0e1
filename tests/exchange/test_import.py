"""A Discourse forum is imported: people, spaces, threads and links; once, and completely."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.core.database.outbox import Outbox
from forum.core.database.session import session
from forum.doctor import counters
from forum.exchange.actions import imports
from forum.exchange.models import Source
from forum.members.models import Member
from forum.spaces.models import Membership, Space
from forum.threads.models import Post, Revision, Thread

from ..support.world import World
from .sample import imported, post, topic, write


def all_of(world: World, *columns: Any, by: Any = None) -> list[tuple[Any, ...]]:
    with world.request():
        found = session().execute(select(*columns).order_by(columns[0] if by is None else by))
        return [tuple(row) for row in found]


def test_an_accepted_answer_makes_a_question_with_answers_and_replies(
    world: World, tmp_path: Path
) -> None:
    imported(
        world,
        write(
            tmp_path / "a.jsonl",
            topic(
                7,
                post(1),
                post(2, reply_to_post_number=1),
                post(4, reply_to_post_number=2),
                post(5, accepted_answer=True, reply_to_post_number=2),
                post(6, reply_to_post_number=4),
                post(7),
            ),
        ),
    )
    assert all_of(world, Post.number, Post.kind, Post.branch, Post.turn, Post.replies) == [
        (1, "opening", 0, 0, 0),
        (2, "answer", 1, 0, 2),
        (3, "reply", 1, 1, 0),
        (4, "answer", 2, 0, 0),
        (5, "reply", 1, 2, 0),
        (6, "answer", 3, 0, 0),
    ]
    thread = all_of(
        world, Thread.kind, Thread.posts, Thread.branches, Thread.answers, Thread.helped
    )
    assert thread == [("question", 6, 3, 3, 1)]
    with world.request():
        assert list(counters.faults()) == []


def test_a_topic_without_one_makes_a_discussion_with_its_times_and_reply_links(
    world: World, tmp_path: Path
) -> None:
    imported(
        world,
        write(
            tmp_path / "a.jsonl",
            topic(
                7,
                post(1),
                post(2),
                post(3, reply_to_post_number=2),
                closed=True,
                tags=["Physics", "c,d"],
            ),
        ),
    )
    numbers = dict(all_of(world, Post.id, Post.number))
    links = all_of(world, Post.number, Post.kind, Post.branch, Post.reply_to)
    assert [(*row[:3], numbers.get(row[3])) for row in links] == [
        (1, "opening", 0, None),
        (2, "post", 1, None),
        (3, "post", 2, 2),
    ]
    [(kind, opened, active, tags, locked)] = all_of(
        world, Thread.kind, Thread.opened_at, Thread.active_at, Thread.tags, Thread.locked_at
    )
    assert (kind, opened.isoformat()[:10], active.isoformat()[:10], tags) == (
        "discussion",
        "2019-03-01",
        "2019-03-03",
        "physics, c d",
    )
    assert locked is not None


def test_people_become_members_whom_nobody_can_sign_in_as(world: World, tmp_path: Path) -> None:
    world.member("person_1")
    imported(world, write(tmp_path / "a.jsonl", topic(7, post(1, name=""), post(2, user_id=-1))))
    found = all_of(world, Member.handle, Member.name, Member.user_key, by=Member.id)
    assert [row[2] is None for row in found] == [False, True, True]
    assert [row[0] for row in found] == ["person_1", "person_12", "person_13"]
    assert found[1][1] == "person_1"


def test_categories_become_open_spaces_named_by_the_links_to_them(
    world: World, tmp_path: Path
) -> None:
    link = '<p><a href="https://old.example/c/talk/code-exchange/5">there</a></p>'
    imported(
        world,
        write(
            tmp_path / "a.jsonl",
            topic(7, post(1, link)),
            topic(8, category_id=6),
            topic(9, category_id="x"),
        ),
    )
    spaces = all_of(world, Space.name, Space.access, Space.made_by, by=Space.id)
    assert spaces == [
        ("Code exchange", "open", None),
        ("Category 6", "open", None),
        ("Uncategorised", "open", None),
    ]
    assert all_of(world, Membership.member_id) == []


def test_one_space_can_take_everything(world: World, tmp_path: Path) -> None:
    there = world.space("Letters", by=world.member("Ana"))
    run = imported(
        world, write(tmp_path / "a.jsonl", topic(7), topic(8, category_id=6)), space="Letters"
    )
    assert run.report.counts["spaces"] == 0
    assert {row[0] for row in all_of(world, Thread.space_id)} == {there.id}


def test_the_one_space_is_found_by_its_name_and_not_by_a_similar_slug(
    world: World, tmp_path: Path
) -> None:
    for n, name in enumerate(["Документы", "Бухгалтерия", "C++", "C#"]):
        imported(world, write(tmp_path / "a.jsonl", topic(n + 1)), space=name)
    found = select(Space.name).join(Thread, Thread.space_id == Space.id).order_by(Thread.id)
    with world.request():
        assert list(session().scalars(found)) == ["Документы", "Бухгалтерия", "C++", "C#"]


def test_the_one_space_is_found_by_its_slug_and_after_it_was_renamed(
    world: World, tmp_path: Path
) -> None:
    first = write(tmp_path / "a.jsonl", topic(1))
    imported(world, first, space="The old forum")
    with world.request():
        session().execute(update(Space).values(name="Before", slug="before"))
        session().commit()
    for name, *some in (("The old forum", topic(1), topic(2)), ("before", topic(3))):
        run = imported(world, write(tmp_path / "a.jsonl", *some), space=name)
        assert run.report.counts["spaces"] == 0
    assert len({row[0] for row in all_of(world, Thread.space_id)}) == 1


def test_nothing_is_imported_into_a_space_of_the_same_name(world: World, tmp_path: Path) -> None:
    there = world.space("Category 5", by=world.member("Ana"), access="closed")
    imported(world, write(tmp_path / "a.jsonl", topic(7)))
    assert there.id not in {row[0] for row in all_of(world, Thread.space_id)}


def test_links_lead_to_topics_imported_earlier_and_later(world: World, tmp_path: Path) -> None:
    home = "https://old.example/t"
    links = (
        f'<p><a href="{home}/topic-8/8">later</a> <a href="/t/topic-8/8/2?u=a">its second</a> '
        f'<a href="{home}/topic-7/7/2">mine</a> <a href="/u/Person_2">@person_2</a> '
        f'<a href="/u/nobody">@nobody</a> <a href="{home}/topic-99/99">gone</a> '
        '<a href="https://other.example/t/other-8/8">elsewhere</a></p>'
    )
    back = f'<p><a href="{home}/topic-7/7">earlier</a> <a href="/t/7/2">second</a></p>'
    run = imported(
        world,
        write(
            tmp_path / "a.jsonl",
            topic(7, post(1, links), post(2)),
            topic(8, post(1, back), post(2)),
        ),
    )
    threads = dict(all_of(world, Thread.title, Thread.id))
    posts = {
        (thread, number): id
        for id, thread, number in all_of(world, Post.id, Post.thread_id, Post.number)
    }
    first, second = threads["Topic 7"], threads["Topic 8"]
    html = dict(all_of(world, Post.id, Post.html))
    assert html[posts[first, 1]] == (
        f'<p><a href="forum:/t/{second}">later</a> '
        f'<a href="forum:/p/{posts[second, 2]}">its second</a> '
        f'<a href="forum:/p/{posts[first, 2]}">mine</a> <a href="forum:/m/person_2">@person_2</a> '
        f'@nobody <a href="{home}/topic-99/99" rel="nofollow noopener ugc">gone</a> '
        '<a href="https://other.example/t/other-8/8" rel="nofollow noopener ugc">elsewhere</a></p>'
    )
    assert html[posts[second, 1]] == (
        f'<p><a href="forum:/t/{first}">earlier</a> '
        f'<a href="forum:/p/{posts[first, 2]}">second</a></p>'
    )
    assert run.report.counts["links"] == 1
    kinds = {row[0] for row in all_of(world, Source.kind)}
    assert "link" not in kinds
    source = dict(all_of(world, Revision.post_id, Revision.source))
    assert source[posts[first, 1]] == html[posts[first, 1]]


def test_html_is_cleaned_and_kept_as_a_source_that_can_be_edited(
    world: World, tmp_path: Path
) -> None:
    cooked = '<p onclick="x()">Hi<script>alert(1)</script> <img src="https://x.example/a.png"></p>'
    imported(world, write(tmp_path / "a.jsonl", topic(7, post(1, cooked))))
    [(html,)] = all_of(world, Post.html)
    [(source, format)] = all_of(world, Revision.source, Revision.format)
    assert "script" not in html + source
    assert "onclick" not in html + source
    assert "<img" in source
    assert "<img" not in html
    assert format == "html"


def test_a_second_run_adds_nothing(world: World, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", topic(7), topic(8, post(1), category_id=6))
    imported(world, path)
    before = count(world)
    again = imported(world, path)
    assert count(world) == before
    assert again.report.counts["before"] == 2
    assert again.report.counts["posts"] == 0


def count(world: World) -> list[int]:
    with world.request():
        return [
            session().scalar(select(func.count()).select_from(table)) or 0
            for table in (Member, Space, Thread, Post, Revision, Source, Outbox)
        ]


def test_an_interrupted_run_is_continued(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = '<p><a href="https://old.example/t/topic-9/9">later</a></p>'
    path = write(tmp_path / "a.jsonl", topic(7, post(1, link)), topic(8), topic(9))
    real, calls = imports.sources.remember_all, []

    def dies(origin: str, found: Sequence[tuple[str, str, int]]) -> None:
        calls.extend(kind for kind, _, _ in found)
        if calls.count("topic") == 2:
            raise KeyboardInterrupt
        real(origin, found)

    with monkeypatch.context() as patch:
        patch.setattr(imports.sources, "remember_all", dies)
        patch.setattr(imports, "POSTS_AT_ONCE", 1)
        with pytest.raises(KeyboardInterrupt):
            imported(world, path)
    assert count(world)[2:4] == [1, 1]
    run = imported(world, path)
    assert count(world)[2:4] == [3, 5]
    assert (run.report.counts["before"], run.report.counts["links"]) == (1, 1)


def test_each_thread_is_recorded_for_the_index_once_without_waking_it(
    world: World, tmp_path: Path
) -> None:
    with world.request():
        session().execute(Outbox.__table__.delete())
    imported(world, write(tmp_path / "a.jsonl", topic(7), topic(8)))
    told = all_of(world, Outbox.kind, Outbox.object_id)
    assert [kind for kind, _ in told] == ["thread", "thread"]


def test_the_files_may_be_in_a_folder_plain_or_gzipped(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    (folder / "deep").mkdir(parents=True)
    (folder / "7.json").write_text(json.dumps(topic(7), indent=1))
    (folder / "deep" / "8.json.gz").write_bytes(gzip.compress(json.dumps(topic(8)).encode()))
    write(folder / "more.jsonl", topic(9), topic(10))
    (folder / "lines.json").write_text(f"{json.dumps(topic(11))}\n{json.dumps(topic(12))}\n")
    (folder / "readme.txt").write_text("no JSON")
    run = imported(world, folder)
    assert run.report.counts["discussions"] == 6
    assert run.report.left_out == {}
