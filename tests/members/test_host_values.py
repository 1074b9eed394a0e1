"""The host's name for somebody who has written here reaches the forum at their next page.

Kinds that are covered: name, organisation, page and picture; by a page of ours, by a form, by
``forum.refresh``; in lists, threads, search, completion and the page of a member. The handle
follows the name, there and back; the old one leads on as a page, in mentions, in ``author:``, in
the fields that name a person, and nobody else gets it. What must not be: a write at a page where
nothing differs or at one that a browser fetches ahead, a statement more for the page itself, an
error where the database is read-only, a trace of somebody who has only read.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from forum import Forum, Person
from forum.core.database.session import session
from forum.members.models import Member, RetiredHandle
from forum.notices.models import Notice
from forum.spaces.models import Membership

from ..support.world import User, World


def member(world: World, user: User) -> Any:
    with world.request():
        columns = (Member.name, Member.handle, Member.organisation, Member.address, Member.avatar)
        statement = select(*columns).where(Member.user_key == user.id)
        return tuple(session().execute(statement).one())


def person(user: Any) -> Person:
    return Person(
        id=user.id,
        name=user.name,
        organisation=user.organisation,
        url=getattr(user, "url", None),
        avatar=getattr(user, "avatar", None),
    )


@pytest.fixture
def world(make_site: Callable[..., World]) -> World:
    return make_site(person=person)


@pytest.fixture
def asked(world: World) -> tuple[User, User, int]:
    """Somebody who looks after a space, somebody who asked there, and their thread."""
    ana, ben = world.member("Ana Silva"), world.member("Ben Okoye")
    return ana, ben, world.ask(world.space("Letters", by=ana), ben, "By Ben")


def thread_page(world: World, who: User, thread: int) -> str:
    return str(world.client(who).get(f"{world.home}/t/{thread}", follow_redirects=True).text)


@pytest.mark.parametrize("page", ["", "t/1-by-ben", "-/for-you", "-/search?q=x", "s/letters"])
def test_a_new_name_is_stored_at_the_next_page(
    world: World, asked: tuple[User, User, int], page: str
) -> None:
    ana, ben, thread = asked
    ben.name, ben.organisation = "Benedicta Okoye", "City of Elms"
    assert world.client(ben).get(f"{world.home}/{page}").status_code == 200
    assert member(world, ben)[:3] == ("Benedicta Okoye", "benedicta.okoye", "City of Elms")
    shown = thread_page(world, ana, thread)
    assert "Benedicta Okoye" in shown
    assert "Ben Okoye" not in shown
    assert "City of Elms" in shown
    people = world.client(ana).get(f"{world.home}/-/people?q=bened").text
    assert [one["handle"] for one in json.loads(people)["people"]] == ["benedicta.okoye"]


@pytest.mark.parametrize("field", ["name", "organisation", "url", "avatar"])
def test_each_value_follows_and_then_nothing_is_written(
    world: World, asked: tuple[User, User, int], statements: Callable[[], Any], field: str
) -> None:
    _, ben, _ = asked
    browser = world.client(ben)
    with statements() as before:
        browser.get(f"{world.home}/")
    setattr(ben, field, "/changed")
    with statements() as changing:
        body = browser.get(f"{world.home}/", buffered=False)
        body.get_data()
        assert len(changing) == len(before)
        body.close()
    assert any(one.startswith("UPDATE") for one in changing)
    assert "/changed" in member(world, ben)
    with statements() as after:
        browser.get(f"{world.home}/")
    assert len(after) == len(before)
    assert all(one.lstrip().startswith("SELECT") for one in after)


@pytest.mark.parametrize("name", ["  Ben   Okoye\u202e ", "Ben Okoye" + " " * 100, "x" * 300])
def test_a_name_that_is_cleaned_is_not_written_again_and_again(
    world: World, asked: tuple[User, User, int], statements: Callable[[], Any], name: str
) -> None:
    _, ben, _ = asked
    ben.name = name
    world.client(ben).get(f"{world.home}/")
    with statements() as sent:
        world.client(ben).get(f"{world.home}/")
    assert all(one.lstrip().startswith("SELECT") for one in sent)


@pytest.mark.parametrize(
    ("method", "headers"),
    [("HEAD", {}), ("GET", {"Sec-Purpose": "prefetch"}), ("GET", {"Purpose": "prefetch"})],
)
def test_a_page_nobody_looked_at_writes_nothing(
    world: World, asked: tuple[User, User, int], method: str, headers: dict[str, str]
) -> None:
    _, ben, _ = asked
    ben.name = "Benedicta Okoye"
    world.client(ben).open(f"{world.home}/", method=method, headers=headers)
    assert member(world, ben)[0] == "Ben Okoye"


def test_a_read_only_database_keeps_the_old_name_and_the_page(
    world: World, asked: tuple[User, User, int]
) -> None:
    _, ben, _ = asked
    ben.name = "Benedicta Okoye"
    with world.read_only():
        assert world.client(ben).get(f"{world.home}/").status_code == 200
    assert member(world, ben)[0] == "Ben Okoye"


def test_the_handle_follows_and_the_old_one_leads_on(
    world: World, asked: tuple[User, User, int]
) -> None:
    ana, ben, thread = asked
    cleo = world.member("Cleo Hart")
    world.write(thread, ana, "Ask @ben.okoye")
    ben.name = "Benedicta Hart"
    world.client(ben).get(f"{world.home}/")
    answer = world.client(ana).get(f"{world.home}/m/Ben.Okoye")
    assert answer.status_code == 302
    assert answer.location.endswith("/m/benedicta.hart")
    other = world.member("Ben Okoye")
    assert world.viewer(other).handle == "ben.okoye2"
    for author in ("ben.okoye", "benedicta.hart", '"benedicta hart"'):
        page = world.client(cleo).get(f"{world.home}/-/search?q=author:{author}").text
        assert "1 result" in page
    thread = world.ask(world.space("Forms", by=ana), ana)
    world.client(ana).post(f"{world.home}/t/{thread}/reply", data={"text": "@ben.okoye again"})
    told = select(Notice.kind).where(Notice.member_id == world.id(ben), Notice.kind == "mention")
    assert world.scalar(told) == "mention"
    assert 'href="/forum/m/ben.okoye">@ben.okoye</a> again' in thread_page(world, cleo, thread)
    world.client(ana).post(f"{world.home}/s/letters/people", data={"handle": "ben.okoye"})
    steward = select(Membership.steward).where(Membership.member_id == world.id(ben))
    assert world.scalar(steward) is True
    assert world.client(ana).get(f"{world.home}/s/letters/people/ben.okoye").status_code == 200


def test_a_name_may_come_back_and_its_handle_with_it(
    world: World, asked: tuple[User, User, int]
) -> None:
    ana, ben, _ = asked
    for name, handle in (("Cleo", "cleo"), ("Ben Okoye", "ben.okoye"), ("CLEO", "cleo")):
        ben.name = name
        world.client(ben).get(f"{world.home}/")
        assert member(world, ben)[:2] == (name, handle)
    assert world.scalar(select(func.count()).select_from(RetiredHandle)) == 1
    assert world.client(ana).get(f"{world.home}/m/ben.okoye").location.endswith("/m/cleo")


def test_a_handle_that_the_new_name_gives_as_well_stays(world: World) -> None:
    world.member("Ben Okoye")
    ben = world.member("Ben Okoye")
    ben.name = "BEN OKOYE"
    world.client(ben).get(f"{world.home}/")
    assert member(world, ben)[:2] == ("BEN OKOYE", "ben.okoye2")
    assert world.scalar(select(func.count()).select_from(RetiredHandle)) == 0


def test_a_form_stores_it_too(world: World, asked: tuple[User, User, int]) -> None:
    _, ben, thread = asked
    ben.name = "Benedicta Okoye"
    sent = world.client(ben).post(f"{world.home}/t/{thread}/reply", data={"text": "Hello"})
    assert sent.status_code == 302
    assert member(world, ben)[:2] == ("Benedicta Okoye", "benedicta.okoye")


def test_the_host_says_so_itself(make_site: Callable[..., World]) -> None:
    users: dict[str, User] = {}
    world = make_site(person=person, load=users.get)
    ben, reader = world.member("Ben Okoye"), world.user("Rea Der")
    users |= {ben.id: ben, reader.id: reader}
    world.client(reader).post(f"{world.home}/-/read", data={})
    ben.name = "Benedicta Okoye"
    forum = Forum()
    with world.request():
        assert forum.refresh(ben.id) is True
        assert forum.refresh(reader.id) is False
        assert forum.refresh("nobody") is False
    assert member(world, ben)[:2] == ("Benedicta Okoye", "benedicta.okoye")
    assert member(world, reader)[:2] == (None, None)


def test_a_forgotten_person_s_old_handles_lead_nowhere(
    world: World, asked: tuple[User, User, int]
) -> None:
    ana, ben, _ = asked
    ben.name = "Cleo"
    world.client(ben).get(f"{world.home}/")
    assert world.app.test_cli_runner().invoke(args=["forum", "forget", ben.id]).exit_code == 0
    for handle in ("ben.okoye", "cleo"):
        assert world.client(ana).get(f"{world.home}/m/{handle}").status_code == 404
