"""Nothing of an archive is lost without a line: missing posts are named, and added later.

Siblings covered: a topic of which a file holds the first twenty posts, or not those in the middle;
a later file with fewer; pages of one topic in several files, with and without its title, in any
order; a topic twice, the fuller one first or last; an answer that is accepted but not held yet; a
whole thread that became longer here in the meantime, or is locked, or gone; two forums whose topics
and people have the same numbers; a run killed while it completes; counts that add up.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.core.database.outbox import Outbox
from forum.core.database.session import session
from forum.doctor import counters
from forum.exchange.actions import threads
from forum.exchange.actions.imports import Import
from forum.exchange.models import Source
from forum.following.models import Follow
from forum.members.models import Member
from forum.notices.models import Notice
from forum.threads.models import Post, Revision, Thread

from ..support.needed import archive
from ..support.world import World
from .sample import imported, post, topic, write

BYTES = 5_000_000
"""How much of the big archive is read, unpacked."""


def part(first: int, last: int, *, of: int = 45, id: int = 900, **more: Any) -> dict[str, Any]:
    """Return a topic of *of* posts, of which the file holds those from *first* to *last*."""
    found = topic(
        id,
        *(post(n, f"<p>post {n}</p>", user_id=1) for n in range(first, last + 1)),
        posts_count=of,
        highest_post_number=of,
        **more,
    )
    found["post_stream"]["stream"] = [1000 + n for n in range(1, of + 1)]
    return found


def texts(world: World) -> list[str]:
    """Return the texts of all posts in the order of their numbers."""
    with world.request():
        found = session().scalars(select(Post.html).order_by(Post.thread_id, Post.number)).all()
        assert list(counters.faults()) == []
    return [html.removeprefix("<p>post ").removesuffix("</p>") for html in found]


def adds_up(run: Import) -> None:
    for name, tally in run.report.tallies.items():
        assert tally.held == tally.imported + tally.before + tally.left, name


def test_missing_posts_are_named_and_added_from_a_fuller_file(world: World, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    first = imported(world, write(file, part(1, 20), topic(901)))
    assert first.report.short == {"900": (20, 45)}
    assert "  topic 900: 20 of 45 posts" in first.report.lines()
    assert "Nothing was left out." not in first.report.lines()
    again = imported(world, file)
    assert again.report.short == {"900": (20, 45)}
    assert again.report.counts["posts"] == again.report.counts["completed"] == 0
    middle = imported(world, write(file, part(30, 40)))
    assert middle.report.short == {"900": (31, 45)}
    whole = imported(world, write(file, part(1, 45)))
    assert whole.report.short == {}
    assert (whole.report.counts["posts"], whole.report.counts["completed"]) == (14, 1)
    assert "Completed: 1 topic." in whole.report.lines()
    assert "Nothing was left out." in whole.report.lines()
    order = [*range(1, 21), *range(30, 41), *range(21, 30), *range(41, 46)]
    assert texts(world)[:45] == [str(n) for n in order]
    fewer = imported(world, write(file, part(1, 20)))
    assert fewer.report.short == {}
    for run in (first, again, middle, whole, fewer):
        adds_up(run)
    with world.request():
        assert session().scalar(select(Revision.title).where(Revision.title == "Topic 900"))
        assert session().scalar(select(func.count()).select_from(Revision)) == 47


@pytest.mark.parametrize(
    "more",
    [
        {"posts_count": 3},
        {"highest_post_number": 3},
        {"post_stream": {"posts": [post(1), post(2)], "stream": [1001, 1002, 77]}},
    ],
)
def test_the_number_of_posts_is_read_from_whatever_says_it(
    world: World, tmp_path: Path, more: dict[str, Any]
) -> None:
    run = imported(world, write(tmp_path / "a.jsonl", topic(7, **more)))
    assert run.report.short == {"7": (2, 3)}


@pytest.mark.parametrize(
    "more",
    [
        {"posts_count": "99", "highest_post_number": [9]},
        {"posts_count": 2, "highest_post_number": 9},
        {"post_stream": {"posts": [post(1), post(2, post_type=4)], "stream": [1001]}},
        {"post_stream": {"posts": [post(1, id=None), post(2, id=None)], "stream": [1, 2]}},
        {"post_stream": {"posts": [post(1), post(2)], "stream": "1001"}},
        {"posts_count": True},
    ],
)
def test_gaps_left_by_deleted_posts_and_odd_numbers_are_not_missing_posts(
    world: World, tmp_path: Path, more: dict[str, Any]
) -> None:
    assert imported(world, write(tmp_path / "a.jsonl", topic(7, **more))).report.short == {}


def test_a_post_left_out_does_not_look_missing_to_a_later_file(
    world: World, tmp_path: Path
) -> None:
    whole = part(1, 30, of=30)
    whole["post_stream"]["posts"][24] |= {"post_type": 3}
    imported(world, write(tmp_path / "a.jsonl", whole))
    run = imported(world, write(tmp_path / "b.jsonl", part(1, 20, of=30)))
    assert run.report.short == {}


def test_pages_of_a_topic_are_put_together_in_any_order(world: World, tmp_path: Path) -> None:
    page = {"id": 900, "post_stream": {"posts": part(41, 45)["post_stream"]["posts"]}}
    page["post_stream"]["posts"][0] |= {"user_id": 77, "username": "late"}
    run = imported(world, write(tmp_path / "a.jsonl", page, part(21, 40), topic(901), part(1, 20)))
    assert texts(world)[2:] == [str(n) for n in range(1, 46)], "901 was whole first"
    assert run.report.short == {}
    assert (run.report.counts["discussions"], run.report.counts["people"]) == (2, 3)
    adds_up(run)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_a_topic_that_is_there_twice_the_fuller_is_taken_and_the_other_named(
    world: World, tmp_path: Path, order: tuple[int, int]
) -> None:
    copies = [part(1, 3, of=5, title="Short"), part(1, 5, of=5, title="Full")]
    copies[0]["post_stream"]["posts"][0]["cooked"] = "<p>post old</p>"
    run = imported(world, write(tmp_path / "a.jsonl", *(copies[n] for n in order)))
    assert texts(world) == ["1", "2", "3", "4", "5"]
    with world.request():
        assert session().scalars(select(Thread.title)).all() == ["Full"]
    where = f"a.jsonl:{order.index(0) + 1}"
    assert run.report.left_out == {
        "a topic that is in the files several times: the fullest was taken": [where],
        "a post that is in the files several times": ["900/1", "900/2", "900/3"],
    }
    adds_up(run)


def test_posts_of_a_private_message_do_not_come_in_with_a_page_of_it(
    world: World, tmp_path: Path
) -> None:
    page = {"id": 900, "post_stream": {"posts": part(1, 45)["post_stream"]["posts"]}}
    secret = part(1, 2, archetype="private_message")
    run = imported(world, write(tmp_path / "a.jsonl", page, secret))
    assert texts(world) == []
    assert run.report.left_out["a private message"] == ["a.jsonl:1", "a.jsonl:2"]
    adds_up(run)


def test_what_was_written_here_meanwhile_keeps_its_number_and_nobody_is_notified(
    world: World, tmp_path: Path
) -> None:
    file = tmp_path / "a.jsonl"
    imported(world, write(file, part(1, 20)))
    ana = world.member("Ana")
    thread = world.scalar(select(Thread.id))
    world.write(thread, ana, text="Here.")
    with world.request():
        last = session().scalar(select(Thread.active_at))
        session().execute(update(Thread).values(locked_at=last, locked_why="Enough."))
        for table in (Outbox, Notice):
            session().execute(table.__table__.delete())
        session().commit()
    imported(world, write(file, part(1, 45)))
    assert texts(world)[19:22] == ["20", "<p>Here.</p>\n", "21"]
    with world.request():
        row = session().execute(select(Thread.posts, Thread.branches, Thread.active_at)).one()
        assert (row.posts, row.branches) == (46, 45)
        assert row.active_at == last
        assert session().scalar(select(func.count()).select_from(Notice)) == 0
        assert session().scalar(select(func.count()).select_from(Follow)) == 1
        told = session().execute(select(Outbox.kind, Outbox.object_id)).all()
        assert {tuple(one) for one in told} == {("thread", thread)}


def test_more_posts_of_a_thread_that_is_gone_are_left_out(world: World, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    imported(world, write(file, part(1, 1)))
    with world.request():
        session().execute(update(Thread).values(gone_at=Thread.active_at))
        session().commit()
    run = imported(world, write(file, part(1, 45)))
    assert run.report.left_out == {"more posts of a topic that was deleted here": ["a.jsonl:1"]}
    assert texts(world) == ["1"]
    adds_up(run)


def test_an_answer_that_is_accepted_but_not_held_makes_a_question_and_helps_later(
    world: World, tmp_path: Path
) -> None:
    file, answer = tmp_path / "a.jsonl", {"accepted_answer": {"post_number": 4}}
    first = imported(world, write(file, topic(7, post(1), post(2), **answer)))
    assert first.report.left_out == {"an accepted answer that the files do not hold": ["7/4"]}
    again = [post(1), post(2), post(3, reply_to_post_number=2), post(4), post(5)]
    again[4] |= {"reply_to_post_number": 4}
    second = imported(world, write(file, topic(7, *again, **answer)))
    with world.request():
        rows = select(Post.number, Post.kind, Post.branch, Post.turn, Post.replies, Post.helped)
        found = [tuple(row) for row in session().execute(rows.order_by(Post.number))]
        assert list(counters.faults()) == []
        assert session().execute(select(Thread.kind, Thread.helped, Thread.answers)).one() == (
            "question",
            1,
            2,
        )
    assert found == [
        (1, "opening", 0, 0, 0, False),
        (2, "answer", 1, 0, 1, False),
        (3, "reply", 1, 1, 0, False),
        (4, "answer", 2, 0, 1, True),
        (5, "reply", 2, 1, 0, False),
    ]
    third = imported(world, file)
    assert third.report.tallies["helped"].before == 1
    for run in (first, second, third):
        adds_up(run)


def test_a_discussion_becomes_a_question_when_its_answer_arrives(
    world: World, tmp_path: Path
) -> None:
    file = tmp_path / "a.jsonl"
    imported(world, write(file, topic(7, post(1), post(2))))
    run = imported(world, write(file, topic(7, post(1), post(2), post(3, accepted_answer=True))))
    with world.request():
        assert session().execute(select(Thread.kind, Thread.answers)).one() == ("question", 2)
        assert list(counters.faults()) == []
    [why] = run.report.left_out
    assert why.startswith("a discussion that became a question")


def test_a_mark_that_was_taken_off_here_stays_off(world: World, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", topic(7, post(1), post(2, accepted_answer=True)))
    imported(world, file)
    with world.request():
        session().execute(update(Post).values(helped=False))
        session().execute(update(Thread).values(helped=0))
        session().commit()
    run = imported(world, file)
    with world.request():
        assert session().scalar(select(func.count()).where(Post.helped)) == 0
    assert run.report.tallies["helped"].left == 1
    adds_up(run)


def test_two_forums_whose_topics_and_people_have_the_same_numbers_stay_apart(
    world: World, tmp_path: Path
) -> None:
    other = topic(
        7, post(1, "<p>other</p>", created_at="2011-01-01", username="zoe"), title="Other"
    )
    first, second = write(tmp_path / "a", topic(7, title="One")), write(tmp_path / "b", other)
    imported(world, first)
    run = imported(world, second)
    assert "These files are from another forum" in run.report.lines()[0]
    assert (run.report.counts["before"], run.report.counts["discussions"]) == (0, 1)
    for file in (first, second):
        assert imported(world, file).report.counts["before"] == 1
    with world.request():
        author = select(Member.handle).join(Post).join(Thread, Thread.id == Post.thread_id)
        assert session().scalars(author.where(Thread.title == "Other")).all() == ["zoe"]
        assert session().scalar(select(func.count()).select_from(Thread)) == 2


@pytest.mark.parametrize(
    ("host", "people", "forums"),
    [(None, {}, 1), ("a.example", {}, 1), ("b.example", {}, 2), (None, {"username": "zoe"}, 2)],
)
def test_other_topics_are_of_the_same_forum_unless_host_or_people_say_otherwise(
    world: World, tmp_path: Path, host: str | None, people: dict[str, str], forums: int
) -> None:
    imported(world, write(tmp_path / "a", topic(7, post(1))), host="a.example")
    imported(world, write(tmp_path / "b", topic(8, post(1, **people))), host=host)
    with world.request():
        assert session().scalar(select(func.count(Source.origin.distinct()))) == forums
        assert session().scalar(select(func.count()).select_from(Member)) == forums


def test_a_run_that_is_killed_while_it_completes_is_continued(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.jsonl"
    imported(world, write(file, part(1, 20)))
    write(file, part(1, 45))

    def dies(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(threads, "_count", dies)
        with pytest.raises(KeyboardInterrupt):
            imported(world, file)
    assert len(texts(world)) == 20
    imported(world, file)
    assert texts(world) == [str(n) for n in range(1, 46)]


def test_links_without_a_host_are_kept_counted_and_completed_by_a_later_run(
    world: World, tmp_path: Path
) -> None:
    html = (
        '<p><a class="attachment" href="/uploads/a.pdf">a</a> <img src="/uploads/b.png" alt="b"> '
        '<a href="/t/other/99">c</a> <a href="/t/topic-7/7/1">d</a> <a href="/u/nobody">e</a> '
        '<img src="upload://f.png" alt="f"> <a href="uploads/g">g</a></p>'
    )
    file = write(tmp_path / "a.jsonl", topic(7, post(1, html), post(2)))
    run = imported(world, file)
    said = "links without a host: kept as they are; --host says where they lead"
    assert run.report.left_out[said] == ["7/1"]
    assert run.report.left_out["links of a form that is not allowed: their texts are kept"]
    with world.request():
        kept = session().scalar(select(Post.html).where(Post.number == 1)) or ""
    for path in ("/uploads/a.pdf", "/uploads/b.png", "/t/other/99", "/uploads/short-url/f.png"):
        assert f'href="{path}"' in kept
    later = imported(world, file, host="old.example")
    assert later.report.counts["links"] == 1
    with world.request():
        html = session().scalar(select(Post.html).where(Post.number == 1)) or ""
        assert session().scalars(select(Source.key).where(Source.kind == "path")).all() == []
    assert html == kept.replace('href="/', 'href="https://old.example/')
    assert imported(world, file).report.counts["links"] == 0


def test_votes_of_a_poll_and_emoji_of_a_title_come_along(world: World, tmp_path: Path) -> None:
    cooked = (
        '<div class="poll" data-poll-name="poll"><ul><li data-poll-option-id="ab1">Yes</li>'
        '<li data-poll-option-id="ab2">No</li></ul><div class="poll-info">0 voters</div></div>'
    )
    options: list[Any] = [{"id": "ab1", "votes": 6}, {"id": "ab2", "votes": 1}, 7, {"votes": "x"}]
    polls = [{"voters": 7, "options": options}, None]
    imported(
        world,
        write(
            tmp_path / "a.jsonl",
            topic(7, post(1, cooked, polls=polls), post(2, cooked), title=":tada: Vote"),
        ),
    )
    with world.request():
        first, second = session().scalars(select(Post.html).order_by(Post.number)).all()
        assert session().scalar(select(Thread.title)) == "🎉 Vote"
    assert first == "<p>Poll, 7 voters:</p><ul><li>6 votes: Yes</li><li>1 vote: No</li></ul>"
    assert second == "<p>Poll:</p><ul><li>Yes</li><li>No</li></ul>"


def test_the_whole_report_names_every_place(world: World, tmp_path: Path) -> None:
    actions = [post(n, post_type=3) for n in range(2, 15)]
    file, report = write(tmp_path / "a.jsonl", topic(7, post(1), *actions)), tmp_path / "said.txt"
    words = ["forum", "import", "discourse", str(file), "--report", str(report)]
    said = world.app.test_cli_runner().invoke(args=[*words, "--host", "https://old.example/"])
    assert said.exit_code == 0, said.output
    assert "7/11, …)" in said.output
    assert "7/11, 7/12, 7/13, 7/14)" in report.read_text()
    wrong = world.app.test_cli_runner().invoke(args=[*words, "--host", "no host"])
    assert wrong.exit_code == 1
    assert "no host is not a host like forum.example" in wrong.output


@pytest.mark.sites("sqlite")
def test_all_that_the_archive_holds_is_counted(world: World, tmp_path: Path) -> None:
    """Counted by the files themselves: every post in them is there, every other one is named."""
    import gzip

    file = tmp_path / "topics.jsonl"
    with gzip.open(archive(), "rb") as lines:
        file.write_bytes(lines.read(BYTES).rpartition(b"\n")[0])
    topics = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    posts = [post for topic in topics for post in topic["post_stream"]["posts"]]
    run = imported(world, file)
    adds_up(run)
    tallies = run.report.tallies
    with world.request():
        for table, name in ((Thread, "topics"), (Post, "posts"), (Member, "people")):
            brought = session().scalar(select(func.count()).select_from(table))
            assert brought == tallies[name].imported
        assert session().scalar(select(func.count()).where(Post.helped)) == (
            tallies["helped"].imported
        )
    assert tallies["topics"].held == len(topics)
    assert tallies["posts"].held == len(posts)
    assert tallies["people"].held == len({post["user_id"] for post in posts})
    assert tallies["spaces"].held == len({topic["category_id"] for topic in topics})
    assert tallies["helped"].held == sum(post["accepted_answer"] for post in posts)
    named = run.report.left_out["a system message (“small action”)"]
    assert len(named) == tallies["posts"].left == sum(post["post_type"] == 3 for post in posts)
    assert run.report.short == {}
