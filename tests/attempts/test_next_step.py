"""Whoever tells how it went is offered one next step; a question it led to is linked both ways."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from forum.attempts.models import Attempt
from forum.attempts.presenters.next_steps import thing_named
from forum.attempts.rows import Thing
from forum.core.database.base import now
from forum.core.database.session import session
from forum.threads.actions import withdraw
from forum.threads.models import Post, Thread

from ..support.walk import furnish
from ..support.world import Client, User, World

TOLD = {"outcome": "worked", "happened": "At the counter"}


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """Ana asks, Ben answers, Cleo tries it."""
    return {name: world.member(name) for name in ("Ana", "Ben", "Cleo")}


@pytest.fixture
def space(world: World, people: dict[str, User]) -> Any:
    """A space that everybody reads."""
    return world.space("Letters", by=people["Ana"])


@pytest.fixture
def answer(world: World, people: dict[str, User], space: Any) -> int:
    """An answer by Ben."""
    return world.write(world.ask(space, people["Ana"], "Which form?"), people["Ben"])


def tell(browser: Client, address: str) -> str:
    """Tell how it went, and return the page that follows."""
    data = {**TOLD, "form_key": str(uuid4())}
    return str(browser.post(address, data=data, follow_redirects=True).text)


def offered(page: str) -> dict[str, str]:
    """Return what is offered next: addresses by their words."""
    line = re.search(r"What next\?</span>(.*?)</p>", page, re.DOTALL)
    links = re.findall(r'href="([^"]+)">([^<]+)</a>', line[1]) if line else []
    return {words: unescape(address) for address, words in links}


def test_it_is_offered_once_and_only_to_whoever_told(
    world: World, people: dict[str, User], answer: int
) -> None:
    cleo = world.client(people["Cleo"])
    page = tell(cleo, f"/forum/p/{answer}/tried")
    assert list(offered(page)) == [
        "Save what we learned",
        "Write a reflection",
        "Ask a question that came up",
    ]
    for address in offered(page).values():
        assert cleo.get(address).status_code == 200, address
    for browser in (cleo, world.client(people["Ben"])):
        assert not offered(browser.get(f"/forum/p/{answer}", follow_redirects=True).text)


def test_in_a_locked_thread_it_can_be_saved_and_not_reflected_on(
    world: World, people: dict[str, User], answer: int
) -> None:
    with world.request():
        session().execute(update(Thread).values(locked_at=now()))
    page = tell(world.client(people["Cleo"]), f"/forum/p/{answer}/tried")
    assert list(offered(page)) == ["Save what we learned", "Ask a question that came up"]


def test_nothing_is_put_into_the_mouth_of_somebody_who_has_tried_nothing(
    world: World, people: dict[str, User], answer: int
) -> None:
    browser = world.client(people["Cleo"])
    for name in (f"p{answer}", "p424242", "t1", "p999999999999999999"):
        page = browser.get(f"/forum/-/ask?after={name}").text
        assert "came up" not in page
        assert 'name="after"' not in page


def test_only_a_question_is_linked(
    world: World, people: dict[str, User], space: Any, answer: int
) -> None:
    browser = world.client(people["Cleo"])
    tell(browser, f"/forum/p/{answer}/tried")
    fields = {"space": space.slug, "after": f"p{answer}", "title": "Talk", "text": "Text"}
    assert browser.post("/forum/-/open", data={**fields, "kind": "discussion"}).status_code == 302
    assert world.scalar(select(Attempt.question_id)) is None


def test_a_question_it_led_to_is_linked_both_ways(
    world: World, people: dict[str, User], space: Any, answer: int
) -> None:
    cleo = world.client(people["Cleo"])
    form = cleo.get(offered(tell(cleo, f"/forum/p/{answer}/tried"))["Ask a question that came up"])
    assert f'name="after" value="p{answer}"' in form.text
    assert f"This question came up when I tried [this](forum:/p/{answer})." in form.text
    assert "Which form?" not in form.text.partition("<main")[2]
    fields = {
        "kind": "question",
        "space": space.slug,
        "after": f"p{answer}",
        "form_key": str(uuid4()),
        "text": f"I came to this when I tried [this](forum:/p/{answer}). What now?",
    }
    refused = cleo.post("/forum/-/open", data=fields)
    assert f'name="after" value="p{answer}"' in refused.text  # no title: nothing is lost
    made = cleo.post("/forum/-/open", data={**fields, "title": "And then?"}, follow_redirects=True)
    assert f'href="/forum/p/{answer}"' in made.text
    ben = world.client(people["Ben"])
    page = ben.get(f"/forum/p/{answer}", follow_redirects=True).text
    assert "Question that came up:" in page
    assert "And then?" in page
    asked = int(world.scalar(select(Thread.id).where(Thread.title == "And then?")))
    with world.request():
        circle = update(Thread).where(Thread.id == asked)
        session().execute(circle.values(space_id=hidden_space(world, people)))
    page = ben.get(f"/forum/p/{answer}", follow_redirects=True).text
    assert "And then?" not in page
    assert "came up" not in page


def hidden_space(world: World, people: dict[str, User]) -> int:
    return int(world.space("Circle", by=people["Ana"], access="closed").id)


def test_a_question_that_is_taken_back_is_linked_no_more(
    world: World, people: dict[str, User], space: Any, answer: int
) -> None:
    tell(world.client(people["Cleo"]), f"/forum/p/{answer}/tried")
    asked = world.ask(space, people["Cleo"], "And then?")
    with world.request():
        session().execute(update(Attempt).values(question_id=asked))
    page = world.client(people["Ben"]).get(f"/forum/p/{answer}", follow_redirects=True)
    assert "And then?" in page.text
    opening = int(world.scalar(select(Post.id).where(Post.thread_id == asked)))
    with world.request():
        withdraw.withdraw(opening)
    page = world.client(people["Ben"]).get(f"/forum/p/{answer}", follow_redirects=True)
    assert "And then?" not in page.text


def test_somebody_elses_report_is_never_linked(
    world: World, people: dict[str, User], space: Any, answer: int
) -> None:
    tell(world.client(people["Cleo"]), f"/forum/p/{answer}/tried")
    fields = {
        "kind": "question",
        "space": space.slug,
        "after": f"p{answer}",
        "title": "Mine",
        "text": "Not about that",
    }
    world.client(people["Ana"]).post("/forum/-/open", data=fields)
    assert world.scalar(select(Attempt.question_id)) is None


def test_after_a_page_of_the_library_and_of_the_host(
    world: World, people: dict[str, User], space: Any
) -> None:
    ana, ben, cleo = (people[name] for name in ("Ana", "Ben", "Cleo"))
    made = furnish(world, space, ana, ben, say="plain {}".format, tag="t", word="blue")
    browser = world.client(cleo)
    page = tell(browser, f"/forum/a/{made.artefact}/tried")
    assert list(offered(page)) == [
        "Add what you learned to this page",
        "Ask a question that came up",
    ]
    thread = world.discuss(space, ana)
    with world.request():
        values = {"anchor_key": "policy:1", "anchor_title": "Leave", "anchor_url": "/p/1"}
        session().execute(update(Thread).where(Thread.id == thread).values(values))
    after = offered(tell(browser, f"/forum/t/{thread}/tried"))["Ask a question that came up"]
    assert f"after=t{thread}" in after


@pytest.mark.parametrize("name", ["", "p", "p0", "x1", "p1x", "P1", "p" + "9" * 40, "p-1", "p１"])
def test_what_names_no_thing(name: str) -> None:
    assert thing_named(name) is None


def test_what_names_a_thing() -> None:
    assert thing_named("a12") == Thing(artefact_id=12)
