"""The norms of a space stand above one's first box there, with the day they changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from forum.spaces.actions.describe import describe_space
from forum.threads.models import Post

from ..support.kept import keep
from ..support.world import User, World

NORM = "Say what you tried"
HEADING = "How we talk here"


@pytest.fixture
def people(world: World) -> tuple[User, User, Any]:
    """Ana and Ben, and a space with norms that Ana looks after."""
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    reword(world, space, NORM)
    return ana, ben, space


def reword(world: World, space: Any, norms: str) -> None:
    with world.request():
        describe_space(space.id, name="Letters", purpose="", norms=norms, access="open")


def boxes(world: World, user: User, thread: int) -> list[str]:
    """Return the pages with a box in which *user* can write."""
    browser = world.client(user)
    return [
        browser.get(address, follow_redirects=True).text
        for address in (
            f"/forum/t/{thread}",
            f"/forum/t/{thread}/reply",
            "/forum/-/ask?space=letters",
            "/forum/-/ask",
            "/forum/-/reflect?space=letters",
            "/forum/-/reflect",
            "/forum/-/library/new",
            f"/forum/t/{thread}/reflect",
        )
    ]


def test_above_the_first_box_and_no_other(world: World, people: tuple[User, User, Any]) -> None:
    ana, ben, space = people
    thread = world.ask(space, ana)
    for page in boxes(world, ben, thread):
        assert f"{HEADING}</summary>" in page
        assert NORM in page
    for page in boxes(world, ana, thread):
        assert HEADING not in page
    world.write(thread, ben)
    for page in boxes(world, ben, thread):
        assert HEADING not in page
    other = world.space("Forms", by=ana)
    with world.request():
        describe_space(other.id, name="Forms", purpose="", norms="Be short", access="open")
    page = world.client(ben).get("/forum/-/ask?space=forms").text
    assert "Be short" in page
    assert HEADING in world.client(world.user("Cleo")).get("/forum/-/ask?space=forms").text


def test_above_the_box_for_a_page_of_the_library(
    world: World, people: tuple[User, User, Any]
) -> None:
    ana, ben, space = people
    thread = world.ask(space, ana)
    page = keep(world, space, ana, [])
    opening = world.scalar(select(Post.id).where(Post.thread_id == thread))
    sent = {"posts": opening, "title": "Forms", "kind": "summary", "draft": "1"}
    for user, told in ((ben, True), (ana, False)):
        browser = world.client(user)
        draft = browser.post(f"/forum/t/{thread}/keep", data=sent).text
        assert "Save to the library" in draft
        assert (NORM in draft) is told
        assert (NORM in browser.get(f"/forum/a/{page}/edit").text) is told


def test_a_space_that_is_not_chosen_yet_says_nothing(
    world: World, people: tuple[User, User, Any]
) -> None:
    ana, ben, _ = people
    world.space("Forms", by=ana)
    for address in ("ask", "discuss", "reflect", "library/new"):
        assert HEADING not in world.client(ben).get(f"/forum/-/{address}").text


def test_the_day_on_which_they_changed(world: World, people: tuple[User, User, Any]) -> None:
    ana, ben, space = people
    thread = world.ask(space, ana)
    for page in boxes(world, ben, thread):
        assert "Last changed on" in page
    world.space("Forms", by=ana)
    page = world.client(ben).get("/forum/-/ask?space=forms").text
    assert HEADING in page
    assert "Last changed on" not in page
    reword(world, space, "")
    assert HEADING not in boxes(world, ben, thread)[0]


def test_who_may_not_write_sees_no_box_and_no_norms(
    world: World, people: tuple[User, User, Any]
) -> None:
    ana, _, space = people
    thread = world.ask(space, ana)
    page = world.client().get(f"/forum/t/{thread}", follow_redirects=True).text
    assert HEADING not in page


def test_a_thread_takes_no_statement_more(
    make_site: Callable[..., World], statements: Callable[[], Any]
) -> None:
    world = make_site(drain="worker")
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ana, "Which form?")
    browser = world.client(ben)
    counts = []
    for norms in ("", NORM):
        reword(world, space, norms)
        browser.get(f"/forum/t/{thread}-which-form")
        with statements() as sent:
            assert (HEADING in browser.get(f"/forum/t/{thread}-which-form").text) == bool(norms)
        counts.append(len(sent))
    assert counts[0] == counts[1]
