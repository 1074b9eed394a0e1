"""Only stewards who are in its group count for a space that is bound to one."""

from __future__ import annotations

from typing import Any

import pytest

from forum.core.database.session import session
from forum.spaces.actions import audiences
from forum.spaces.models import Membership

from ..support.world import World

TEAM = "team:7"
NOTE, WITHOUT_STEWARD = (
    "Nobody looks after 1 space<",
    "Nobody looks after this space at the moment.",
)


@pytest.fixture
def who(world: World) -> dict[str, Any]:
    """Ana and Ben, who are in the team, Cleo, who is not, and an administrator."""
    team = frozenset({TEAM})
    return {
        "Ana": world.member("Ana", audiences=team),
        "Ben": world.member("Ben", audiences=team),
        "Cleo": world.member("Cleo"),
        "Root": world.member("Root", is_admin=True),
    }


def leave(world: World, who: Any) -> None:
    who.audiences = frozenset()
    world.viewer(who)  # as their next request would do


def test_an_unlisted_space_is_not_among_those_without_steward(
    world: World, who: dict[str, Any]
) -> None:
    with world.request():
        audiences.find_or_create_unlisted_space(TEAM)
    assert "Nobody looks after" not in world.client(who["Root"]).get("/forum/").text


def test_a_steward_who_left_the_group_does_not_count(world: World, who: dict[str, Any]) -> None:
    space = world.space("Team talk", by=who["Ana"], access="bound", audience=TEAM)
    admin, ben = world.client(who["Root"]), world.client(who["Ben"])
    place = f"/forum/s/{space.slug}"
    assert NOTE not in admin.get("/forum/").text
    assert WITHOUT_STEWARD not in ben.get(place).text
    leave(world, who["Ana"])
    assert NOTE in admin.get("/forum/").text
    assert WITHOUT_STEWARD in ben.get(place).text
    assert "Nobody looks after it." in admin.get("/forum/-/spaces").text
    sent = admin.post("/forum/-/spaces", data={"space": str(space.id), "handle": "ben"})
    assert sent.status_code == 302
    assert NOTE not in admin.get("/forum/").text
    assert WITHOUT_STEWARD not in ben.get(f"{place}/people").text
    who["Ana"].audiences = frozenset({TEAM})
    world.viewer(who["Ana"])
    assert ben.post(f"{place}/people/ben", data={"act": "relieve"}).status_code == 302


def test_the_last_steward_who_sees_the_space_cannot_stop(world: World, who: dict[str, Any]) -> None:
    space = world.space("Team talk", by=who["Ben"], access="bound", audience=TEAM)
    cleo = world.id(who["Cleo"])
    with world.request():
        session().add(Membership(space_id=space.id, member_id=cleo, steward=True))
    people = f"/forum/s/{space.slug}/people"
    ben = world.client(who["Ben"])
    assert ben.post(f"{people}/ben", data={"act": "relieve"}).status_code == 403
    refused = ben.post(f"{people}/cleo", data={"act": "entrust"})
    assert refused.status_code == 422
    assert "They were not in the group “team:7” when they last posted" in refused.text


def test_people_outside_the_group_cannot_become_steward(world: World, who: dict[str, Any]) -> None:
    space = world.space("Team talk", by=who["Ana"], access="bound", audience=TEAM)
    sent = {"space": str(space.id), "handle": "cleo"}
    for answer in (
        world.client(who["Root"]).post("/forum/-/spaces", data=sent),
        world.client(who["Ana"]).post(f"/forum/s/{space.slug}/people", data=sent),
    ):
        assert answer.status_code == 422
        assert "They were not in the group “team:7” when they last posted" in answer.text
