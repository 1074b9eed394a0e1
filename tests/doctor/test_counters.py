"""The doctor finds wrong counters and repairs them."""

from __future__ import annotations

from sqlalchemy import select, update

from forum.core.database.session import session
from forum.doctor import counters
from forum.threads.models import Post, Thread

from ..support.world import World


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
