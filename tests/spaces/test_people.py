"""Members and stewards of a space."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.exchange.actions.members import create_member
from forum.leaving.actions import forget
from forum.moderation.models import LogEntry
from forum.spaces import actions as spaces
from forum.spaces.models import Membership

from ..support.said import unsigned
from ..support.world import World


def circle(world: World, access: str = "closed") -> tuple[dict[str, Any], str]:
    who: dict[str, Any] = {name: world.member(name) for name in ("Ana", "Ben", "Cleo")}
    space = world.space("Circle", by=who["Ana"], access=access)
    return {**who, "space": space}, f"/forum/s/{space.slug}/people"


def log(world: World) -> list[tuple[str, int | None]]:
    with world.request():
        found = session().execute(select(LogEntry.act, LogEntry.member_id).order_by(LogEntry.id))
        return [(row.act, row.member_id) for row in found]


def test_a_member_is_added_made_steward_and_removed(world: World) -> None:
    who, address = circle(world)
    ana, ben, id = world.client(who["Ana"]), world.client(who["Ben"]), world.id(who["Ben"])
    place = address.removesuffix("/people")
    assert ben.get(place).status_code == 404
    added = ana.post(address, data={"handle": "@ben"})
    assert unsigned(added.location) == f"{address}?said=added"
    assert ben.get(place).status_code == 200
    assert "2 members" in ana.get(address).text
    day = (now() + timedelta(days=9)).date()
    ana.post(f"{address}/ben", data={"act": "entrust", "until": day.isoformat()})
    assert ben.get(address).status_code == 200
    assert f"until {day.day} " in ana.get(f"{address}/ben").text
    ana.post(f"{address}/ben", data={"act": "relieve"})
    assert ben.get(address).status_code == 403
    assert ben.get(place).status_code == 200
    ana.post(f"{address}/ben", data={"act": "dismiss"})
    assert ben.get(place).status_code == 404
    assert log(world) == [(act, id) for act in ("admit", "entrust", "relieve", "dismiss")]
    assert ana.get(f"{address}/ben").status_code == 404


@pytest.mark.parametrize(
    ("handle", "words"),
    [
        ("", "Enter a name or a handle"),
        ("nobody.here", "Nobody here is called “nobody.here”"),
        ("<b>x", "Nobody here is called “&lt;b&gt;x”"),
        ("x" * 200, "Use at most 80 characters"),
    ],
)
def test_an_unknown_handle_is_refused_in_words(world: World, handle: str, words: str) -> None:
    who, address = circle(world)
    answer = world.client(who["Ana"]).post(address, data={"handle": handle})
    assert answer.status_code == 422
    assert words in answer.text
    assert world.scalar(select(func.count()).select_from(Membership)) == 1


def test_in_an_open_space_people_are_asked_to_look_after_it(world: World) -> None:
    who, address = circle(world, "open")
    ana = world.client(who["Ana"])
    assert "Remove them from this space" not in ana.get(f"{address}/ana").text
    late = ana.post(address, data={"handle": "ben", "until": "2020-01-01"})
    assert late.status_code == 422
    for day in ("soon", "9999-99-99"):
        assert ana.post(address, data={"handle": "ben", "until": day}).status_code == 422
    assert ana.post(address, data={"handle": "ben"}).status_code == 302
    assert world.client(who["Ben"]).get(address).status_code == 200
    ana.post(f"{address}/ben", data={"act": "relieve"})
    assert world.scalar(select(func.count()).select_from(Membership)) == 1


@pytest.mark.parametrize(
    ("act", "access"), [("relieve", "open"), ("relieve", "closed"), ("dismiss", "closed")]
)
def test_the_last_steward_cannot_stop(world: World, act: str, access: str) -> None:
    who, address = circle(world, access)
    ana = world.client(who["Ana"])
    refused = ana.post(f"{address}/ana", data={"act": act})
    assert refused.status_code == 403
    assert "Nobody else looks after this space" in refused.text
    assert ana.get(address).status_code == 200
    ana.post(address, data={"handle": "ben"})
    ana.post(f"{address}/ben", data={"act": "entrust"})
    gone = ana.post(f"{address}/ana", data={"act": act})
    assert gone.status_code == 302
    assert ana.get(gone.location).status_code == 200
    assert ana.get(address).status_code == (404 if act == "dismiss" else 403)


def test_a_steward_whose_last_day_is_past_does_not_count(world: World) -> None:
    who, address = circle(world)
    id = world.id(who["Ben"])
    with world.request():
        spaces.appoint_steward(who["space"].id, id, until=now() - timedelta(days=2))
    assert world.client(who["Ben"]).get(address).status_code == 403
    refused = world.client(who["Ana"]).post(f"{address}/ana", data={"act": "relieve"})
    assert refused.status_code == 403


def test_an_admin_may_end_the_last_stewardship_of_an_open_space(world: World) -> None:
    _who, address = circle(world, "open")
    admin = world.client(world.member("Root", is_admin=True))
    assert admin.post(f"{address}/ana", data={"act": "relieve"}).status_code == 302
    assert world.scalar(select(func.count()).select_from(Membership)) == 0


def test_a_blocked_member_cannot_become_steward(world: World) -> None:
    who, address = circle(world, "open")
    id = world.id(who["Ben"])
    with world.request():
        spaces.block_member(who["space"].id, id, blocked=True)
    ana = world.client(who["Ana"])
    assert ana.post(address, data={"handle": "ben"}).status_code == 422
    assert ana.post(f"{address}/ben", data={"act": "entrust"}).status_code == 422
    assert "Let them post again" in ana.get(f"{address}/ben").text
    for act in ("crown", "relieve", "dismiss"):
        assert ana.post(f"{address}/ben", data={"act": act}).status_code == 422
    assert log(world) == []


def test_the_people_page_needs_no_more_statements_for_many_members(
    world: World, statements: Callable[[], Any]
) -> None:
    who, address = circle(world)
    ana, counts = world.client(who["Ana"]), list[int]()
    for more in (2, 30):
        ids = [world.id(world.user(f"Member {more} {n}")) for n in range(more)]
        with world.request():
            for id in ids:
                spaces.add_member(who["space"].id, id)
        with statements() as sent:
            ana.get(address)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_a_former_steward_does_not_read_an_open_space_after_closing(world: World) -> None:
    who, _address = circle(world, "open")
    space, ids = who["space"], {name: world.id(who[name]) for name in ("Ana", "Ben", "Cleo")}
    with world.request():
        spaces.appoint_steward(space.id, ids["Ben"], until=now() - timedelta(days=2))
        spaces.block_member(space.id, ids["Cleo"], blocked=True)
        facts = {"name": space.name, "purpose": "x", "norms": ""}
        spaces.describe_space(space.id, access="closed", **facts)
    with world.request():
        assert session().scalars(select(Membership.member_id)).all() == [ids["Ana"]]
    for name, status in (("Ana", 200), ("Ben", 404), ("Cleo", 404)):
        assert world.client(who[name]).get(f"/forum/s/{space.slug}").status_code == status


@pytest.mark.parametrize("access", ["open", "closed"])
def test_an_admin_cannot_appoint_a_blocked_member(world: World, access: str) -> None:
    who, _address = circle(world, access)
    ids = {name: world.id(who[name]) for name in ("Ana", "Ben")}
    with world.request():
        if access == "closed":
            spaces.add_member(who["space"].id, ids["Ben"])
        spaces.block_member(who["space"].id, ids["Ben"], blocked=True)
        spaces.end_stewardship(who["space"].id, ids["Ana"], even_last=True)
    admin = world.client(world.member("Root", is_admin=True))
    sent = {"space": str(who["space"].id), "handle": "ben"}
    refused = admin.post("/forum/-/spaces", data=sent)
    assert refused.status_code == 422
    assert "They are blocked in this space" in refused.text
    assert world.scalar(select(func.count()).where(Membership.steward)) == 0
    assert log(world) == []


WITHOUT_STEWARD = "Nobody looks after this space at the moment"


def run_out(world: World, space: Any) -> None:
    """Make the term of every steward end yesterday."""
    with world.request():
        session().execute(
            update(Membership)
            .where(Membership.space_id == space.id)
            .values(steward_ends_at=now() - timedelta(days=1))
        )


@pytest.mark.parametrize("access", ["open", "closed"])
def test_administrators_see_a_space_without_steward_and_appoint_one(
    world: World, access: str
) -> None:
    who, address = circle(world, access)
    place = address.removesuffix("/people")
    admin, ana = world.client(world.member("Root", is_admin=True)), world.client(who["Ana"])
    assert "Nobody looks after" not in admin.get("/forum/").text
    assert WITHOUT_STEWARD not in ana.get(place).text
    run_out(world, who["space"])
    assert "Nobody looks after 1 space<" in admin.get("/forum/").text
    assert "Nobody looks after 1 space<" not in ana.get("/forum/").text
    assert WITHOUT_STEWARD in ana.get(place).text
    assert "/forum/-/spaces" not in ana.get(place).text
    if access == "open":
        assert WITHOUT_STEWARD in admin.get(place).text
        assert 'href="/forum/-/spaces"' in admin.get(place).text
        assert WITHOUT_STEWARD in admin.get(address).text
    named = admin.post("/forum/-/spaces", data={"space": str(who["space"].id), "handle": "cleo"})
    assert named.status_code == 302
    assert "Nobody looks after" not in admin.get("/forum/").text
    assert WITHOUT_STEWARD not in world.client(who["Cleo"]).get(place).text


def test_administrators_see_it_when_the_last_steward_is_forgotten(world: World) -> None:
    who, _address = circle(world)
    admin = world.client(world.member("Root", is_admin=True))
    with world.request():
        assert forget(who["Ana"].id)
    assert "Nobody looks after 1 space<" in admin.get("/forum/").text
    with world.request():
        spaces.archive_space(who["space"].id, archived=True)
    assert "Nobody looks after" not in admin.get("/forum/").text


def test_stewards_see_when_the_last_term_ends(world: World) -> None:
    who, address = circle(world)
    ana, words = world.client(who["Ana"]), "Nobody will look after this space after"
    assert words not in ana.get(address).text
    for handle, days in (("ana", 5), ("ben", 9)):
        ana.post(address, data={"handle": handle})
        day = (now() + timedelta(days=days)).date()
        ana.post(f"{address}/{handle}", data={"act": "entrust", "until": day.isoformat()})
    assert f"{words} {day.day} " in ana.get(address).text
    ana.post(f"{address}/ben", data={"act": "entrust", "until": ""})
    assert words not in ana.get(address).text


def test_imported_people_cannot_become_steward(world: World) -> None:
    who, address = circle(world, "open")
    admin, ana = world.client(world.member("Root", is_admin=True)), world.client(who["Ana"])
    with world.request():
        id, handle = create_member(username="old.ida", name="Ida", since=now())
    for answer in (
        ana.post(address, data={"handle": handle}),
        admin.post("/forum/-/spaces", data={"space": str(who["space"].id), "handle": handle}),
    ):
        assert answer.status_code == 422
        assert "“@old.ida” was imported and cannot sign in" in answer.text
    with world.request():
        spaces.appoint_steward(who["space"].id, id)
    renewed = ana.post(f"{address}/{handle}", data={"act": "entrust"})
    assert renewed.status_code == 422
    assert ana.post(f"{address}/ana", data={"act": "relieve"}).status_code == 403


def test_a_space_without_steward_cannot_be_closed(world: World) -> None:
    who, address = circle(world, "open")
    place, admin = address.removesuffix("/people"), world.member("Root", is_admin=True)
    run_out(world, who["space"])
    sent = {"name": "Circle", "purpose": "x", "norms": "", "access": "closed"}
    refused = world.client(admin).post(f"{place}/edit", data=sent)
    assert refused.status_code == 422
    assert "Ask somebody to look after it first" in refused.text
    id = world.id(who["Ben"])
    with world.request():
        spaces.appoint_steward(who["space"].id, id)
    assert world.client(admin).post(f"{place}/edit", data=sent).status_code == 302
    assert world.client(who["Ben"]).get(place).status_code == 200


def test_the_report_form_says_if_there_is_no_steward(world: World) -> None:
    who, _address = circle(world, "open")
    thread = world.ask(who["space"], who["Ana"])
    post = world.write(thread, who["Cleo"])
    where, ben = f"/forum/p/{post}/report", world.client(who["Ben"])
    assert "The people who look after this space will read" in ben.get(where).text
    run_out(world, who["space"])
    assert "will wait until somebody else looks after" in ben.get(where).text
