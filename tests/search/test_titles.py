"""Titles are offered while a search is typed: what it would find, for whoever types."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from forum.core.database.session import session
from forum.moderation.actions.moderate import hide
from forum.threads.models import Post

from ..support.world import User, World


def answer(world: World, user: User | None, q: str, **more: str) -> Any:
    """Return what the script is told for *q*."""
    where = f"{world.home}/-/search/titles"
    got = world.client(user).get(where, query_string={"q": q, **more})
    assert got.headers["Cache-Control"] == "private, no-store"
    return got.get_json()


def offered(world: World, user: User | None, q: str, **more: str) -> list[str]:
    """Return the titles that *user* is offered."""
    return [title["title"] for title in answer(world, user, q, **more)["titles"]]


@pytest.fixture
def ana(world: World) -> User:
    """A member with a space, two questions in it and answers to both."""
    ana, ben = world.member("Ana"), world.member("Ben")
    letters = world.space("Letters", by=ana)
    for title, text in (("Parking permits", "By post"), ("Refusal letters", "For a parking place")):
        thread = world.ask(letters, ana, title, text)
        world.write(thread, ben, "Parkinson himself was refused")
    return ana


def test_the_last_word_may_be_the_beginning_of_another(world: World, ana: User) -> None:
    both = ["Parking permits", "Refusal letters"]
    assert sorted(offered(world, ana, "par")) == both
    assert sorted(offered(world, ana, "parkins")) == both
    assert offered(world, ana, "letter parki")[0] == "Refusal letters"
    assert offered(world, ana, "permi") == ["Parking permits"]
    space = world.space("Work", by=ana)
    for title in ("Seven forms", "Formalities"):
        world.discuss(space, ana, title)
    assert sorted(offered(world, ana, "form")) == ["Formalities", "Seven forms"]
    assert offered(world, ana, "form ") == ["Seven forms"]  # finished
    assert sorted(offered(world, ana, "parknig")) == both  # mistyped, as in any search
    for nothing in ("", "pa", " p ", '"', "the", "x" * 201, "in:letters"):
        assert offered(world, ana, nothing) == []


def test_each_says_where_it_is_and_how_many_there_are(world: World, ana: User) -> None:
    told = answer(world, ana, "permit")
    found = {"title": "Parking permits", "kind": "Question", "where": "Letters"}
    assert found.items() <= told["titles"][0].items()
    assert world.client(ana).get(told["titles"][0]["url"]).status_code == 200
    assert told["said"] == "1 suggestion"
    assert answer(world, ana, "zebra") == {"titles": [], "said": ""}
    work = world.space("Work", by=ana)
    for n in range(9):
        world.ask(work, ana, f"Permits {n}")
    assert len(offered(world, ana, "permit")) == 8
    assert offered(world, ana, "permit", space="letters") == ["Parking permits"]
    assert offered(world, ana, "in:letters permit") == ["Parking permits"]
    there = answer(world, ana, "parkinso", thread="1")["titles"]
    assert [post["title"] for post in there] == ["Parkinson himself was refused"]
    assert (there[0]["kind"], there[0]["where"]) == ("Answer #2", "Ben")
    assert answer(world, ana, "letters", thread="1")["titles"] == []


def test_nothing_is_offered_that_one_may_not_read(world: World, ana: User) -> None:
    eva = world.member("Eva")
    closed = world.space("Table", by=ana, access="closed")
    world.ask(closed, ana, "Quokka rounds")
    gone = world.ask(world.space("Work", by=ana), ana, "Quokka food")
    assert len(offered(world, ana, "quo")) == 2
    assert offered(world, eva, "quo") == ["Quokka food"]
    opening = world.scalar(select(Post.id).where(Post.thread_id == gone))
    assert world.client(ana).post(f"{world.home}/p/{opening}/back").status_code == 302
    assert offered(world, eva, "quo") == []
    assert len(offered(world, eva, "parkinso")) == 2
    with world.request():
        for post in session().scalars(select(Post.id).where(Post.kind == "answer")).all():
            hide(post, why="A name")
    assert offered(world, eva, "parkinso") == []
    assert world.client().get(f"{world.home}/-/search/titles?q=quokka").status_code == 401
