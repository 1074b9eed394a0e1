"""Spaces are made, described, opened, closed and archived; each act is in the log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.moderation.models import LogEntry
from forum.spaces.models import Membership, Space

from ..support.said import unsigned
from ..support.world import World

ABOUT = {"name": "At the counter", "purpose": "For people at counters.", "norms": "Be plain.\nAsk."}


def people(world: World, *, access: str = "open") -> dict[str, Any]:
    who: dict[str, Any] = {name: world.member(name) for name in ("Ana", "Ben", "Cleo")}
    who["admin"] = world.member("Root", is_admin=True)
    space = world.space("Letters", by=who["Ana"], access=access, members_=(who["Ben"],))
    return {**who, "space": space, "nobody": None}


def acts(world: World) -> list[str]:
    with world.request():
        return list(session().scalars(select(LogEntry.act).order_by(LogEntry.id)))


def test_an_admin_makes_a_space_and_is_its_steward(world: World) -> None:
    who = people(world)
    admin = world.client(who["admin"])
    assert 'value="open" checked' in admin.get("/forum/-/spaces/new").text
    made = admin.post("/forum/-/spaces/new", data={**ABOUT, "access": "closed"})
    assert unsigned(made.location) == "/forum/s/at-the-counter?said=made"
    page = admin.get(made.location).text
    assert "Be plain." in page
    assert "Root" in page
    assert acts(world) == ["make"]
    again = admin.post("/forum/-/spaces/new", data={**ABOUT, "access": "open"})
    assert again.location.startswith("/forum/s/at-the-counter-2?")
    cyrillic = admin.post("/forum/-/spaces/new", data={**ABOUT, "name": "Олена", "access": "open"})
    assert cyrillic.location.startswith("/forum/s/olena?")
    bad = admin.post("/forum/-/spaces/new", data={"name": " ", "access": "secret"})
    assert bad.status_code == 422
    for words in ("Enter a name", "Enter what it is for", "Choose who can read it"):
        assert words in bad.text


@pytest.mark.parametrize(("name", "status"), [("Ana", 403), ("Cleo", 403), ("nobody", 401)])
def test_nobody_else_makes_a_space(world: World, name: str, status: int) -> None:
    browser = world.client(people(world)[name])
    for address in ("/forum/-/spaces/new", "/forum/-/spaces"):
        assert browser.get(address).status_code == status
        assert browser.post(address, data={**ABOUT, "access": "open"}).status_code == status
    assert world.scalar(select(func.count()).select_from(Space)) == 1


@pytest.mark.parametrize(
    ("access", "name", "status"),
    [
        ("open", "Ben", 403),
        ("closed", "Ben", 403),  # a member
        ("closed", "Cleo", 404),
        ("closed", "admin", 404),  # administering is not reading
        ("open", "nobody", 401),
    ],
)
@pytest.mark.parametrize("page", ["edit", "people", "people/ana", "archive"])
def test_nobody_else_manages_a_space(
    world: World, access: str, name: str, status: int, page: str
) -> None:
    who = people(world, access=access)
    browser, address = world.client(who[name]), f"/forum/s/{who['space'].slug}/{page}"
    if page != "archive":
        assert browser.get(address).status_code == status
    sent = {
        **ABOUT,
        "access": "open",
        "sure": "1",
        "archived": "1",
        "handle": "cleo",
        "act": "dismiss",
    }
    assert browser.post(address, data=sent).status_code == status
    assert acts(world) == []
    assert world.scalar(select(Space.access)) == access


def test_a_steward_edits_the_description(world: World) -> None:
    who = people(world)
    ana, address = world.client(who["Ana"]), f"/forum/s/{who['space'].slug}/edit"
    assert "For Letters." in ana.get(address).text
    saved = ana.post(address, data={**ABOUT, "access": "open"})
    assert unsigned(saved.location) == f"/forum/s/{who['space'].slug}?said=saved"
    assert "At the counter" in ana.get(saved.location).text
    ana.post(address, data={**ABOUT, "access": "open"})
    assert acts(world) == ["describe"]


def test_opening_a_closed_space_must_be_confirmed(world: World) -> None:
    who = people(world, access="closed")
    ana, address = world.client(who["Ana"]), f"/forum/s/{who['space'].slug}/edit"
    asked = ana.post(address, data={**ABOUT, "access": "open"})
    assert asked.status_code == 422
    assert "other people may read what is already posted here" in asked.text
    assert world.client(who["Cleo"]).get(f"/forum/s/{who['space'].slug}").status_code == 404
    ana.post(address, data={**ABOUT, "access": "open", "sure": "1"})
    assert world.client(who["Cleo"]).get(f"/forum/s/{who['space'].slug}").status_code == 200
    ana.post(address, data={**ABOUT, "access": "closed"})
    assert world.client(who["Cleo"]).get(f"/forum/s/{who['space'].slug}").status_code == 404
    assert acts(world) == ["describe", "open", "close"]
    assert world.client(who["Ben"]).get(f"/forum/s/{who['space'].slug}").status_code == 404


def test_an_archived_space_takes_no_posts_until_it_is_opened_again(world: World) -> None:
    who = people(world)
    ana, slug = world.client(who["Ana"]), who["space"].slug
    for _ in range(2):
        assert ana.post(f"/forum/s/{slug}/archive", data={"archived": "1"}).status_code == 302
    ben = world.client(who["Ben"])
    sent = {"space": slug, "kind": "question", "title": "T", "text": "x"}
    assert ben.post("/forum/-/open", data=sent).status_code == 422
    ana.post(f"/forum/s/{slug}/archive", data={"archived": "0"})
    assert ben.post("/forum/-/open", data=sent).status_code == 302
    assert ana.post(f"/forum/s/{slug}/archive", data={}).status_code == 422
    assert acts(world) == ["archive", "unarchive"]


def test_an_admin_sees_that_a_closed_space_exists_and_nothing_in_it(world: World) -> None:
    who = people(world, access="closed")
    world.ask(who["space"], who["Ana"], "Canary")
    page = world.client(who["admin"]).get("/forum/-/spaces").text
    assert "Letters" in page
    assert "2 members" in page
    assert "Ana" in page
    assert "Canary" not in page
    assert f"/s/{who['space'].slug}" not in page
    assert f'<option value="{who["space"].id}"' not in page
    sent = {"space": str(who["space"].id), "handle": "root"}
    refused = world.client(who["admin"]).post("/forum/-/spaces", data=sent)
    assert refused.status_code == 422
    assert world.scalar(select(func.count()).select_from(Membership)) == 2


def test_an_admin_appoints_a_steward_of_a_closed_space_without_one(world: World) -> None:
    who = people(world, access="closed")
    with world.request():
        session().query(Membership).update({"steward": False})
    admin = world.client(who["admin"])
    assert "Nobody looks after it." in admin.get("/forum/-/spaces").text
    unknown = admin.post("/forum/-/spaces", data={"space": str(who["space"].id), "handle": "xy"})
    assert unknown.status_code == 422
    assert "Nobody here is called “xy”" in unknown.text
    sent = {"space": str(who["space"].id), "handle": "@Ben"}
    assert admin.post("/forum/-/spaces", data=sent).status_code == 302
    assert "Looked after by" in admin.get("/forum/-/spaces").text
    assert acts(world) == ["entrust"]
    ben = world.client(who["Ben"])
    assert ben.get(f"/forum/s/{who['space'].slug}/people").status_code == 200


def test_a_second_click_does_not_make_a_second_space(world: World) -> None:
    who = people(world)
    admin, other = world.client(who["admin"]), world.client(world.member("Rae", is_admin=True))
    sent = {**ABOUT, "access": "open"}

    def click(browser: Any) -> str:
        return unsigned(browser.post("/forum/-/spaces/new", data=sent).location)

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(click, (admin, admin))) == {"/forum/s/at-the-counter?said=made"}
    assert acts(world) == ["make"]
    assert click(other) == "/forum/s/at-the-counter-2?said=made"
    with world.request():
        session().execute(update(Space).values(made_at=now() - timedelta(minutes=2)))
    assert click(admin) == "/forum/s/at-the-counter-3?said=made"
