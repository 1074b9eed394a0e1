"""What guests are shown is printed once of what it is made of: never stale, and theirs alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.answers import actions as answers
from forum.database.session import session
from forum.members.models import Member
from forum.spaces.models import Space
from forum.threads import edit
from forum.threads.compose import compose
from forum.web import whole

from ..world import User, World

OPEN = {"guests_read": True}


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The middles that were printed, by their templates."""
    made: list[str] = []
    middle = whole._middle

    def note(template: str, title: str, parts: dict[str, Any]) -> Any:
        made.append(template)
        return middle(template, title, parts)

    monkeypatch.setattr(whole, "_middle", note)
    monkeypatch.setattr(whole, "time", lambda: 1_800_000_000.0)
    return made


@pytest.fixture
def people(make_site: Callable[..., World]) -> tuple[World, User, User]:
    world = make_site(**OPEN)
    return world, world.member("Ana"), world.member("Ben")


def test_a_guest_s_page_is_printed_once(
    people: tuple[World, User, User], printed: list[str]
) -> None:
    world, ana, ben = people
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ana)
    world.write(thread, ben)
    pages = {
        f"/forum/t/{thread}-how-do-you-do-it": "threads/show.html",
        f"/forum/s/{space.slug}": "spaces/show.html",
        "/forum/": "front/index.html",
        "/forum/-/threads": "threads/everywhere.html",
    }
    for path in pages:
        first = world.client().get(path).text
        assert world.client().get(path).text == first
        assert world.client(ben).get(path).text != first
    assert printed == list(pages.values())


CHANGES: dict[str, Callable[[World, int, int, User, User], Any]] = {
    "an answer": lambda world, thread, post, ana, ben: world.write(thread, ben, "Changed it."),
    "an edit": lambda world, thread, post, ana, ben: edit.edit(
        post, revision=1, editor_id=2, text=compose("Changed it."), reason=""
    ),
    "a name": lambda world, thread, post, ana, ben: session().execute(
        update(Member).where(Member.name == "Ben").values(name="Changed it.")
    ),
    "a space": lambda world, thread, post, ana, ben: session().execute(
        update(Space).values(name="Changed it.")
    ),
    "a try": lambda world, thread, post, ana, ben: answers.report(
        post, member_id=1, outcome="worked", note="Changed it."
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_is_shown_at_once(
    people: tuple[World, User, User], printed: list[str], change: str
) -> None:
    world, ana, ben = people
    thread = world.ask(world.space("Letters", by=ana), ana)
    post = world.write(thread, ben)
    path = f"/forum/t/{thread}-how-do-you-do-it"
    assert "Changed it." not in world.client().get(path).text
    if change == "an answer":
        CHANGES[change](world, thread, post, ana, ben)
    else:
        with world.request():
            CHANGES[change](world, thread, post, ana, ben)
    assert "Changed it." in world.client().get(path).text
    assert len(printed) == 2


def test_the_clock_goes_on(
    people: tuple[World, User, User], printed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, _, _ = people
    world.client().get("/forum/")
    monkeypatch.setattr(whole, "time", lambda: 1_800_000_060.0)
    world.client().get("/forum/")
    assert len(printed) == 2


def test_a_page_that_closes_is_gone_for_guests(
    people: tuple[World, User, User], printed: list[str]
) -> None:
    world, ana, _ = people
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ana)
    assert world.client().get(f"/forum/t/{thread}-how-do-you-do-it").status_code == 200
    with world.request():
        session().execute(update(Space).values(access="closed"))
    assert world.client().get(f"/forum/t/{thread}-how-do-you-do-it").status_code == 401
    assert "How do you do it?" not in world.client().get("/forum/").text


@pytest.mark.parametrize(
    "settings",
    [{"can": lambda viewer, act, thing: None}, {"slots": {"after_post": lambda thing: "Hm"}}],
)
def test_where_the_host_has_a_say_nothing_is_remembered(
    make_site: Callable[..., World], printed: list[str], settings: dict[str, Any]
) -> None:
    world = make_site(**OPEN, **settings)
    assert world.client().get("/forum/").status_code == 200
    assert printed == []


def test_a_template_of_the_host_s_is_printed_each_time(
    make_site: Callable[..., World], printed: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "templates" / "forum" / "front"
    folder.mkdir(parents=True)
    page = "{% extends fx.layout %}{% block fx_main %}Ours{% endblock %}"
    (folder / "index.html").write_text(page)
    world = make_site(**OPEN)
    assert "Ours" in world.client().get("/forum/").text
    assert printed == []


def test_the_host_s_breadcrumbs_are_asked_each_time(
    make_site: Callable[..., World], printed: list[str]
) -> None:
    trail = [("One", "/one")]
    world = make_site(**OPEN, breadcrumbs=lambda thing: trail)
    assert "One" in world.client().get("/forum/").text
    trail[:] = [("Two", "/two")]
    assert "Two" in world.client().get("/forum/").text
    assert len(printed) == 2


def test_no_more_is_remembered_than_there_is_room_for(
    people: tuple[World, User, User], printed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "MOST", 2)
    world, _, _ = people
    for n in range(5):
        world.client().get(f"/forum/?x={n}")
    assert len(world.app.extensions["forum"].kept["whole"]) <= 2


def test_members_are_remembered_nothing_of(
    people: tuple[World, User, User], printed: list[str]
) -> None:
    world, ana, _ = people
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.client(ana).get(f"/forum/t/{thread}", follow_redirects=True)
    assert printed == []
    assert world.scalar(select(Member.name).where(Member.id == 1)) == "Ana"
