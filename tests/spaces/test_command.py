"""A space is created without a person: by a command, or by the host's own code."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import url_for
from flask.cli import ScriptInfo
from sqlalchemy import select

from forum import Forum, Person
from forum.core.database.session import commit
from forum.members.models import Member
from forum.spaces.actions import create
from forum.spaces.models import Membership, Space

from ..support.world import World

PURPOSE = ("--purpose", "For letters")


def run(world: World, *arguments: str) -> tuple[int, str]:
    """Run ``flask forum space`` and return its exit code and what it printed."""
    result = world.app.test_cli_runner().invoke(args=["forum", "space", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def run_beside_others(world: World, *arguments: str) -> None:
    """Run ``flask forum space`` in one of several threads.

    Click's test runner puts its own stream in the place of ``sys.stdout``, which all threads share:
    two of them at once take each other's away, and writing to it fails.
    """
    made = ScriptInfo(create_app=lambda: world.app)
    world.app.cli.main(["forum", "space", *arguments], "flask", standalone_mode=False, obj=made)


def spaces(world: World) -> list[tuple[Any, ...]]:
    columns = select(Space.slug, Space.name, Space.purpose, Space.norms, Space.access)
    with world.app.app_context():
        session = world.app.extensions["forum"].db.session
        return [tuple(row) for row in session.execute(columns.order_by(Space.id))]


@pytest.fixture
def peopled(make_site: Callable[..., World]) -> World:
    """A site with Ana, who is in the team, and Ben; the host can load them."""
    site: dict[str, World] = {}
    world = make_site(load=lambda id: site["world"].site.people.get(id))
    site["world"] = world
    world.user("Ana", audiences=frozenset({"team:7"}))
    world.user("Ben")
    return world


def test_a_space_is_created_once(peopled: World) -> None:
    code, output = run(peopled, "Letters & forms", *PURPOSE, "--norms", "Be plain.")
    assert (code, "Created a space at /forum/s/letters-forms." in output) == (0, True), output
    assert "Nobody looks after it yet" in output
    made = [("letters-forms", "Letters & forms", "For letters", "Be plain.", "open")]
    assert spaces(peopled) == made
    code, output = run(peopled, "Letters  & Forms", "--purpose", "Other", "--closed")
    assert (code, "already a space at /forum/s/letters-forms" in output) == (0, True), output
    assert spaces(peopled) == made


def test_its_stewards_look_after_it_without_having_been_here(peopled: World) -> None:
    ana = next(id for id, user in peopled.site.people.items() if user.name == "Ana")
    code, output = run(peopled, "Letters", *PURPOSE, "--closed", "--steward", ana)
    assert (code, "Nobody looks after" in output) == (0, False), output
    who = select(Member.name).join(Membership).where(Membership.steward)
    assert peopled.scalar(who) == "Ana"
    client = peopled.client(peopled.site.people[ana])
    assert client.get("/forum/s/letters").status_code == 200
    assert client.get("/forum/s/letters/edit").status_code == 200


def test_a_person_function_that_makes_addresses_works_outside_a_request(
    make_site: Callable[..., World],
) -> None:
    def person(user: Any) -> Person:
        return Person(id=user.id, name=user.name, url=url_for("staff"))

    site: dict[str, World] = {}
    world = make_site(load=lambda id: site["world"].site.people.get(id), person=person)
    site["world"] = world
    world.app.add_url_rule("/staff", "staff", lambda: "")
    ana = world.user("Ana")
    code, output = run(world, "Letters", *PURPOSE, "--steward", ana.id)
    assert code == 0, output
    assert world.scalar(select(Member.address)) == "/staff"


def test_a_space_of_a_group_is_read_by_its_people(peopled: World) -> None:
    assert run(peopled, "Team", *PURPOSE, "--audience", "team:7")[0] == 0
    ana, ben = peopled.site.people.values()
    assert peopled.client(ana).get("/forum/s/team").status_code == 200
    assert peopled.client(ben).get("/forum/s/team").status_code == 404


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("", *PURPOSE), "Enter a name"),
        (("Letters", "--purpose", " "), "Enter what it is for"),
        (("x" * 81, *PURPOSE), "Use at most 80 characters"),
        (("Letters", *PURPOSE, "--norms", "x" * 2001), "over the limit of 2,000"),
        (("Letters", *PURPOSE, "--steward", "none"), "no user with the id none"),
        (("Letters", *PURPOSE, "--audience", "team:7", "--closed"), "leave out one of the two"),
        (("Letters", *PURPOSE, "--audience", ""), "Choose a group"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_created(
    peopled: World, arguments: tuple[str, ...], told: str
) -> None:
    code, output = run(peopled, *arguments)
    assert (code != 0, told in output) == (True, True), output
    assert spaces(peopled) == []


def test_a_steward_of_a_group_s_space_is_in_the_group(peopled: World) -> None:
    ben = next(id for id, user in peopled.site.people.items() if user.name == "Ben")
    code, output = run(peopled, "Team", *PURPOSE, "--audience", "team:7", "--steward", ben)
    assert (code, "“Ben” is not in “team:7”" in output) == (1, True), output


def test_the_host_s_own_code_creates_one(peopled: World) -> None:
    forum = Forum()
    with peopled.app.app_context():
        assert forum.make_space("Policies", purpose="About our policies") == "policies"
        commit()
        assert forum.make_space("Policies", purpose="Other", access="closed") == "policies"
        commit()
        with pytest.raises(ValueError, match="Enter a name"):
            forum.make_space("", purpose="x")
        with pytest.raises(LookupError, match="no user with the id 99"):
            forum.make_space("Other", purpose="x", stewards=["99"])
    assert spaces(peopled) == [("policies", "Policies", "About our policies", "", "open")]


@pytest.mark.sites("sqlite", "postgres")
def test_commands_that_start_at_once_create_one(peopled: World) -> None:
    start = threading.Barrier(3)

    def begin(_: int) -> None:
        start.wait()
        run_beside_others(peopled, "Letters", *PURPOSE)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(begin, range(3)))
    assert len(spaces(peopled)) == 1


@pytest.mark.sites("sqlite", "postgres")
def test_workers_whose_host_creates_it_as_they_start_create_one(peopled: World) -> None:
    start = threading.Barrier(3)

    def begin(_: int) -> str:
        with peopled.app.app_context():
            start.wait()
            slug = Forum().make_space("Letters", purpose="For letters")
            commit()
            return slug

    with ThreadPoolExecutor(3) as pool:
        assert [*pool.map(begin, range(3))] == ["letters"] * 3
    assert len(spaces(peopled)) == 1


@pytest.mark.sites("postgres")
def test_a_slug_that_is_taken_meanwhile_gets_a_number(
    peopled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the search for a free slug and the insert, another process creates that space."""
    free_slug = create.free_slug

    def take_the_first(wanted: str) -> str:
        free = free_slug(wanted)
        if free == "letters":
            other = threading.Thread(target=run_beside_others, args=(peopled, "Letters", *PURPOSE))
            other.start()
            other.join()
        return free

    monkeypatch.setattr(create, "free_slug", take_the_first)
    with peopled.app.app_context():
        about = {"name": "Letters", "purpose": "Mine", "norms": "", "access": "open"}
        assert create.create_space(**about, maker_id=None).slug == "letters-2"
        commit()
    assert [slug for slug, *_ in spaces(peopled)] == ["letters", "letters-2"]
