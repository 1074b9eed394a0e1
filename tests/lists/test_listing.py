"""What a list of threads shows, and what it must not give away."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from forum.core.database.session import session
from forum.lists.queries import threads as lists
from forum.members.viewer import GUEST
from forum.moderation.actions import moderate
from forum.threads import queries
from forum.threads.actions import withdraw
from forum.threads.models import ThreadTag

from ..support.world import User, World


def needed(world: World, user: User | None) -> list[int]:
    viewer = world.viewer(user)
    with world.request():
        return [thread.id for thread in lists.fetcher(viewer, "needs")(False, None, 20)]


def test_a_post_in_an_unreadable_space_does_not_show_in_the_list(world: World) -> None:
    ana, ben, cleo = (world.member(name) for name in ("Ana", "Ben", "Cleo"))
    closed = world.space("Between us", by=ana, access="closed", members_=(ben,))
    world.discuss(closed, ben)
    thread = world.ask(world.space("Letters", by=ana), ben)
    assert needed(world, cleo) == [thread]
    assert needed(world, ana) == []


@pytest.mark.parametrize("state", ["hidden", "withdrawn"])
def test_a_hidden_or_withdrawn_post_does_not_count_as_an_earlier_post(
    world: World, state: str
) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    letters = world.space("Letters", by=ana)
    earlier = world.discuss(letters, ben)
    thread = world.ask(letters, ben)
    assert needed(world, ana) == []
    with world.request():
        post = queries.post_by_number(GUEST, earlier, 1)
        assert post is not None
        if state == "hidden":
            moderate.hide(post.id, why="Off topic")
        else:
            withdraw.withdraw(post.id)
    assert needed(world, ana) == [thread]


@pytest.mark.parametrize("way", ["open", "edit"])
def test_a_tag_is_one_clean_line(world: World, way: str) -> None:
    ana = world.member("Ana")
    space, browser = world.space("Letters", by=ana), world.client(ana)
    sent = {
        "title": "Which form?",
        "text": "This?",
        "revision": "1",
        "tags": "Pa\u200bper\u202e, \0PAPER ,\u2066\u2069, a\n b",
    }
    if way == "open":
        answer = browser.post(
            "/forum/-/open", data={**sent, "space": space.slug, "kind": "question"}
        )
    else:
        world.ask(space, ana)
        answer = browser.post("/forum/p/1/edit", data=sent)
    assert answer.status_code == 302
    with world.request():
        assert list(session().scalars(select(ThreadTag.tag).order_by(ThreadTag.tag))) == [
            "a b",
            "paper",
        ]
    long = browser.post("/forum/-/open", data={**sent, "tags": "x" * 41})
    assert "Use at most 40 characters for a tag" in long.text


@pytest.mark.parametrize("tag", ["and/or", "a b", "50%", "what?", "#1", "c\\d", "a;b"])
def test_every_tag_of_a_thread_leads_to_it(world: World, tag: str) -> None:
    ana = world.member("Ana")
    space, browser = world.space("Letters", by=ana), world.client(ana)
    sent = {"title": "Which form?", "text": "This?", "space": space.slug, "kind": "question"}
    opened = browser.post("/forum/-/open", data={**sent, "tags": tag}, follow_redirects=True)
    (address,) = re.findall(r'href="(/forum/-/tags/[^"]*)"', opened.text)
    assert "Which form?" in browser.get(address).text
