"""Spaces that one group of the host reads: the groups that a person is in now count."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import request
from sqlalchemy import select, text, update

from forum import Person
from forum.core.database.session import session
from forum.leaving.actions import forget
from forum.members.models import MemberAudience
from forum.moderation.models import LogEntry
from forum.notices.models import Notice
from forum.spaces import queries
from forum.spaces.actions import audiences
from forum.spaces.models import Membership, Space

from ..support.world import World

TEAM, OTHER = "team:7", "team:8"
ABOUT = {"name": "Team talk", "purpose": "For the team", "norms": ""}


def people(world: World) -> dict[str, Any]:
    """Return Ana and Ben, who are in the team, Cleo, who is not, and an administrator."""
    team = frozenset({TEAM})
    return {
        "Ana": world.member("Ana", audiences=team),
        "Ben": world.member("Ben", audiences=team),
        "Cleo": world.member("Cleo", audiences=frozenset({OTHER})),
        "Root": world.member("Root", is_admin=True),
    }


def room(world: World, who: dict[str, Any]) -> tuple[Any, int]:
    """Return a space of the team with a question of Ana's in it."""
    space = world.space("Team talk", by=who["Ana"], access="bound", audience=TEAM)
    return space, world.ask(space, who["Ana"], "Where is the key?", "It is zeisig.")


def test_only_people_in_the_group_read_and_write(world: World) -> None:
    who = people(world)
    _space, thread = room(world, who)
    for name, status in (("Ana", 200), ("Ben", 200), ("Cleo", 404), ("Root", 404)):
        got = world.client(who[name]).get(f"/forum/t/{thread}", follow_redirects=True)
        assert got.status_code == status, name
        found = world.client(who[name]).get("/forum/-/search?q=zeisig").text
        assert ("Where is the key?" in found) is (status == 200), name
    sent = world.client(who["Ben"]).post(f"/forum/t/{thread}/reply", data={"text": "Here"})
    assert sent.status_code == 302
    assert (
        "Only people in “team:7” can read this."
        in world.client(who["Ben"]).get(f"/forum/t/{thread}", follow_redirects=True).text
    )


def test_leaving_the_group_takes_effect_at_the_next_request(world: World) -> None:
    who = people(world)
    space, thread = room(world, who)
    ben = world.client(who["Ben"])
    assert ben.get(f"/forum/s/{space.slug}").status_code == 200
    who["Ben"].audiences = frozenset()
    assert ben.get(f"/forum/s/{space.slug}").status_code == 404
    assert ben.get(f"/forum/t/{thread}").status_code == 404
    assert "Where is the key?" not in ben.get("/forum/-/search?q=zeisig").text
    who["Cleo"].audiences = frozenset({TEAM})
    assert world.client(who["Cleo"]).get(f"/forum/s/{space.slug}").status_code == 200


def test_a_membership_lets_nobody_read_a_bound_space(world: World) -> None:
    who = people(world)
    space, _thread = room(world, who)
    cleo = world.id(who["Cleo"])
    with world.request():
        session().add(Membership(space_id=space.id, member_id=cleo, steward=True))
    assert world.client(who["Cleo"]).get(f"/forum/s/{space.slug}").status_code == 404
    assert world.viewer(who["Cleo"]).moderates == frozenset()


def test_only_people_who_were_in_the_group_are_notified(world: World) -> None:
    who = people(world)
    space, thread = room(world, who)
    ana, ben, cleo = (world.viewer(who[name]) for name in ("Ana", "Ben", "Cleo"))
    world.write(thread, who["Ana"], f"Ask @{ben.handle} and @{cleo.handle}")
    with world.request():
        told = set(session().scalars(select(Notice.member_id)))
    assert told == {ben.member_id}
    offered = world.client(who["Ana"]).get(f"/forum/-/people?q=b&space={space.slug}").json
    assert [one["handle"] for one in offered["people"]] == [ben.handle]
    offered = world.client(who["Ana"]).get(f"/forum/-/people?q=c&space={space.slug}").json
    assert offered["people"] == []
    assert ana.reads == ben.reads != cleo.reads


def test_groups_are_remembered_when_somebody_writes(world: World) -> None:
    who = people(world)
    who["Ana"].audiences = frozenset({TEAM, "dept:finance"})
    world.id(who["Ana"])
    mine = MemberAudience.member_id == world.viewer(who["Ana"]).member_id
    with world.request():
        assert set(session().scalars(select(MemberAudience.audience).where(mine))) == {
            TEAM,
            "dept:finance",
        }
    with world.request():
        forget(who["Ana"].id)
    with world.request():
        assert session().scalars(select(MemberAudience.audience).where(mine)).all() == []


def test_an_administrator_binds_a_space_to_a_group_they_need_not_read(world: World) -> None:
    who = people(world)
    admin = world.client(who["Root"])
    assert '<option value="team:7"' in admin.get("/forum/-/spaces/new").text
    sent = {**ABOUT, "access": "bound", "audience": TEAM}
    made = admin.post("/forum/-/spaces/new", data=sent)
    assert made.location.startswith("/forum/-/spaces")
    assert "Only for people in team:7" in admin.get("/forum/-/spaces").text
    assert admin.get("/forum/s/team-talk").status_code == 404
    assert world.client(who["Ben"]).get("/forum/s/team-talk").status_code == 200
    wrong = admin.post("/forum/-/spaces/new", data={**sent, "name": "X", "audience": "nowhere"})
    assert wrong.status_code == 422
    assert "Choose a group" in wrong.text


def test_a_steward_binds_a_space_only_to_their_own_groups(world: World) -> None:
    who = people(world)
    space = world.space("Letters", by=who["Ana"])
    ana, address = world.client(who["Ana"]), f"/forum/s/{space.slug}/edit"
    page = ana.get(address).text
    assert '<option value="team:7"' in page
    assert OTHER not in page
    wrong = ana.post(address, data={**ABOUT, "access": "bound", "audience": OTHER})
    assert wrong.status_code == 422
    done = ana.post(address, data={**ABOUT, "access": "bound", "audience": TEAM})
    assert done.location.startswith(f"/forum/s/{space.slug}")
    assert world.client(who["Cleo"]).get(f"/forum/s/{space.slug}").status_code == 404
    with world.request():
        acts = select(LogEntry.act).order_by(LogEntry.id)
        assert session().scalars(acts).all() == ["describe", "bind"]


@pytest.mark.parametrize(
    ("before", "after", "asked"),
    [
        (("open", None), ("bound", TEAM), False),  # fewer read it
        (("closed", None), ("bound", TEAM), True),
        (("bound", TEAM), ("open", None), True),
        (("bound", TEAM), ("bound", "dept:finance"), True),
        (("bound", TEAM), ("closed", None), False),
    ],
)
def test_new_readers_must_be_confirmed(
    world: World, before: tuple[str, str | None], after: tuple[str, str | None], asked: bool
) -> None:
    ana = world.member("Ana", audiences=frozenset({TEAM, "dept:finance"}))
    space = world.space("Letters", by=ana, access=before[0], audience=before[1])
    sent = {**ABOUT, "access": after[0], "audience": after[1] or ""}
    address = f"/forum/s/{space.slug}/edit"
    first = world.client(ana).post(address, data=sent)
    assert first.status_code == (422 if asked else 302)
    if asked:
        assert world.client(ana).post(address, data={**sent, "sure": "1"}).status_code == 302
    with world.request():
        found = session().execute(select(Space.access, Space.audience)).one()
    assert tuple(found) == after


def test_a_steward_who_left_the_group_is_not_a_member_after_closing(world: World) -> None:
    who = people(world)
    space, _thread = room(world, who)
    ben, cleo = world.id(who["Ben"]), world.id(who["Cleo"])
    with world.request():
        for id in (ben, cleo):
            session().add(Membership(space_id=space.id, member_id=id, steward=True))
    sent = {**ABOUT, "access": "closed", "audience": ""}
    world.client(who["Ana"]).post(f"/forum/s/{space.slug}/edit", data=sent)
    with world.request():
        kept = set(session().scalars(select(Membership.member_id)))
    assert kept == {world.id(who["Ana"]), ben}
    assert world.client(who["Cleo"]).get(f"/forum/s/{space.slug}").status_code == 404


def test_the_unlisted_space_of_a_group_is_created_once_and_not_listed(world: World) -> None:
    who = people(world)
    world.space("team 7", by=who["Ana"])
    with world.request():
        first = audiences.find_or_create_unlisted_space(TEAM)
    with world.request():
        assert audiences.find_or_create_unlisted_space(TEAM) == first
        slug, access = (
            session().execute(select(Space.slug, Space.access).where(Space.id == first)).one()
        )
    assert (slug, access) == ("team-7-2", "bound")
    ana = world.client(who["Ana"])
    assert f"/s/{slug}" not in ana.get("/forum/").text
    assert f'value="{slug}"' not in ana.get("/forum/-/ask").text
    page = ana.get(f"/forum/s/{slug}")
    assert page.status_code == 200
    assert "Ask a question" not in page.text
    sent = {"kind": "question", "space": slug, "title": "Here?", "text": "Is it?"}
    assert ana.post("/forum/-/open", data=sent).status_code == 422


def test_the_commands_list_and_rename_groups(world: World) -> None:
    who = people(world)
    space, _thread = room(world, who)
    world.space("Ghosts", by=who["Ana"], access="bound", audience="ghosts")
    run = world.app.test_cli_runner().invoke
    listed = run(args=["forum", "audience", "list"]).output
    assert listed == "ghosts: 1 space, no members here\nteam:7: 1 space\n"
    renamed = run(args=["forum", "audience", "rename", TEAM, "team:seven"])
    assert renamed.exit_code == 0
    assert renamed.output == "1 space is now bound to “team:seven” instead of “team:7”.\n"
    who["Ben"].audiences = frozenset({"team:seven"})
    assert world.client(who["Ben"]).get(f"/forum/s/{space.slug}").status_code == 200
    assert world.client(who["Ana"]).get(f"/forum/s/{space.slug}").status_code == 404
    with world.request():
        assert set(session().scalars(select(MemberAudience.audience))) == {"team:seven", OTHER}
    for old, new in (("nobody", "x"), ("ghosts", "ghosts"), ("ghosts", "")):
        assert run(args=["forum", "audience", "rename", old, new]).exit_code == 1
    with world.request():
        assert [group.audience for group in queries.bound_audiences()] == ["ghosts", "team:seven"]


def test_two_groups_with_spaces_are_merged_only_with_anyway(world: World) -> None:
    who = people(world)
    space, _thread = room(world, who)
    for name in ("Budget", "Plans"):
        world.space(name, by=who["Cleo"], access="bound", audience=OTHER)
    run = world.app.test_cli_runner().invoke
    refused = run(args=["forum", "audience", "rename", TEAM, OTHER])
    assert refused.exit_code == 1
    assert "“team:8” already reads 2 spaces. Its people would also read those of “team:7”" in (
        refused.output
    )
    assert "--anyway" in refused.output
    assert world.client(who["Ana"]).get(f"/forum/s/{space.slug}").status_code == 200
    assert world.client(who["Cleo"]).get(f"/forum/s/{space.slug}").status_code == 404
    merged = run(args=["forum", "audience", "rename", TEAM, OTHER, "--anyway"])
    assert (merged.exit_code, merged.output) == (
        0,
        "1 space is now bound to “team:8” instead of “team:7”.\n",
    )
    assert world.client(who["Cleo"]).get(f"/forum/s/{space.slug}").status_code == 200


def test_an_unknown_group_gets_spaces_only_with_anyway(make_site: Callable[..., World]) -> None:
    named: list[Any] = [[TEAM, "team:seven"], "team:8"]
    world = make_site(audiences=lambda: named[0] if request else None)
    room(world, people(world))
    run = world.app.test_cli_runner().invoke
    refused = run(args=["forum", "audience", "rename", TEAM, "team:sevn"])
    assert refused.exit_code == 1
    assert "does not name “team:sevn”" in refused.output
    assert run(args=["forum", "audience", "rename", TEAM, "team:seven"]).exit_code == 0
    del named[0]  # a bare string fails
    failed = run(args=["forum", "audience", "rename", "team:seven", TEAM])
    assert failed.exit_code == 1
    assert "Your audiences function failed: TypeError" in failed.output
    assert run(args=["forum", "audience", "rename", "team:seven", TEAM, "--anyway"]).exit_code == 0


def test_a_bare_string_is_refused_as_audiences() -> None:
    with pytest.raises(TypeError, match="team:7"):
        Person(id="1", name="Ana", audiences="team:7")  # type: ignore[arg-type]
    odd: Any = ["a\0b", "", 7]
    assert Person(id="1", name="Ana", audiences=odd).audiences == {"7"}
    assert replace(Person(id="1", name="Ana"), name="Ben").audiences == frozenset()


def test_a_person_may_be_in_hundreds_of_groups(make_site: Callable[..., World]) -> None:
    world = make_site()
    ana = world.member("Ana", audiences=frozenset(f"group:{n}" for n in range(300)))
    world.space("Team talk", by=ana, access="bound", audience="group:7")
    assert len(world.viewer(ana).reads) == 1
    with world.request():
        session().execute(update(Space).values(audience="group:none"))
    assert world.viewer(ana).reads == frozenset()


def test_an_administrator_chooses_among_all_groups_that_the_host_names(
    make_site: Callable[..., World], caplog: pytest.LogCaptureFixture
) -> None:
    named: list[Any] = [["dept:law", "dept:finance"], "dept:law"]
    world = make_site(audiences=lambda: named[0])
    admin = world.client(world.member("Ada", is_admin=True))
    assert re.findall(r'<option value="(dept[^"]*)"', admin.get("/forum/-/spaces/new").text) == [
        "dept:finance",
        "dept:law",
    ]
    sent = {**ABOUT, "access": "bound", "audience": "dept:law"}
    assert admin.post("/forum/-/spaces/new", data=sent).status_code in {302, 303}
    ben = world.member("Ben", audiences=frozenset({"team:9"}))
    assert "dept:law" not in world.client(ben).get("/forum/").text
    del named[0]  # a bare string fails: it is logged, and nothing is offered for it
    assert "dept:finance" not in admin.get("/forum/-/spaces/new").text
    assert "audiences function failed" in caplog.text


def test_a_failing_statement_in_the_audiences_function_breaks_no_page(
    make_site: Callable[..., World],
) -> None:
    def fail(*_: str) -> list[str]:
        session().execute(text("SELECT nothing FROM nowhere"))
        return []

    world = make_site(audiences=fail, people=fail)
    admin = world.client(world.member("Ada", is_admin=True, audiences=frozenset({TEAM})))
    assert TEAM in admin.get("/forum/-/spaces/new").text
    assert admin.get("/forum/-/people?q=a").json == {"people": []}
