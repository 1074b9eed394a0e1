"""What was tried often: the newest results stand there, the total is right, all have a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from forum.attempts import actions as attempts
from forum.attempts.queries import MOST
from forum.attempts.rows import Thing, Told
from forum.attempts.views.results import SIZE
from forum.core.database.session import session
from forum.discuss.actions import anchors
from forum.moderation.actions import moderate
from forum.threads.models import Thread

from ..support.kept import keep
from ..support.sealed import seal
from ..support.world import User, World

FIRST = date(2025, 1, 1)


@pytest.fixture
def people(world: World) -> tuple[User, User, Any]:
    """Ana, and Ben of an organisation; and a space that Ana looks after."""
    ana, ben = world.member("Ana"), world.member("Ben", organisation="South")
    return ana, ben, world.space("Letters", by=ana)


def tell(world: World, by: User, thing: Thing, times: int, start: int = 0) -> None:
    """Tell *times* how it went, a day after the other; the first half did not work."""
    member = world.id(by)
    for number in range(start, start + times):
        told = Told(
            outcome="not" if number < times // 2 else "worked",
            happened=f"Time {number}.",
            tried_on=FIRST + timedelta(days=number),
        )
        with world.request():
            attempts.tell(thing, told, member_id=member)


def times(page: str) -> list[int]:
    return [int(number) for number in re.findall(r"Time (\d+)\.", page)]


def things(world: World, ana: User, space: Any) -> dict[str, tuple[Thing, str]]:
    """Return an answer, a page of the library and one of the host, each with its address."""
    thread = world.ask(space, ana)
    post = world.write(thread, ana)
    page = keep(world, space, ana, [])
    about = world.discuss(space, ana, "Policy 1")
    with world.request():
        values = {"anchor_key": "policy:1", "anchor_title": "Policy 1", "anchor_url": "/policy/1"}
        session().execute(update(Thread).where(Thread.id == about).values(values))
    return {
        f"t/{thread}": (Thing(post_id=post), f"p/{post}"),
        f"a/{page}": (Thing(artefact_id=page), f"a/{page}"),
        f"t/{about}": (Thing(thread_id=about), f"t/{about}"),
    }


def test_the_newest_stand_there_with_the_right_total(
    world: World, people: tuple[User, User, Any]
) -> None:
    ana, ben, space = people
    browser, many = world.client(ben), MOST + 4
    for where, (thing, address) in things(world, ana, space).items():
        tell(world, ben, thing, MOST)
        page = browser.get(f"/forum/{where}", follow_redirects=True).text
        assert times(page) == list(range(MOST))
        assert "/results" not in page
        tell(world, ben, thing, many - MOST, start=MOST)
        page = browser.get(f"/forum/{where}", follow_redirects=True).text
        assert times(page) == list(range(many - MOST, many))
        worked = many - MOST // 2
        assert f"Tried {many} times in 1 organisation: worked {worked}, did not {MOST // 2}" in page
        assert f'href="/forum/{address}/results">All {many} results</a>' in page
        assert times(browser.get(f"/forum/{address}/results").text) == list(range(many))[::-1]


def test_it_takes_as_many_statements(
    make_site: Callable[..., World], statements: Callable[[], Any]
) -> None:
    world = make_site(drain="worker")
    ana, ben = world.member("Ana"), world.member("Ben")
    browser = world.client(ben)
    for where, (thing, _) in things(world, ana, world.space("Letters", by=ana)).items():
        counts = []
        for start in (0, MOST):
            tell(world, ben, thing, MOST, start=start)
            address = browser.get(f"/forum/{where}").location
            browser.get(address)
            with statements() as sent:
                assert browser.get(address).status_code == 200
            counts.append(len(sent))
        assert counts[0] == counts[1]


def test_all_of_them_by_pages(world: World, people: tuple[User, User, Any]) -> None:
    ana, ben, space = people
    page = keep(world, space, ana, [])
    tell(world, ben, Thing(artefact_id=page), SIZE + 2)
    browser = world.client(ben)
    first = browser.get(f"/forum/a/{page}/results").text
    assert times(first) == list(range(SIZE + 2))[:1:-1]
    older = re.findall(r'rel="next" href="([^"]+)"', first)[0]
    assert times(browser.get(older).text) == [1, 0]
    newer = re.findall(r'rel="prev" href="([^"]+)"', browser.get(older).text)[0]
    assert times(browser.get(newer).text) == list(range(SIZE + 2))[:1:-1]


def test_whoever_does_not_read_it_reads_no_results(
    world: World, people: tuple[User, User, Any]
) -> None:
    ana, ben, space = people
    found = things(world, ana, space)
    for _, address in found.values():
        assert world.client(ben).get(f"/forum/{address}/results").status_code == 404  # none yet
    for thing, _ in found.values():
        tell(world, ben, thing, 1)
    ((post, answer), _, (_, about)) = found.values()
    assert all(
        world.client(ben).get(f"/forum/{address}/results").status_code == 200
        for _, address in found.values()
    )
    assert post.post_id is not None
    with world.request():
        moderate.hide(post.post_id, why="Names")
        anchors.release("policy:1", why="The page is gone")
    assert world.client(ben).get(f"/forum/{answer}/results").status_code == 404
    assert world.client(ben).get(f"/forum/{about}/results").status_code == 200
    circle = world.space("Circle", by=ana, access="closed")
    for thing, address in things_in(world, ana, circle):
        tell(world, ana, thing, 1)
        assert world.client(ana).get(f"/forum/{address}/results").status_code == 200
        assert world.client(ben).get(f"/forum/{address}/results").status_code == 404


def things_in(world: World, ana: User, circle: Any) -> list[tuple[Thing, str]]:
    thread = world.ask(circle, world.member("Cleo"))
    post = world.write(thread, world.member("Dina"))
    page = keep(world, circle, ana, [])
    return [(Thing(post_id=post), f"p/{post}"), (Thing(artefact_id=page), f"a/{page}")]


def test_while_first_takes_are_sealed_so_are_results(world: World) -> None:
    sealed = seal(world, kind="discussion")
    take = sealed.takes[0]
    tell(world, world.member("Nia"), Thing(post_id=take), 1)
    assert sealed.browser("reader").get(f"/forum/p/{take}/results").status_code == 404
    assert sealed.browser("first").get(f"/forum/p/{take}/results").status_code == 200
