"""A member's page, and the names offered for mentions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from forum.core.database.session import session
from forum.members import actions
from forum.members import queries as people
from forum.members.models import Member
from forum.members.viewer import GUEST
from forum.moderation.actions import moderate
from forum.threads import queries
from forum.threads.actions import withdraw

from ..support.world import World


def test_a_members_page_shows_who_they_are_and_their_posts(world: World) -> None:
    ana, ben = world.member("Ana", organisation="City of Elms"), world.member("Ben")
    letters = world.space("Letters", by=ben)
    mine = world.ask(letters, ana, "Which form?", text="The **blue** one?")
    other = world.ask(letters, ben, "Which door?")
    world.write(other, ana, "The left one.")
    world.write(mine, ben, "Yes.")
    world.write(mine, ana, "A reply under it", to=2)
    page = world.client(ben).get(f"{world.home}/m/ana").text
    assert "City of Elms" in page
    assert "@ana" in page
    assert "The blue one?" in page
    assert "The left one." in page
    assert page.index("Which door?") < page.index("Which form?")
    assert "A reply under it" not in page


def test_a_members_page_shows_no_figures(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    letters = world.space("Letters", by=ben)
    for _ in range(7):
        world.ask(letters, ana)
    page = world.client(ben).get(f"{world.home}/m/ana").text
    main = re.sub(r"<[^>]*>", " ", page.partition("<h1")[2])
    assert "7" not in main
    assert "joined" not in main.lower()


def test_posts_that_the_viewer_cannot_read_are_not_listed(world: World) -> None:
    ana, ben, eva = world.member("Ana"), world.member("Ben"), world.member("Eva")
    closed = world.space("Between us", by=ana, access="closed", members_=(ben,))
    thread = world.ask(closed, ana, "A canary sings")
    world.write(thread, ben, "So it does")
    open_ = world.ask(world.space("Letters", by=ana), ben, "In the open")
    world.write(open_, ana, "Hidden words")
    world.write(open_, ana, "Words taken back")
    with world.request():
        for number, act in ((2, lambda id: moderate.hide(id, why="x")), (3, withdraw.withdraw)):
            post = queries.post_by_number(GUEST, open_, number)
            assert post is not None
            act(post.id)
    for user, sees in ((ben, True), (eva, False)):
        page = world.client(user).get(f"{world.home}/m/ana").text
        assert ("canary" in page) is sees
        assert ("Between us" in page) is sees
        assert "Hidden words" not in page
        assert "Words taken back" not in page


@pytest.mark.parametrize(("guests_read", "status"), [(False, 401), (True, 200)])
def test_guests_see_members_only_if_guests_can_read(
    make_site: Callable[..., World], guests_read: bool, status: int
) -> None:
    world = make_site(guests_read=guests_read)
    ana = world.member("Ana")
    world.ask(world.space("Letters", by=ana), ana, "In the open")
    world.ask(world.space("Between us", by=ana, access="closed"), ana, "A canary sings")
    answer = world.client().get(f"{world.home}/m/ana")
    assert answer.status_code == status
    assert ("In the open" in answer.text) is guests_read
    assert "canary" not in answer.text
    assert world.client().get(f"{world.home}/m/nobody").status_code == 401


def test_a_guest_on_a_member_s_page_is_still_a_guest(make_site: Callable[..., World]) -> None:
    world = make_site(guests_read=True)
    world.ask(world.space("Letters", by=(ana := world.member("Ana"))), ana, "Which form?")
    tab = "For you"
    assert tab in world.client(ana).get(f"{world.home}/m/ana").text
    assert tab not in world.client().get(f"{world.home}/m/ana").text


@pytest.mark.parametrize("handle", ["nobody", "ana%", "%", "a" * 5_000, "an\0a", "Ana Silva"])
def test_an_unknown_member_is_not_found(world: World, handle: str) -> None:
    ana = world.member("Ana")
    from urllib.parse import quote

    assert world.client(ana).get(f"{world.home}/m/{quote(handle)}").status_code == 404


def test_a_former_member_is_called_former_member(world: World) -> None:
    ana, ben = world.member("Ana Silva"), world.member("Ben")
    world.ask(world.space("Letters", by=ben), ana, "Which form?")
    id = world.id(ana)
    with world.request():
        actions.forget(world.id(ana))
    page = world.client(ben).get(f"{world.home}/m/former-{id}").text
    assert "no longer a member" in page
    assert "former member" in page
    assert "Which form?" in page
    assert "Silva" not in page
    assert world.client(ben).get(f"{world.home}/m/ana.silva").status_code == 404


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://intranet.example/ana", True),
        ("/people/1", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
    ],
)
def test_a_members_page_links_to_their_page_at_the_host(
    world: World, address: str, linked: bool
) -> None:
    ana = world.member("Ana")
    id = world.id(ana)
    with world.request():
        member = session().get(Member, id)
        assert member
        member.address = address
    page = world.client(world.member("Ben")).get(f"{world.home}/m/ana").text
    assert (f'href="{address}"' in page) is linked


def test_a_members_page_is_paged_by_key_with_the_same_statements(
    world: World, statements: Callable[[], Any]
) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    letters = world.space("Letters", by=ana)
    counts = []
    for more in (3, 30):
        for _ in range(more):
            world.ask(letters, ana)
        with statements() as sent:
            page = world.client(ben).get(f"{world.home}/m/ana").text
        counts.append(len(sent))
    assert counts[0] == counts[1]
    seen, browser = set(re.findall(r"/p/(\d+)", page)), world.client(ben)
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older
    rest = set(re.findall(r"/p/(\d+)", browser.get(older[1].replace("&amp;", "&")).text))
    assert len(seen) == 20
    assert len(rest) == 13
    assert not seen & rest


def names(world: World, who: Any, **asked: str) -> list[str]:
    """Return the handles that are offered."""
    answer = world.client(who).get(f"{world.home}/-/people", query_string=asked)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    return [one["handle"] for one in json.loads(answer.text)["people"]]


def test_names_are_offered_from_the_first_letter(world: World) -> None:
    ana = world.member("Ana Silva", organisation="City of Elms")
    world.member("Silke")
    world.member("Ben")
    assert names(world, ana, q="s") == ["ana.silva", "silke"]
    assert names(world, ana, q="SIL") == ["ana.silva", "silke"]
    assert names(world, ana, q="an") == ["ana.silva"]
    assert names(world, ana, q="") == names(world, ana) == names(world, ana, q=" ") == []
    answer = world.client(ana).get(f"{world.home}/-/people?q=ana")
    assert json.loads(answer.text)["people"] == [
        {"handle": "ana.silva", "name": "Ana Silva", "organisation": "City of Elms"}
    ]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "a%", "'", "x" * 7_000, "@"])
def test_wildcards_are_taken_literally(world: World, typed: str) -> None:
    ana = world.member("Ana")
    assert names(world, ana, q=typed) == []


def test_characters_that_no_name_has_find_nobody(world: World) -> None:
    ana = world.member("Ana")
    assert world.client(ana).get(f"{world.home}/-/people?q=%00").status_code == 404


def test_at_most_eight_are_offered(world: World) -> None:
    ana = world.member("Ana")
    for number in range(12):
        world.member(f"Person {number}")
    assert len(names(world, ana, q="person")) == 8


def test_older_members_are_offered_by_their_first_and_last_word_and_their_handle(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = world.member("Ana")
    for name in ("Juan García López", "García Marín"):
        world.ask(world.space(name, by=ana), world.member(name))
    newest = select(Member).order_by(Member.id.desc()).limit(1).subquery()
    monkeypatch.setattr(people, "_NEWEST", newest)
    for typed in ("lopez", "juan", "lopez jua", "juan.garcia"):
        assert names(world, ana, q=typed) == ["juan.garcia.lopez"]
    assert names(world, ana, q="gar") == ["garcia.marin"]
    monkeypatch.undo()
    assert names(world, ana, q="gar") == ["garcia.marin", "juan.garcia.lopez"]


def test_a_closed_space_offers_only_its_members(world: World) -> None:
    ana, ben, eva = world.member("Ana"), world.member("Ben"), world.member("Bea")
    world.space("Between us", by=ana, access="closed", members_=(ben,))
    world.space("Letters", by=ana)
    assert names(world, ana, q="b", space="between-us") == ["ben"]
    assert names(world, ana, q="b", space="letters") == ["bea", "ben"]
    for slug in ("between-us", "no-such-space"):
        answer = world.client(eva).get(f"{world.home}/-/people?q=b&space={slug}")
        assert answer.status_code == 404


def test_former_members_are_not_offered_and_guests_must_sign_in(
    make_site: Callable[..., World],
) -> None:
    world = make_site(guests_read=True)
    ana, ben = world.member("Ana"), world.member("Ben")
    with world.request():
        actions.forget(world.id(ben))
    assert names(world, ana, q="b") == names(world, ana, q="f") == []
    assert world.client().get(f"{world.home}/-/people?q=a").status_code == 401
