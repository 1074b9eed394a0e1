"""Who has been there is offered first to whoever asks one person; nobody else learns of more.

Kinds covered: of a thread, a reflection, a page of the library; oneself, blocked, left, imported,
forgotten, taken back, hidden, sealed; asked already; a choice and a name at once; sent twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.enquiries.models import Enquiry
from forum.experience import actions as experience
from forum.experience.queries import MOST_OFFERED
from forum.leaving.actions import forget
from forum.members.models import Member
from forum.moderation.actions.moderate import hide
from forum.spaces import actions as spaces
from forum.threads.models import Post, Thread

from ..support.kept import keep
from ..support.world import User, World

WORDS = "Which form was it?"


@dataclass
class Asking:
    """Where Eva might ask, and who has been there."""

    world: World
    people: dict[str, User]
    space: Any
    thread: int
    opening: int

    def was_there(self, name: str, post: int = 0) -> None:
        """Say that somebody has been there, in a line with their name."""
        member = self.world.id(self.people[name])
        with self.world.request():
            experience.say(post or self.opening, f"At the desk of {name}", member_id=member)

    def form(self, thing: str = "", name: str = "Eva") -> str:
        """Return the form about a thing, by default the thread."""
        asker = self.world.client(self.people[name])
        return asker.get(f"{self.world.home}/{thing or f't/{self.thread}'}/ask").text

    def offered(self, thing: str = "", name: str = "Eva") -> list[str]:
        """Return the names that the form offers."""
        part = re.search(r'<fieldset.*?id="person".*?</fieldset>', self.form(thing, name), re.S)
        return re.findall(r'fx-strong" dir="auto">([^<]+)<', part[0]) if part else []

    def ask(self, **sent: str) -> Any:
        """Send the form about the thread, as Eva does."""
        client = self.world.client(self.people["Eva"])
        return client.post(f"{self.world.home}/t/{self.thread}/ask", data={"text": WORDS, **sent})


@pytest.fixture
def asking(world: World) -> Asking:
    """A question of Ana in a closed space with Eva, Ben, Jon and Uma."""
    people = {name: world.member(name) for name in ("Ana", "Ben", "Eva", "Jon", "Uma")}
    others = tuple(user for name, user in people.items() if name != "Ana")
    circle = world.space("Circle", by=people["Ana"], access="closed", members_=others)
    thread = world.ask(circle, people["Ana"], "Which form?")
    opening = world.scalar(select(Post.id).where(Post.thread_id == thread, Post.number == 1))
    return Asking(world, people, circle, thread, opening)


def test_who_was_there_is_offered_and_asked(asking: Asking) -> None:
    assert asking.offered() == []
    assert ">Who?</label>" in asking.form()
    asking.was_there("Ben")
    asking.was_there("Jon")
    asking.was_there("Eva")
    assert asking.offered() == ["Jon", "Ben", "Somebody else"]
    page = asking.form()
    assert page.index('name="person"') < page.index('name="handle"')
    assert "At the desk of Jon" in page
    assert asking.ask(person="jon").status_code == 302
    assert asking.offered() == ["Ben", "Somebody else"]
    assert asking.ask(person="jon").status_code == 302  # sent twice
    assert asking.world.scalar(select(func.count()).select_from(Enquiry)) == 1
    again = asking.ask(person="jon", text="Once more?")
    assert again.status_code == 422
    assert 'id="person-wrong"' in again.text
    assert asking.ask(person="", handle="Uma").status_code == 302


def test_a_choice_and_a_name_are_two_people(asking: Asking) -> None:
    asking.was_there("Ben")
    refused = asking.ask(person="ben", handle="Jon")
    assert refused.status_code == 422
    assert "You can ask one person." in refused.text
    assert 'value="Jon"' in refused.text
    assert 'value="ben" checked' in refused.text
    assert asking.ask(person="").status_code == 422
    assert asking.ask(person="uma").status_code == 422  # was not offered
    assert asking.world.scalar(select(func.count()).select_from(Enquiry)) == 0


def test_of_a_reflection_and_of_a_page(asking: Asking) -> None:
    world, people = asking.world, asking.people
    mirror = world.write(asking.thread, people["Uma"], reflection=True)
    page = keep(world, asking.space, people["Uma"], [(asking.thread, asking.opening)])
    other = keep(world, asking.space, people["Uma"], [])
    asking.was_there("Ben")
    asking.was_there("Jon", mirror)
    asking.was_there("Ben", mirror)
    assert asking.offered(f"p/{mirror}") == ["Ben", "Jon", "Somebody else"]
    assert asking.offered() == ["Ben", "Jon", "Somebody else"]
    assert asking.offered(f"a/{page}") == ["Ben", "Jon", "Somebody else"]
    assert asking.offered(f"a/{other}") == []


def test_who_cannot_answer_is_not_offered(asking: Asking) -> None:
    world, people = asking.world, asking.people
    for name in ("Ben", "Jon", "Uma"):
        asking.was_there(name)
    ben, jon, uma = (world.id(people[name]) for name in ("Ben", "Jon", "Uma"))
    assert asking.offered() == ["Uma", "Jon", "Ben", "Somebody else"]
    with world.request():
        spaces.block_member(asking.space.id, ben, blocked=True)
    assert asking.offered() == ["Uma", "Jon", "Somebody else"]
    with world.request():
        spaces.remove_member(asking.space.id, jon)
    assert asking.offered() == ["Uma", "Somebody else"]
    with world.request():
        session().execute(update(Member).where(Member.id == uma).values(user_key=None))
    assert asking.offered() == []


def test_what_is_no_longer_said_is_not_offered(asking: Asking) -> None:
    world, people = asking.world, asking.people
    for name in ("Ben", "Jon", "Uma"):
        asking.was_there(name)
    with world.request():
        forget(people["Ben"].id)
    jon = world.id(people["Jon"])
    with world.request():
        experience.take_back(asking.opening, member_id=jon)
    assert asking.offered() == ["Uma", "Somebody else"]
    with world.request():
        hide(asking.opening, why="Names")
    assert asking.offered() == []


def test_while_first_takes_are_sealed_nobody_is_offered(asking: Asking) -> None:
    asking.was_there("Ben")
    page = keep(asking.world, asking.space, asking.people["Uma"], [(asking.thread, asking.opening)])
    with asking.world.request():
        until = now() + timedelta(days=3)
        session().execute(update(Thread).values(sealed_until=until, index_scope="apart"))
    assert asking.offered() == asking.offered(f"a/{page}") == []
    with asking.world.request():
        session().execute(update(Thread).values(sealed_until=now() - timedelta(days=1)))
    assert asking.offered() == asking.offered(f"a/{page}") == ["Ben", "Somebody else"]


def test_a_few_are_offered(asking: Asking) -> None:
    for number in range(MOST_OFFERED + 2):
        name = f"Nia {number}"
        asking.people[name] = asking.world.member(name)
        member = asking.world.id(asking.people[name])
        with asking.world.request():
            spaces.add_member(asking.space.id, member)
        asking.was_there(name)
    assert len(asking.offered()) == MOST_OFFERED + 1
    assert asking.offered()[0] == f"Nia {MOST_OFFERED + 1}"
