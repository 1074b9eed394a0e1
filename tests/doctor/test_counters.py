"""The doctor finds wrong counters and repairs them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.doctor import counters
from forum.moderation.actions import moderate
from forum.threads.models import Post, Thread

from ..support.world import World

DAY = timedelta(days=1)


def test_a_thread_that_was_only_written_in_has_no_fault(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ben)
    world.write(thread, ana, to=2)
    world.write(thread, ben, reflection=True)
    with world.request():
        assert list(counters.faults()) == []


def test_wrong_counters_are_reported_and_repaired(world: World) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ana)
    world.write(thread, ana, to=2)
    with world.request():
        session().execute(update(Thread).values(answers=7))
        session().execute(update(Post).where(Post.number == 2).values(replies=5))
    runner = world.app.test_cli_runner()
    found = runner.invoke(args=["forum", "doctor"])
    assert found.exit_code == 1
    assert f"thread {thread}: answers is 7, should be 1" in found.output
    assert "replies of post 2 is 5, should be 1" in found.output
    assert "1 thread repaired." in runner.invoke(args=["forum", "doctor", "--repair"]).output
    assert runner.invoke(args=["forum", "doctor"]).exit_code == 0
    assert world.scalar(select(Thread.answers)) == 1


def test_several_repaired_threads_are_counted_in_the_plural(world: World) -> None:
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    for title in ("One", "Two"):
        world.ask(space, ana, title)
    with world.request():
        session().execute(update(Thread).values(answers=7))
    output = world.app.test_cli_runner().invoke(args=["forum", "doctor", "--repair"]).output
    assert "2 threads repaired." in output


def test_withheld_numbers_and_the_last_activity_are_counted_again(world: World) -> None:
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    thread, other = world.discuss(space, ana), world.discuss(space, ana)
    posts = [world.write(thread, ana) for _ in range(4)]
    with world.request():
        for post in (posts[0], posts[1], posts[3]):
            moderate.hide(post, why="Not here")
        assert list(counters.faults()) == []
        right = session().execute(select(Thread.withheld, Thread.active_at)).all()
        session().execute(update(Thread).values(withheld="5-6", active_at=now() + DAY))
    runner = world.app.test_cli_runner()
    told = runner.invoke(args=["forum", "doctor"]).output
    assert f"thread {thread}: withheld is 5-6, should be 2-3,5" in told
    assert f"thread {other}: withheld is 5-6, should be none" in told
    assert f"thread {thread}: active_at is" in told
    assert "2 threads repaired." in runner.invoke(args=["forum", "doctor", "--repair"]).output
    assert runner.invoke(args=["forum", "doctor"]).exit_code == 0
    with world.request():
        found = session().execute(select(Thread.withheld, Thread.active_at)).all()
    assert sorted(found) == sorted(right)
