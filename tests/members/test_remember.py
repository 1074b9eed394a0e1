"""People become members when they first write, with a clean name and a handle of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from forum.core.database.base import now
from forum.exchange.actions.members import create_member
from forum.members import actions
from forum.members.actions import remember
from forum.members.models import Member
from forum.members.viewer import Person

from ..support.world import User, World


@pytest.mark.parametrize("name", ["Ana", "a" * 40, "a" * 39 + "1", "a" * 60, "李", "x_%"])
def test_people_of_the_same_name_get_different_handles(world: World, name: str) -> None:
    handles = [world.viewer(world.member(name)).handle for _ in range(13)]
    assert len(set(handles)) == 13
    assert all(0 < len(handle) <= actions.HANDLE_LENGTH for handle in handles)


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Олена Ковальчук", "olena.kovalchuk"),
        ("Γιώργος Παπαδόπουλος", "giorgos.papadopoylos"),
        ("王小明", "wangxiaoming"),
        ("🙂", "member"),
    ],
)
def test_a_name_in_any_script_makes_a_readable_handle(world: World, name: str, handle: str) -> None:
    ana, person = world.member("Ana"), world.member(name)
    assert world.viewer(person).handle == handle
    assert world.client(ana).get(f"{world.home}/m/{handle}").status_code == 200


def test_a_handle_gets_a_number_even_if_another_name_ends_with_one(world: World) -> None:
    world.member("a" * 39 + "2")
    world.member("a" * 40)
    assert world.viewer(world.member("a" * 40)).handle == "a" * 39 + "3"


def test_imported_people_get_a_free_handle_too(world: World) -> None:
    with world.request():
        found = [create_member(username="b" * 40, name="B", since=now())[1] for _ in range(12)]
    assert len(set(found)) == 12


def test_many_people_of_the_same_name_cost_few_statements(
    world: World, statements: Callable[[], Any]
) -> None:
    with world.request():
        for _ in range(60):
            create_member(username="member", name="M", since=now())
        with statements() as sent:
            assert actions.free_handle("member") == "member61"
    assert len(sent) <= 14


def test_it_gives_up_if_other_requests_take_every_handle(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.member("Ana")
    monkeypatch.setattr(remember, "free_handle", lambda _name: "ana")
    with pytest.raises(RuntimeError, match="no handle"):
        world.member("Ana")
    assert world.scalar(select(Member.handle)) == "ana"


@pytest.mark.parametrize(
    ("name", "organisation", "kept"),
    [
        ("Ana\u202e \n Silva\0", "City\x07 of  Elms", ("Ana Silva", "City of Elms")),
        ("x" * 90, "y" * 90, ("x" * 80, "y" * 80)),
        (None, None, ("u-7", "")),
        (" \u200b ", "", ("u-7", "")),
    ],
)
def test_names_from_the_hosts_own_function_are_cleaned(
    make_site: Callable[..., World], name: Any, organisation: Any, kept: tuple[str, str]
) -> None:
    def person(user: User) -> Person:
        return Person(id="u-7", name=name, organisation=organisation)

    world = make_site(person=person)
    ana = world.user("Ana")
    assert world.client(ana).get("/forum/").status_code == 200
    world.id(ana)
    found = world.scalar(select(Member.name)), world.scalar(select(Member.organisation))
    assert found == kept
