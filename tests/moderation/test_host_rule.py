"""The host's ``can`` is asked about an act with the thing that the guide's table names."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from forum.check.people import ACTS

from ..support.world import User, World

GUIDE = Path(__file__).parents[2] / "docs" / "hosting.md"


class Asked(NamedTuple):
    """What ``can`` was asked once: the act, and what it could read of the thing."""

    act: str
    thing: Any


class House:
    """A site whose ``can`` notes what it is asked; Ana is its administrator and steward."""

    def __init__(self, make_site: Callable[..., World]) -> None:
        self.asked: list[Asked] = []
        self.world = make_site(can=self.note)
        self.ana = self.world.member("Ana", is_admin=True)
        self.ben = self.world.member("Ben")
        self.space = self.world.space("Letters", by=self.ana)
        self.world.space("Elsewhere", by=self.ana)
        self.world.ask(self.space, self.ben, "Another one")
        self.thread = self.world.ask(self.space, self.ben, "Which form?")
        self.post = self.world.write(self.thread, self.ana, "The short one")
        self.artefact = 0

    def note(self, _viewer: Any, act: str, thing: Any) -> None:
        """Note a question and leave the answer to the forum's own rule."""
        self.asked.append(Asked(act, thing))

    def get(self, who: User, address: str) -> str:
        """Look at a page and return it."""
        page = self.world.client(who).get(self.world.home + address, follow_redirects=True)
        assert page.status_code == 200, address
        return str(page.text)

    def send(self, who: User, address: str, **data: str) -> str:
        """Send a form that is taken; return where it leads to."""
        answer = self.world.client(who).post(self.world.home + address, data=data)
        assert answer.status_code == 302, (address, answer.text)
        return str(answer.location)

    def things(self, act: str) -> list[Any]:
        """Return what *act* was asked about since the last time."""
        things = [asked.thing for asked in self.asked if asked.act == act]
        self.asked.clear()
        return things

    def facts(self, thing: Any) -> tuple[int, int, int, str]:
        """Return what the guide promises of a thread."""
        return thing.id, thing.space_id, thing.author_id, thing.kind

    @property
    def of_thread(self) -> tuple[int, int, int, str]:
        """The facts of the thread that is asked about."""
        return self.thread, self.space.id, self.world.id(self.ben), "question"


@pytest.fixture
def house(make_site: Callable[..., World]) -> House:
    """A site whose host is asked."""
    return House(make_site)


def test_hiding_is_asked_about_the_thread_on_its_page_the_form_and_each_post(house: House) -> None:
    post = house.world.write(house.thread, house.ben)
    hide, leave = f"/p/{post}/hide", f"/p/{post}/leave"
    steps: list[Callable[[], object]] = [
        lambda: house.get(house.ana, f"/t/{house.thread}"),
        lambda: house.get(house.ana, hide),
        lambda: house.send(house.ana, hide, hidden="1", reason="A name"),
        lambda: house.send(house.ana, hide, hidden="0", reason="Invented"),
        lambda: house.send(house.ana, leave, reason=""),
    ]
    for step in steps:
        step()
        things = house.things("hide")
        assert things
        assert {house.facts(thing) for thing in things} == {house.of_thread}


def test_hiding_a_page_is_asked_about_the_page(house: House) -> None:
    made = house.send(
        house.ben,
        "/-/library/new",
        **{"space": house.space.slug, "kind": "summary", "title": "A page", "text": "Words"},
    )
    page = re.search(r"/a/(\d+)", made)
    assert page
    facts = (int(page[1]), house.space.id, house.world.id(house.ben), "summary")
    hide = f"/a/{page[1]}/hide"
    steps: list[Callable[[], object]] = [
        lambda: house.get(house.ana, f"/a/{page[1]}"),
        lambda: house.get(house.ana, hide),
        lambda: house.send(house.ana, hide, hidden="1", reason="A name"),
        lambda: house.send(house.ana, hide, hidden="0", reason="Invented"),
    ]
    house.things("hide")
    for step in steps:
        step()
        things = house.things("hide")
        assert things
        assert {house.facts(thing) for thing in things} == {facts}


def pin(house: House) -> None:
    house.send(house.ana, f"/t/{house.thread}/pin", pinned="1")


def lock(house: House) -> None:
    house.get(house.ana, f"/t/{house.thread}/lock")
    house.send(house.ana, f"/t/{house.thread}/lock", locked="1", reason="Done")


def move(house: House) -> None:
    house.get(house.ana, f"/t/{house.thread}/move")
    house.send(house.ana, f"/t/{house.thread}/move", space="elsewhere", reason="There")


def answer(house: House) -> None:
    house.send(house.ana, f"/t/{house.thread}/reply", text="Another answer")


def reply(house: House) -> None:
    house.send(house.ben, f"/t/{house.thread}/reply", text="Thank you", to="2")


def reflect(house: House) -> None:
    house.send(
        house.ben,
        f"/t/{house.thread}/reflect",
        prompts="what-so-what.1.en",
        part1="It went out",
        part2="",
        part3="",
    )


@pytest.mark.parametrize("act", [pin, lock, move, answer, reply, reflect], ids=lambda a: a.__name__)
def test_acts_in_a_thread_are_asked_about_the_thread(
    house: House, act: Callable[[House], None]
) -> None:
    house.get(house.ben, f"/t/{house.thread}")
    house.get(house.ana, f"/t/{house.thread}")
    act(house)
    things = house.things(act.__name__)
    assert things
    assert {house.facts(thing) for thing in things} == {house.of_thread}


def open_thread(house: House) -> None:
    house.get(house.ben, "/-/ask?space=letters")
    question = {"space": "letters", "title": "How?", "text": "I ask."}
    house.send(house.ben, "/-/open", kind="question", **question)


def share(house: House) -> None:
    reflection = {
        "space": "letters",
        "title": "A week",
        "prompts": "what-so-what.1.en",
        "part1": "It went out",
    }
    house.get(house.ben, "/-/reflect?space=letters")
    house.send(house.ben, "/-/reflect", **reflection)


def keep(house: House) -> None:
    _save_to_library(house)


@pytest.mark.parametrize(
    ("act", "step"), [("open", open_thread), ("reflect", share), ("open", share), ("keep", keep)]
)
def test_creating_something_is_asked_about_the_id_of_the_space(
    house: House, act: str, step: Callable[[House], None]
) -> None:
    step(house)
    assert house.space.id in house.things(act)
    step(house)
    assert {type(thing) for thing in house.things(act)} == {int}


def _save_to_library(house: House) -> str:
    house.get(house.ana, f"/-/library/new?space={house.space.slug}")
    return house.send(
        house.ana,
        "/-/library/new",
        space=house.space.slug,
        kind="document",
        title="What works",
        text="The short form.",
    )


def test_marks_and_editing_are_asked_about_the_post_or_the_artefact(house: House) -> None:
    post = (house.post, house.thread, house.space.id, house.world.id(house.ana))
    house.get(house.ben, f"/t/{house.thread}")
    house.send(house.ben, f"/p/{house.post}/helped", helped="1")
    marked = house.things("mark")
    assert marked
    assert {(t.id, t.thread_id, t.space_id, t.author_id) for t in marked} == {post}
    house.get(house.ana, f"/p/{house.post}/edit")
    edited = house.things("edit")
    assert edited
    assert {(t.id, t.thread_id, t.space_id, t.author_id) for t in edited} == {post}
    found = re.search(r"/a/(\d+)", _save_to_library(house))
    assert found
    house.things("edit")
    house.get(house.ana, f"/a/{found[1]}/edit")
    things = house.things("edit")
    assert things
    assert {(t.id, t.space_id) for t in things} == {(int(found[1]), house.space.id)}


def test_managing_is_asked_about_the_space_and_administering_about_nothing(house: House) -> None:
    slug, ben = house.space.slug, "ben"
    for address in ("", "/edit", "/people", "/block"):
        house.get(house.ana, f"/s/{slug}{address}")
    house.send(house.ana, f"/s/{slug}/archive", archived="1")
    house.send(house.ana, f"/s/{slug}/people", handle=ben)
    house.get(house.ana, f"/s/{slug}/people/{ben}")
    house.send(house.ana, f"/s/{slug}/people/{ben}", act="relieve")
    house.send(house.ana, f"/s/{slug}/block", member=ben, blocked="1", reason="Enough")
    managed = [asked.thing for asked in house.asked if asked.act == "manage_space"]
    assert {(thing.id, thing.access) for thing in managed} == {(house.space.id, "open")}
    house.get(house.ana, "/-/spaces")
    house.get(house.ana, "/-/spaces/new")
    house.get(house.ana, "/")
    assert set(house.things("administer")) == {None}


def test_every_act_of_the_guide_is_tested_here() -> None:
    rows = re.findall(r"^\| (`[^|]+`) \| [^|]+ \| [^|]+ \|$", GUIDE.read_text("utf-8"), re.M)
    acts = {act for row in rows for act in re.findall(r"`(\w+)`", row)}
    assert set(ACTS) <= acts
    assert set(ACTS) == {
        *("hide", "pin", "lock", "move", "answer", "reply", "reflect"),
        *("open", "keep", "mark", "edit", "manage_space", "administer"),
    }
