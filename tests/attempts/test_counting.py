"""Counters equal the rows, whatever becomes of the post, its teller, and the member they are."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.artefacts.models import Artefact
from forum.attempts.models import Attempt
from forum.core.database.session import session
from forum.core.errors import Changed
from forum.doctor.attempts import NAMES, wrong_counts
from forum.doctor.counters import faults
from forum.exchange.actions.claim import claim
from forum.leaving.actions import forget
from forum.members.models import Member
from forum.moderation.actions import moderate
from forum.threads.actions import withdraw
from forum.threads.models import Post, Thread

from ..support.world import User, World


def counts(world: World, table: type[Any] = Thread) -> tuple[int, ...]:
    """Return the counters of the only thread, after the doctor has found nothing."""
    with world.request():
        assert [*wrong_counts(), *faults()] == []
        return tuple(session().execute(select(*(getattr(table, name) for name in NAMES))).one())


def answered(world: World, **places: str) -> tuple[int, int, dict[str, User]]:
    """Return a thread, its answer by Ben, and people of these organisations."""
    ana, ben = world.member("Ana"), world.member("Ben")
    people = {name: world.member(name, organisation=place) for name, place in places.items()}
    thread = world.ask(world.space("Letters", by=ana), ana)
    return thread, world.write(thread, ben), {**people, "Ana": ana, "Ben": ben}


def test_hidden_shown_again_and_withdrawn(world: World) -> None:
    _, post, people = answered(world, Cleo="West", Dina="West", Eva="")
    for name, outcome in (("Cleo", "worked"), ("Dina", "partly"), ("Eva", "not")):
        world.tell(people[name], outcome, post_id=post)
    assert counts(world) == (3, 1, 1, 1)
    with world.request():
        moderate.hide(post, why="Off topic")
    assert counts(world) == (0, 0, 0, 0)
    with world.request():
        moderate.restore(post)
    assert counts(world) == (3, 1, 1, 1)
    with world.request():
        withdraw.withdraw(post)
    assert counts(world) == (0, 0, 0, 0)
    assert world.scalar(select(func.count(Attempt.id))) == 3
    assert "Tried" not in world.client(people["Ana"]).get("/forum/").text


def test_an_organisation_of_two_answers_is_one_of_the_thread(world: World) -> None:
    thread, post, people = answered(world, Cleo="West", Dina="East")
    other = world.write(thread, people["Ana"])
    world.tell(people["Cleo"], post_id=post)
    world.tell(people["Cleo"], post_id=other)
    world.tell(people["Dina"], post_id=other)
    assert counts(world) == (3, 3, 0, 2)
    with world.request():
        moderate.hide(other, why="Off topic")
    assert counts(world) == (1, 1, 0, 1)


@pytest.mark.parametrize("hidden", [False, True])
def test_an_opening_that_somebody_tried_does_not_take_its_thread_with_it(
    world: World, hidden: bool
) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.discuss(world.space("Letters", by=ana), ana)
    opening = int(world.scalar(select(Post.id)) or 0)
    world.tell(ben, post_id=opening)
    if hidden:
        with world.request():
            moderate.hide(opening, why="Off topic")
    assert "whole" not in world.client(ana).get(f"/forum/p/{opening}/back").text
    assert world.client(ana).post(f"/forum/p/{opening}/back").status_code == 302
    assert world.scalar(select(Thread.gone_at).where(Thread.id == thread)) is None
    assert counts(world) == (0, 0, 0, 0)


def test_who_left_is_a_former_member_of_no_organisation(world: World) -> None:
    _, post, people = answered(world, Cleo="West", Dina="East")
    for name in ("Cleo", "Dina"):
        world.tell(people[name], post_id=post, happened=f"Told by {name[0]}.")
    assert counts(world) == (2, 2, 0, 2)
    with world.request():
        forget(people["Cleo"].id)
    assert counts(world) == (2, 2, 0, 1)
    page = world.client(people["Ana"]).get("/forum/t/1", follow_redirects=True).text
    assert "former member" in page
    assert "Told by C." in page
    assert "West" not in page
    assert "Cleo" not in page


def imported(world: World, name: str) -> tuple[str, int]:
    """Return the handle and the id of a member whom nobody signs in as."""
    with world.request():
        member = Member(user_key=None, handle=name, name=name, organisation="Old")
        session().add(member)
        session().flush()
        return name, member.id


def test_two_members_who_become_one_have_told_what_both_did(world: World) -> None:
    thread, post, people = answered(world, Cleo="West")
    handle, member = imported(world, "cleo-of-old")
    with world.request():
        values = {"author_id": member}
        own = session().scalar(select(Post.id).where(Post.number == 1))
        session().execute(update(Thread).values(values))
        session().execute(update(Post).where(Post.id == own).values(values))
    theirs = world.write(thread, people["Ana"])
    with world.request():
        session().execute(update(Post).where(Post.id == theirs).values(author_id=member))
    world.tell(people["Cleo"], post_id=post)
    world.tell(people["Cleo"], "not", post_id=post)
    world.tell(people["Cleo"], post_id=theirs)  # of what will be their own
    with world.request():
        session().execute(update(Attempt).where(Attempt.outcome == "not").values(member_id=member))
        claim(handle, key=people["Cleo"].id)
    assert world.scalar(select(func.count(Attempt.id)).where(Attempt.member_id == member)) == 2
    assert counts(world) == (2, 1, 0, 1)


def test_a_thread_that_moves_keeps_what_was_tried(world: World) -> None:
    _, post, people = answered(world, Cleo="West")
    world.space("Elsewhere", by=people["Ana"])
    world.tell(people["Cleo"], post_id=post)
    sent = {"space": "elsewhere", "reason": "Fits", "seen": "1"}
    assert world.client(people["Ana"]).post("/forum/t/1/move", data=sent).status_code == 302
    assert counts(world) == (1, 1, 0, 1)


def test_the_doctor_says_what_is_counted_wrongly_and_counts_it_again(world: World) -> None:
    _, post, people = answered(world, Cleo="West", Dina="East")
    world.tell(people["Cleo"], post_id=post)
    world.tell(people["Dina"], "partly", post_id=post)
    with world.request():
        for table in (Post, Thread):
            session().execute(update(table).values(organisations=7, worked=0))
    runner = world.app.test_cli_runner()
    found = runner.invoke(args=["forum", "doctor"])
    assert found.exit_code == 1
    assert f"post {post}: organisations is 7, should be 2" in found.output
    assert "thread 1: worked is 0, should be 1" in found.output
    assert (
        "counted again for 3 things" in runner.invoke(args=["forum", "doctor", "--repair"]).output
    )
    assert runner.invoke(args=["forum", "doctor"]).exit_code == 0
    assert counts(world) == (2, 1, 1, 2)


def test_nobody_corrects_or_deletes_what_is_gone(world: World) -> None:
    from forum.attempts import actions

    _, post, people = answered(world, Cleo="West")
    attempt = world.tell(people["Cleo"], post_id=post)
    with world.request():
        actions.withdraw(attempt)
    with world.request(), pytest.raises(Changed):
        actions.withdraw(attempt)
    again = world.tell(people["Cleo"], post_id=post)
    assert again > attempt  # a number is never used again
    assert world.scalar(select(func.count(Artefact.id))) == 0
