"""The first page is about loops: what waits, what was tried and saved lately, what is new."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.attempts.actions import plans
from forum.attempts.rows import Thing
from forum.core.database.base import now
from forum.core.database.session import session
from forum.moderation.actions.moderate import hide
from forum.spaces.models import Membership, Space
from forum.threads.models import Post, Thread

from ..support.sealed import WORD, open_sealed, seal, write_take
from ..support.world import User, World


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """Ana looks after the space, Ben and Cleo are members."""
    return {name: world.member(name) for name in ("Ana", "Ben", "Cleo")}


def section(page: str, heading: str) -> str:
    """Return the text of the section below *heading*; empty if there is none."""
    found = re.search(rf"<h2[^>]*>{heading}</h2>.*?</section>", page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])) if found else ""


def front(world: World, user: User | None) -> str:
    return str(world.client(user).get("/forum/").text)


def test_what_waits_for_somebody_is_what_they_could_answer(
    world: World, people: dict[str, User]
) -> None:
    space = world.space("Letters", by=people["Ana"])
    world.ask(space, people["Ana"], "Asked by Ana?")
    world.ask(space, people["Ben"], "Asked by Ben?")
    answered = world.ask(space, people["Ana"], "Answered?")
    world.write(answered, people["Ben"])
    waiting = section(front(world, people["Ben"]), "Waiting for you")
    assert "Asked by Ana?" in waiting
    assert "Asked by Ben?" not in waiting
    assert "Answered?" not in waiting


def test_nothing_waits_where_one_cannot_write(world: World, people: dict[str, User]) -> None:
    ana, ben = people["Ana"], people["Ben"]
    archived, blocked, hidden, old = (
        world.space(name, by=ana) for name in ("Archive", "Blocked", "Hidden", "Old")
    )
    for space in (archived, blocked, hidden, old):
        world.ask(space, ana, f"Asked in {space.slug}?")
    open_sealed(world, blocked.id, ana)
    member = world.id(ben)
    with world.request():
        session().execute(update(Space).where(Space.id == archived.id).values(archived_at=now()))
        session().add(Membership(space_id=blocked.id, member_id=member, blocked_at=now()))
        opening = select(Post.id).join(Thread).where(Thread.space_id == hidden.id)
        hide(int(session().scalar(opening) or 0), why="Off topic")
        long_ago = now() - timedelta(days=100)
        session().execute(
            update(Thread).where(Thread.space_id == old.id).values(opened_at=long_ago)
        )
    assert "Waiting for you" not in front(world, ben)


def test_days_of_ones_own_wait_and_nobody_elses(world: World, people: dict[str, User]) -> None:
    space = world.space("Letters", by=people["Ana"])
    post = world.write(world.ask(space, people["Ana"], "Which form?"), people["Ben"])
    owner = world.id(people["Cleo"])

    def plan(days: int) -> None:
        day = now().date() + timedelta(days=days)
        with world.request():
            plans.plan(Thing(post_id=post), member_id=owner, day=day, place="here")

    plan(3)
    assert "Which form?" in section(front(world, people["Cleo"]), "Waiting for you")
    answered = world.client(people["Cleo"]).get("/forum/")
    assert answered.headers["Cache-Control"] == "private, no-store"
    assert "Waiting for you" not in front(world, people["Ben"])
    plan(30)
    assert "Waiting for you" not in front(world, people["Cleo"])


def test_a_first_take_that_is_asked_for_waits_until_it_is_written(
    world: World, people: dict[str, User]
) -> None:
    thread = open_sealed(world, world.space("Letters", by=people["Ana"]).id, people["Ana"])
    waiting = section(front(world, people["Ben"]), "Waiting for you")
    assert f"{WORD} how do you begin?" in waiting
    assert waiting.count("how do you begin?") == 1
    write_take(world, thread, people["Ben"])
    assert "Waiting for you" not in front(world, people["Ben"])
    assert "Waiting for you" not in front(world, people["Ana"])


def test_what_was_tried_lately_has_no_name_and_is_in_sight(
    world: World, people: dict[str, User]
) -> None:
    ana, ben, cleo = (people[name] for name in ("Ana", "Ben", "Cleo"))
    space = world.space("Letters", by=ana)
    post = world.write(world.ask(space, ana, "Which form?"), ben)
    world.tell(cleo, "not", post_id=post)
    world.tell(cleo, "partly", post_id=post)
    circle = world.space("Circle", by=ana, access="closed")
    secret = world.write(world.ask(circle, ana, "Zebrafinch?"), ana)
    world.tell(ana, post_id=secret)
    tried = section(front(world, ben), "Recently tried")
    assert tried.count("Which form?") == 1
    assert "partly worked" in tried
    assert "did not" not in tried
    assert "Cleo" not in tried
    assert "Zebrafinch" not in front(world, ben)
    assert "Zebrafinch?" in section(front(world, ana), "Recently tried")
    with world.request():
        hide(post, why="Off topic")
    assert "Recently tried" not in front(world, ben)


def test_what_was_tried_of_a_sealed_take_is_sealed(world: World) -> None:
    sealed = seal(world)
    teller = sealed.people["second"]
    assert teller
    world.tell(teller, happened="zebrafinch", post_id=sealed.takes[0])
    for who in ("first", "reader"):
        tried = section(sealed.browser(who).get("/forum/").text, "Recently tried")
        assert ("how do you begin?" in tried) == (who == "first"), who


def test_a_newcomer_meets_five_nouns_once(world: World, people: dict[str, User]) -> None:
    thread = world.ask(world.space("Letters", by=people["Ana"]), people["Ana"])
    dina = world.user("Dina")
    page = front(world, dina)
    assert "What you will find here" in page
    for noun in ("Spaces", "Questions", "Answers", "Reflections", "Library"):
        assert f"<dt>{noun}</dt>" in page
    world.client(dina).get(f"/forum/t/{thread}", follow_redirects=True)
    assert "What you will find here" not in front(world, dina)
    assert "What you will find here" not in front(world, people["Ben"])


def test_it_takes_as_many_statements_with_much_as_with_little(
    make_site: Callable[..., World], statements: Callable[[], Any]
) -> None:
    world = make_site(guests_read=True, drain="worker")
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    counts = []
    for number in range(3):
        post = world.write(world.ask(space, ana, f"Question {number}"), ben)
        world.ask(space, ana, f"Waiting {number}")
        world.tell(ana, post_id=post)
        for client in (world.client(), world.client(ben)):
            client.get("/forum/")
            with statements() as sent:
                assert client.get("/forum/").status_code == 200
            counts.append(len(sent))
    assert counts[2:4] == counts[4:6]
    assert counts[4] <= 5
    assert counts[5] <= 10
