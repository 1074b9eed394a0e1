"""The readers of a discussion: those of its space who are in the group that the page names."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from forum.core.database.session import session
from forum.moderation.actions import moderate
from forum.spaces import actions as spaces
from forum.spaces.models import Space
from forum.threads.models import Thread

from .conftest import PAGE, TEAM, Host

CANARY = "kx7q"
OTHER = "team:8"


@pytest.fixture
def people(host: Host) -> dict[str, Any]:
    """Return who may come by; Ana has written about case 1, among the team."""
    world, team = host.world, frozenset({TEAM})
    found = {
        "Ana": world.member("Ana", audiences=team),
        "Ben": world.member("Ben", audiences=team),
        "new": world.user("New", audiences=team),
        "outsider": world.member("Cleo"),
        "other": world.member("Dan", audiences=frozenset({OTHER})),
        "both": world.member("Eva", audiences=frozenset({TEAM, OTHER})),
        "admin": world.member("Root", is_admin=True),
        "guest": None,
    }
    host.write(found["Ana"], "/case/1", f"{CANARY} among us")
    return found


@pytest.mark.parametrize("name", ["Ben", "new", "both"])
def test_people_of_the_group_can_read_and_write(
    host: Host, people: dict[str, Any], name: str
) -> None:
    assert CANARY in host.world.client(people[name]).get("/case/1").text
    assert host.write(people[name], "/case/1", "So do I").status_code == 302


@pytest.mark.parametrize("name", ["outsider", "other", "admin", "guest"])
def test_others_see_the_same_as_on_a_page_without_posts(
    host: Host, people: dict[str, Any], name: str
) -> None:
    browser = host.world.client(people[name])
    real, absent = browser.get("/case/1"), browser.get("/case/2")
    assert CANARY not in real.text
    assert real.text.replace("ase 1", "ase 2").replace("ase/1", "ase/2") == absent.text
    assert ("Sign in to read and post" in real.text) is (name == "guest")
    if name != "guest":
        assert "fx-root" not in real.text
    assert [h for h in real.headers if h[0] != "Content-Length"] == [
        h for h in absent.headers if h[0] != "Content-Length"
    ]


def test_a_copied_form_lets_nobody_else_write(host: Host, people: dict[str, Any]) -> None:
    people["outsider"].audiences = frozenset({TEAM})
    browser = host.world.client(people["outsider"])
    forms = [host.filled(browser.get(f"/case/{n}").text, "Let me in") for n in (1, 2)]
    people["outsider"].audiences = frozenset()
    answers = [browser.post(address, data=fields) for address, fields in forms]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert CANARY not in answers[0].text
    assert "Let me in" in answers[0].text


@pytest.mark.parametrize(
    ("page_says", "readers"),
    [(TEAM, {"Ana", "Ben", "both"}), (OTHER, {"both"}), (None, {"Ana", "Ben", "both"})],
)
def test_with_another_group_on_the_page_only_people_in_both_see_it(
    host: Host,
    people: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    page_says: str | None,
    readers: set[str],
) -> None:
    host.audience = page_says
    for _ in range(2):
        for name in ("Ana", "Ben", "both", "other", "outsider", "admin", "guest"):
            seen = CANARY in host.world.client(people[name]).get("/case/1").text
            assert seen is (name in readers), name
    told = [r for r in caplog.records if "belongs to a space of" in r.getMessage()]
    assert len(told) == (page_says != TEAM)


def test_people_in_only_one_of_the_groups_cannot_write(host: Host, people: dict[str, Any]) -> None:
    host.audience = OTHER
    page = host.world.client(people["other"]).get("/case/1").text
    assert "fx-root" not in page
    assert host.write(people["both"], "/case/1", "In both").status_code == 302
    ben = host.world.client(people["other"])
    address, fields = host.filled(ben.get("/case/2").text, "x")
    host.audience = TEAM
    host.write(people["Ana"], "/case/2", f"{CANARY} quicker")
    sent = ben.post(address, data=fields)
    assert sent.status_code == 403
    assert CANARY not in sent.text


def test_a_thread_that_went_to_a_closed_space_is_read_by_its_members(
    host: Host, people: dict[str, Any]
) -> None:
    host.write(people["outsider"], "/policy/1", f"{CANARY} in the open")
    board = host.world.space("Board", by=people["Ben"], access="closed")
    with host.world.request():
        thread = session().scalars(select(Thread.id).where(Thread.anchor_key == "policy:1")).one()
        moderate.move(thread, space_id=board.id)
    for name, seen in (("Ben", True), ("outsider", False), ("admin", False)):
        page = host.world.client(people[name]).get("/policy/1").text
        assert (CANARY in page) is seen, name
    assert "fx-root" not in host.world.client(people["admin"]).get("/policy/1").text


def test_a_blocked_member_can_read_but_not_write(host: Host, people: dict[str, Any]) -> None:
    ben = host.world.id(people["Ben"])
    address, fields = host.filled(host.world.client(people["Ben"]).get("/case/1").text, "No")
    with host.world.request():
        space = session().scalars(select(Space.id).where(Space.audience == TEAM)).one()
        spaces.block_member(space, ben, blocked=True)
    page = host.world.client(people["Ben"]).get("/case/1").text
    assert CANARY in page
    assert "<textarea" not in page
    assert host.world.client(people["Ben"]).post(address, data=fields).status_code == 403


def test_guests_who_read_nothing_are_asked_to_sign_in(make_host: Callable[..., Host]) -> None:
    host = make_host(guests_read=False)
    ana = host.world.member("Ana")
    before = host.world.client().get("/policy/1").text
    host.write(ana, "/policy/1", CANARY)
    assert host.world.client().get("/policy/1").text == before
    assert "Sign in to read and post" in before


@pytest.mark.parametrize("space", [None, "nowhere"])
def test_a_missing_space_is_reported(
    make_host: Callable[..., Host], caplog: pytest.LogCaptureFixture, space: str | None
) -> None:
    host = make_host(discuss_space=space)
    ana = host.world.member("Ana")
    with pytest.raises(LookupError, match="FORUM_DISCUSS_SPACE"):
        host.world.client(ana).get("/policy/1")
    host.world.app.testing = False
    caplog.set_level(logging.WARNING)
    for _ in "ab":
        page = host.world.client(ana).get("/policy/1")
        assert (page.status_code, "fx-root" in page.text) == (200, False)
    assert len([r for r in caplog.records if "FORUM_DISCUSS_SPACE" in r.getMessage()]) == 1


@pytest.mark.parametrize("audience", ["", 7, ["team:7"], "a\0b"])
def test_a_group_without_a_name_opens_nothing_to_everybody(host: Host, audience: Any) -> None:
    host.audience = audience
    ana = host.world.member("Ana", audiences=frozenset({TEAM}))
    with pytest.raises(ValueError, match="audience"):
        host.world.client(ana).get("/case/1")
    host.world.app.testing = False
    assert "fx-root" not in host.world.client(ana).get("/case/1").text


def test_a_group_that_the_template_does_not_know_opens_nothing(host: Host) -> None:
    ana = host.world.member("Ana")
    host.world.app.testing = False
    host.source = '{{ forum.discuss("x", title="X", url="/any", audience=nothing.at_all) }}'
    host.source = host.source.replace("nothing.at_all", "nothing")
    page = host.world.client(ana).get("/any").text
    assert page == PAGE.replace("{{ title }}", "A page").replace("%s", "")
