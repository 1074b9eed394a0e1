"""The people that the host offers after an @: in its order, with handles that stay."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlalchemy import func, select

from forum import Person
from forum.members.models import Member
from forum.notices.models import Notice
from forum.threads.models import Post

from ..support.world import World

STAFF = {
    "91": "Zoe Adler",
    "92": "Ada Zorn",
    "93": "José García",
    "94": "Same Name",
    "95": "Same Name",
}


def directory(text: str) -> Iterable[Person]:
    """Every employee whose name has *text* in it."""
    return [
        Person(id=id, name=name, organisation="Elms")
        for id, name in STAFF.items()
        if text.lower() in name.lower()
    ]


@pytest.fixture
def world(make_site: Callable[..., World]) -> World:
    return make_site(people=directory)


def names(world: World, who: Any, **asked: str) -> list[str]:
    answer = world.client(who).get(f"{world.home}/-/people", query_string=asked)
    assert answer.status_code == 200
    return [one["handle"] for one in json.loads(answer.text)["people"]]


def members(world: World) -> int:
    return int(world.scalar(select(func.count()).select_from(Member)))


def test_the_hosts_candidates_are_offered_without_writing_anything(world: World) -> None:
    ana = world.member("Ana")
    before = members(world)
    assert names(world, ana, q="z") == ["zoe.adler", "ada.zorn"]
    assert names(world, ana, q="garc") == ["jose.garcia"]
    assert names(world, ana, q="ana") == []  # a member, but not of the host's directory
    assert names(world, ana, q="") == []
    assert members(world) == before


def test_a_candidate_who_is_a_member_is_offered_by_their_handle(world: World) -> None:
    ana = world.member("Ana")
    world.member("Zoe Adler")  # another person of that name has the plain handle
    assert names(world, ana, q="zoe") == ["zoe.adler2"]
    world.site.people["91"] = world.site.people[ana.id].__class__(id="91", name="Zoe Adler")
    world.id(world.site.people["91"])
    assert names(world, ana, q="zoe") == ["zoe.adler2"]


def test_newcomers_of_the_same_name_are_not_offered(world: World) -> None:
    assert names(world, world.member("Ana"), q="same") == []


def test_a_closed_space_offers_only_members_that_the_host_offers(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    zoe = world.site.people["91"] = ana.__class__(id="91", name="Zoe Adler")
    world.id(zoe)
    world.space("Between us", by=ana, access="closed", members_=(zoe, ben))
    assert names(world, ana, q="z", space="between-us") == ["zoe.adler"]
    assert names(world, ana, q="b", space="between-us") == []
    stranger = world.member("Stranger")
    answer = world.client(stranger).get(f"{world.home}/-/people?q=z&space=between-us")
    assert answer.status_code == 404


def write(world: World, who: Any, thread: int, text: str, **more: str) -> Any:
    return world.client(who).post(
        f"{world.home}/t/{thread}/reply", data={"text": text, "to": "", **more}
    )


def test_a_newcomer_can_be_mentioned_and_finds_the_mention(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    before = members(world)
    write(world, ben, thread, "@zoe.adler knows", preview="1")
    assert members(world) == before
    assert write(world, ben, thread, "@zoe.adler and @nobody.here know").status_code == 302
    assert members(world) == before + 1
    zoe = world.scalar(select(Member.id).where(Member.user_key == "91"))
    assert zoe
    html = world.scalar(select(Post.html).where(Post.number == 2))
    assert 'href="forum:/m/zoe.adler"' in html
    assert "@nobody.here" in html
    assert world.scalar(select(Notice.kind).where(Notice.member_id == zoe)) == "mention"
    write(world, ben, thread, "@zoe.adler again")
    assert members(world) == before + 1


def test_a_newcomer_is_found_by_a_handle_with_a_number(world: World) -> None:
    ana, namesake = world.member("Ana"), world.member("Ada Zorn")
    thread = world.ask(world.space("Letters", by=ana), namesake)
    assert names(world, ana, q="ada") == ["ada.zorn2"]
    write(world, ana, thread, "@ada.zorn2 knows")
    assert world.scalar(select(Member.handle).where(Member.user_key == "92")) == "ada.zorn2"


def test_a_mention_in_a_closed_space_notifies_nobody_outside(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Between us", by=ana, access="closed", members_=(ben,))
    thread = world.ask(space, ana)
    assert write(world, ben, thread, "@zoe.adler should not see this").status_code == 302
    zoe = world.scalar(select(Member.id).where(Member.user_key == "91"))
    assert world.scalar(select(func.count()).where(Notice.member_id == zoe)) == 0


def fails(text: str) -> list[Person]:
    raise ConnectionError("the directory is down")


def endless(text: str) -> Iterable[Person]:
    number = 0
    while True:
        number += 1
        yield Person(id=str(number + 500), name=f"Person {number}x")


@pytest.mark.parametrize(
    ("people", "count"),
    [
        (fails, 0),
        (lambda text: [object()], 0),
        (lambda text: None, 0),
        (lambda text: [Person(id="", name="x")], 0),
        (endless, 8),
    ],
)
def test_a_failing_people_function_breaks_no_page(
    make_site: Callable[..., World], people: Any, count: int
) -> None:
    world = make_site(people=people)
    ana, ben = world.member("Ana"), world.member("Anabel")
    assert len(names(world, ben, q="ana")) == count
    thread = world.ask(world.space("Letters", by=ana), ana)
    assert write(world, ben, thread, "@zoe.adler and @x1, @x2, @x3, @x4, @x5").status_code == 302


@pytest.mark.parametrize("typed", ["zoe adler", "ZOE  ADLER", "@zoe.adler", "zoe.adler"])
def test_a_colleague_who_has_only_read_can_be_added_by_their_name(world: World, typed: str) -> None:
    ana = world.member("Ana")
    circle = world.space("Circle", by=ana, access="closed")
    zoe = world.site.people["91"] = ana.__class__(id="91", name="Zoe Adler")
    world.client(zoe).post(f"{world.home}/-/read", data={})
    assert world.scalar(select(Member.name).where(Member.user_key == "91")) is None
    browser, address = world.client(ana), f"{world.home}/s/{circle.slug}/people"
    assert 'data-fx-people="' in browser.get(address).text
    assert names(world, ana, q="zoe") == ["zoe.adler"]
    assert browser.post(address, data={"handle": typed}).status_code == 302
    assert "Zoe Adler" in browser.get(address).text
    assert world.client(zoe).get(f"{world.home}/s/{circle.slug}").status_code == 200
    assert world.scalar(select(func.count()).where(Member.user_key == "91")) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Same Name", "Nobody here is called “Same Name”"),  # which of the two cannot be told
        ("Zoe", "Nobody here is called “Zoe”"),
        ("ben okoye", "More than one person is called “ben okoye”. Enter their handle"),
    ],
)
def test_a_name_that_means_nobody_or_several_is_refused_in_words(
    world: World, typed: str, words: str
) -> None:
    ana = world.member("Ana")
    world.member("Ben Okoye")
    world.member("Ben Okoye")
    world.space("Circle", by=ana, access="closed")
    before = members(world)
    answer = world.client(ana).post(f"{world.home}/s/circle/people", data={"handle": typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{typed}"' in answer.text
    assert members(world) == before


def test_people_can_be_blocked_and_appointed_by_name(world: World) -> None:
    ana, ben = world.member("Ana", is_admin=True), world.member("Ben Ökoye")
    letters = world.space("Letters", by=ana)
    browser = world.client(ana)
    page = browser.get(f"{world.home}/s/letters/block", query_string={"member": "ben okoye"}).text
    assert 'value="ben.okoye"' in page
    data = {"handle": "BEN ÖKOYE", "space": str(letters.id)}
    assert browser.post(f"{world.home}/-/spaces", data=data).status_code == 302
    assert letters.id in world.viewer(ben).moderates
