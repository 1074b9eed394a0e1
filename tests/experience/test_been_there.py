"""I have been there: who may say so, of what, once a person and post; who is told, who reads it.

Kinds covered: own post, answers, discussions, locked, hidden, withdrawn, sealed, a closed space,
taken back before it was looked at, set and taken back five times, two people at once, an account
that is forgotten, two that become one, a thread that moves.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.doctor.experience import repair_people, wrong_people
from forum.exchange.actions.claim import claim
from forum.experience import actions
from forum.experience.models import BeenThere
from forum.leaving.actions import forget
from forum.members.models import Member
from forum.moderation.actions import moderate
from forum.moderation.queries.moves import is_written_for_few
from forum.notices.models import Notice
from forum.spaces import actions as spaces
from forum.threads.actions import withdraw
from forum.threads.models import Post, Thread

from ..support.said import unsigned
from ..support.told import listed, see_all, unseen
from ..support.world import Client, User, World

LINE = "At our front desk, in the winter of 2024"
TOLD = "said “I have been there”: How do you do it?"


@dataclass
class Asked:
    """A question of Ana's; Ben and Cleo have been there, Dina looks after the space."""

    world: World
    people: dict[str, User]
    space: Any
    thread: int
    post: int

    def client(self, name: str) -> Client:
        return self.world.client(self.people.get(name))

    @property
    def address(self) -> str:
        return f"/forum/p/{self.post}/been-there"

    def say(self, name: str, line: str = LINE, status: int = 302) -> Any:
        answer = self.client(name).post(self.address, data={"line": line})
        assert answer.status_code == status, answer.text
        return answer

    def take_back(self, name: str) -> None:
        answer = self.client(name).post(self.address, data={"take_back": "1"})
        assert answer.status_code == 302

    def page(self, name: str = "Dina") -> str:
        where = f"/forum/t/{self.thread}"
        return str(self.client(name).get(where, follow_redirects=True).text)

    def people_on(self, name: str = "Dina") -> list[str]:
        """Return who is listed on the page that *name* reads."""
        found = re.findall(
            r'<li class="fx-meta"><span class="fx-strong">(.*?)</li>', self.page(name)
        )
        return [re.sub("<[^>]+>", "", one).replace(" Change", "") for one in found]

    def counted(self) -> int:
        """Return the counter of the post, which is right."""
        with self.world.request():
            assert wrong_people() == []
            return session().scalar(select(Post.been_there).where(Post.id == self.post)) or 0


def ask(world: World, *, access: str = "open", kind: str = "question") -> Asked:
    places = {"Ana": "North", "Ben": "South", "Cleo": "West", "Dina": "", "Eva": ""}
    people = {name: world.member(name, organisation=place) for name, place in places.items()}
    among = tuple(people[name] for name in ("Ana", "Ben", "Cleo"))
    space = world.space("Letters", by=people["Dina"], access=access, members_=among)
    thread = world.ask(space, people["Ana"], kind=kind)
    post = int(world.scalar(select(Post.id).where(Post.thread_id == thread)) or 0)
    return Asked(world, people, space, thread, post)


@pytest.fixture
def asked(world: World) -> Asked:
    return ask(world)


def test_people_who_were_there_are_listed_as_they_were_then(asked: Asked) -> None:
    assert "I have been there" in asked.page("Ben")
    said = asked.say("Ben")
    assert unsigned(said.location).endswith("?said=been-there#p1")
    asked.say("Cleo", "  On  a ferry,\n1998 ")
    asked.people["Ben"].organisation = "East"
    asked.client("Ben").get("/forum/")
    asked.say("Ben", "At the desk")
    listed_ = ["Ben, South: At the desk", "Cleo, West: On a ferry, 1998"]
    assert asked.people_on("Ana") == asked.people_on("Ben") == listed_
    assert "2 people have been there" in asked.page()
    assert asked.counted() == 2
    own = f'<a class="fx-soft" href="/forum/p/{asked.post}/been-there">Change</a>'
    assert asked.page("Ben").count(own) == 1
    assert own not in asked.page("Ana")
    asked.take_back("Ben")
    assert asked.people_on("Ben") == listed_[1:]
    assert asked.counted() == 1
    asked.say("Ben", "Once more")
    assert "Ben, East: Once more" in asked.people_on()


@pytest.mark.parametrize(
    ("access", "name", "status"),
    [
        ("open", "nobody", 401),
        ("open", "Ana", 403),  # it is her own question
        ("closed", "Eva", 404),  # does not belong to it
    ],
)
def test_who_may_not_write_there_cannot_say_so(
    world: World, access: str, name: str, status: int
) -> None:
    asked = ask(world, access=access)
    assert asked.client(name).get(asked.address).status_code == status
    asked.say(name, status=status)
    assert asked.counted() == 0
    if status == 403:
        assert "I have been there" not in asked.page(name)


def test_whoever_is_blocked_only_reads(asked: Asked) -> None:
    ben = asked.world.id(asked.people["Ben"])
    with asked.world.request():
        spaces.block_member(asked.space.id, ben, blocked=True)
    asked.say("Ben", status=403)
    assert "I have been there" not in asked.page("Ben")


def test_the_host_is_asked_about_the_mark(make_site: Callable[..., World]) -> None:
    heard: list[tuple[str, Any]] = []

    def can(person: Any, act: str, thing: Any) -> bool | None:
        heard.append((act, thing))
        return False if act == "mark" else None

    asked = ask(make_site(can=can))
    asked.say("Ben", status=403)
    assert [thing.id for act, thing in heard if act == "mark"] == [asked.post]


@pytest.mark.parametrize("line", ["", "   ", "\u200b", "x" * 201])
def test_a_line_is_needed_and_short(asked: Asked, line: str) -> None:
    page = asked.say("Ben", line, status=422).text
    assert "Say where and when it was" in page or "200 characters" in page
    assert f'value="{line.strip()}"' in page or not line.strip()
    assert asked.counted() == 0


def test_of_questions_and_reflections_and_of_nothing_else(world: World) -> None:
    asked = ask(world)
    answer = world.write(asked.thread, asked.people["Ben"])
    mirror = world.write(asked.thread, asked.people["Ben"], reflection=True)
    reply = world.write(asked.thread, asked.people["Ben"], to=2)
    talk = world.discuss(asked.space, asked.people["Ana"])
    (post,) = (world.scalar(select(Post.id).where(Post.thread_id == talk)),)
    alone = world.ask(asked.space, asked.people["Ana"], kind="reflection")
    own = world.scalar(select(Post.id).where(Post.thread_id == alone))
    cleo = asked.client("Cleo")
    for id, status in ((mirror, 302), (own, 302), (answer, 403), (reply, 403), (post, 403)):
        sent = cleo.post(f"/forum/p/{id}/been-there", data={"line": LINE})
        assert (id, sent.status_code) == (id, status)
    page = cleo.get(f"/forum/t/{asked.thread}", follow_redirects=True).text
    assert page.count("/been-there") == 3  # the question's, the reflection's, and "Change"


def test_in_a_locked_thread_too(asked: Asked) -> None:
    with asked.world.request():
        locked = update(Thread).values(locked_at=now(), locked_why="Done")
        session().execute(locked)
    asked.say("Ben")
    assert asked.people_on() == [f"Ben, South: {LINE}"]


def test_sent_by_two_at_once_and_twice_by_one(asked: Asked) -> None:
    def send(name: str) -> int:
        return int(asked.client(name).post(asked.address, data={"line": LINE}).status_code)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, ("Ben", "Cleo", "Dina") * 3))
    assert set(answers) <= {302, 503}
    rows = asked.world.scalar(select(func.count()).select_from(BeenThere))
    assert asked.counted() == rows <= 3


def test_hidden_shown_again_and_withdrawn(asked: Asked) -> None:
    asked.say("Ben")
    with asked.world.request():
        moderate.hide(asked.post, why="Off topic")
    assert asked.counted() == 0
    for name in ("Ben", "Cleo", "Dina"):
        assert LINE not in asked.page(name)
    asked.say("Cleo", status=403)
    assert listed(asked.world, asked.people["Ana"]) == []
    with asked.world.request():
        moderate.restore(asked.post)
    assert asked.counted() == 1
    assert LINE in asked.page()
    asked.world.write(asked.thread, asked.people["Ben"])
    with asked.world.request():
        withdraw.withdraw(asked.post)
    assert asked.counted() == 0
    assert LINE not in asked.page("Ben")
    with asked.world.request():
        session().execute(update(Post).values(been_there=3))
        assert {row.stored for row in wrong_people()} == {3}
        repair_people()
    assert asked.counted() == 0


def test_what_is_out_of_sight_can_be_taken_back(world: World) -> None:
    asked = ask(world, access="closed")
    asked.say("Ben")
    with world.request():
        spaces.remove_member(asked.space.id, world.id(asked.people["Ben"]))
    ben = asked.client("Ben")
    profile = ben.get("/forum/m/ben").text
    assert LINE in profile
    assert LINE not in asked.client("Cleo").get("/forum/m/ben").text
    form = ben.get(asked.address).text
    assert "Delete my line" in form
    assert "I would like to know" not in form
    asked.say("Ben", "Another", status=404)
    gone = ben.post(asked.address, data={"take_back": "1"})
    assert unsigned(gone.location).endswith("/m/ben?said=not-there")
    assert LINE not in ben.get("/forum/m/ben").text
    assert ben.get(asked.address).status_code == 404
    assert asked.counted() == 0


def test_the_asker_is_told_once_of_each_and_never_of_themselves(asked: Asked) -> None:
    ana = asked.people["Ana"]
    asked.say("Ben")
    assert listed(asked.world, ana) == [f"Ben {TOLD}"]
    assert unseen(asked.world, ana) == 1
    asked.say("Cleo", "On a ferry")
    assert listed(asked.world, ana) == [f"Cleo and 1 other {TOLD}"]
    assert unseen(asked.world, ana) == 1
    assert "On a ferry" in asked.client("Ana").get("/forum/-/for-you").text
    see_all(asked.world)
    asked.say("Ben", "Other words")
    assert unseen(asked.world, ana) == 0
    asked.say("Dina", "In Porto")  # new people make it new once
    assert unseen(asked.world, ana) == 1
    assert listed(asked.world, ana) == [f"Dina and 2 others {TOLD}"]
    assert unseen(asked.world, asked.people["Ben"]) == 0


def test_set_and_taken_back_five_times_tells_once(asked: Asked) -> None:
    ana = asked.people["Ana"]
    for _ in range(5):
        asked.say("Ben")
        asked.take_back("Ben")
    assert listed(asked.world, ana) == []
    assert unseen(asked.world, ana) == 0
    assert asked.world.scalar(select(func.count(Notice.id)).where(Notice.kind == "there")) == 1
    asked.say("Ben")
    assert unseen(asked.world, ana) == len(listed(asked.world, ana)) == 1
    see_all(asked.world)
    asked.take_back("Ben")
    asked.say("Ben")
    assert unseen(asked.world, ana) == 0
    assert listed(asked.world, ana) == [f"Ben {TOLD}"]


def test_in_a_closed_space_nobody_else_learns_of_it(world: World) -> None:
    asked = ask(world, access="closed")
    asked.say("Ben")
    eva, ana = asked.people["Eva"], asked.people["Ana"]
    for where in (f"/forum/t/{asked.thread}", "/forum/-/for-you", "/forum/", "/forum/m/ben"):
        assert LINE not in world.client(eva).get(where, follow_redirects=True).text
    with world.request():
        spaces.remove_member(asked.space.id, world.id(ana))
    assert unseen(world, ana) == 0
    assert listed(world, ana) == []


def test_it_counts_as_written_where_a_move_is_undone(world: World) -> None:
    asked = ask(world, access="closed")
    with world.request():
        since = now()
        assert not is_written_for_few(asked.thread, since=since)
    asked.say("Ben")
    with world.request():
        assert is_written_for_few(asked.thread, since=since)


def test_while_first_takes_are_sealed_so_is_this(world: World) -> None:
    asked = ask(world)
    asked.say("Ben")
    ana = asked.people["Ana"]
    with world.request():
        until = now() + timedelta(days=3)
        session().execute(update(Thread).values(sealed_until=until, index_scope="apart"))
    assert LINE not in asked.page("Cleo")
    assert "I have been there" not in asked.page("Cleo")
    asked.say("Cleo", status=403)
    assert unseen(world, ana) == 0
    assert listed(world, ana) == []
    take = asked.client("Cleo").post(f"/forum/t/{asked.thread}/reply", data={"text": "Mine."})
    assert take.status_code == 302
    assert LINE in asked.page("Cleo")
    asked.say("Cleo", "Cleo's")
    assert listed(world, ana) == []
    with world.request():
        session().execute(update(Thread).values(sealed_until=now() - timedelta(days=1)))
    assert f"Cleo and 1 other {TOLD}" in listed(world, ana)
    assert len(asked.people_on("Eva")) == 2


def test_who_is_forgotten_takes_theirs_along(asked: Asked) -> None:
    asked.say("Ben")
    asked.say("Cleo", "On a ferry")
    with asked.world.request():
        forget(asked.people["Ben"].id)
    assert asked.people_on() == ["Cleo, West: On a ferry"]
    assert asked.counted() == 1
    assert listed(asked.world, asked.people["Ana"]) == [f"Cleo {TOLD}"]
    assert asked.world.scalar(select(func.count()).select_from(BeenThere)) == 1


def test_of_two_members_who_become_one(world: World) -> None:
    asked = ask(world)
    eva = asked.people["Eva"]
    with world.request():
        old = Member(user_key=None, handle="old", name="Old", organisation="")
        session().add(old)
        session().flush()
        mine = old.id
    mirror = world.write(asked.thread, asked.people["Ben"], reflection=True)
    with world.request():
        session().execute(update(Post).where(Post.id == mirror).values(author_id=mine))
    asked.say("Eva")
    world.client(eva).post(f"/forum/p/{mirror}/been-there", data={"line": "Mine by now"})
    with world.request():
        actions.say(asked.post, "As Old", member_id=mine)
    assert asked.counted() == 2
    with world.request():
        claim("old", key=eva.id)
    assert asked.counted() == 1
    assert "Mine by now" not in asked.page()


def test_each_can_switch_it_off(asked: Asked) -> None:
    ana = asked.client("Ana")
    assert "People who have been where you are" in ana.get("/forum/-/for-you/kinds").text
    ana.post("/forum/-/for-you/kinds", data={"kinds.answer": "1"})
    asked.say("Ben")
    assert asked.world.scalar(select(func.count(Notice.id))) == 0
