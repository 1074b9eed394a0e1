"""People and spaces are found and sorted by their names in every script, on every database.

Siblings of one kind, each of which asked the database for small letters or for an order: the list
after an @, ``author:``, ``in:``, lists of spaces (of the viewer, of administrators, without a
steward) and of a space's members, the groups of the host, tags in a search and in an address,
titles while there is no index, sign-in names in commands, and fields that name a person in a form.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable

from sqlalchemy import select

from forum.core.text.folding import folded
from forum.members import queries
from forum.members.models import Member
from forum.search.queries.hits import threads_by_title
from forum.spaces import actions as spaces
from forum.spaces.models import Space
from forum.spaces.queries import readable_spaces

from ..support.world import User, World

PEOPLE = (
    "Иван Петров",
    "Ωμέγα Άννα",
    "Özlem Öztürk",
    "Łukasz Żółć",
    "İnci Işık",
    "Anne-Marie O’Brien",
    "प्रिया वर्मा",
    "สมชัย ใจดี",
    "田中 太郎",
)


def offered(world: World, who: User, typed: str, **more: str) -> list[str]:
    answer = world.client(who).get(f"{world.home}/-/people", query_string={"q": typed, **more})
    return [one["name"] for one in json.loads(answer.text)["people"]]


def found(world: World, who: User, query: str) -> int:
    page = world.client(who).get(f"{world.home}/-/search", query_string={"q": query}).text
    number = re.search(r"([0-9]+) results?", page)
    return int(number[1]) if number else 0


def everybody(world: World) -> User:
    ana = world.member("Ana Silva")
    letters = world.space("Письма и формы", by=ana)
    for name in PEOPLE:
        world.ask(letters, world.member(name), "Hello", "From me")
    return ana


def check_finding(world: World) -> None:
    ana = everybody(world)
    for name in PEOPLE:
        words = [part for word in re.split("[ -]", name) for part in (word, word[:2])]
        typed = {form for word in words for form in (word, word.lower(), word.upper())}
        typed |= {unicodedata.normalize("NFD", word) for word in words}
        handle = world.scalar(select(Member.handle).where(Member.name == name))
        typed |= {handle, handle.rpartition(".")[2]}
        with world.request():
            missed = [
                text
                for text in typed
                if name not in [member.name for member in queries.matching(text, most=8)]
            ]
        assert not missed, name
        assert name in offered(world, ana, words[0].upper())
        for asked in (name.lower(), name.upper(), handle.upper()):
            assert found(world, ana, f'author:"{asked}"') == 1, asked
    assert offered(world, ana, "太郎") == offered(world, ana, "郎") == ["田中 太郎"]
    assert offered(world, ana, "obrien") == offered(world, ana, "o'b") == ["Anne-Marie O’Brien"]
    assert offered(world, ana, "brien anne") == ["Anne-Marie O’Brien"]
    assert offered(world, ana, "ivan") == ["Иван Петров"]
    assert offered(world, ana, "arie") == []
    for asked in ("ПИСЬМА И ФОРМЫ", "письма и формы"):
        assert found(world, ana, f'in:"{asked}"') == len(PEOPLE)


ORDER = ["apple", "Äpfel", "Banane", "élan", "Émile", "Zebra", "Ábel", "яблоко", "Я"]


def check_sorting(world: World) -> None:
    ana = world.member("Ana", is_admin=True)
    names = sorted(ORDER, key=lambda name: (folded(name), ORDER.index(name)))
    assert [folded(name) for name in names][:3] == ["abel", "apfel", "apple"]
    made = {name: world.space(name, by=ana) for name in ORDER}
    closed = world.space(
        "Circle", by=ana, access="closed", members_=tuple(map(world.member, ORDER))
    )
    viewer = world.viewer(ana)
    with world.request():
        named = [space.name for space in readable_spaces(viewer.sight())]
    assert [name for name in named if name in made] == names
    listed = world.client(ana).get(f"{world.home}/-/spaces").text
    assert sorted(ORDER, key=lambda name: listed.index(f">{name}<")) == names
    page = world.client(ana).get(f"{world.home}/s/{closed.slug}/people").text
    assert sorted(ORDER, key=lambda name: page.index(f"<bdi>{name}<")) == names


def test_people_are_found_in_every_script(world: World) -> None:
    check_finding(world)


def test_names_are_sorted_by_what_they_say(world: World) -> None:
    check_sorting(world)


def test_a_group_a_tag_and_a_title_are_asked_for_by_unicode(world: World) -> None:
    ana = world.member("Ana", is_admin=True)
    letters = world.space("Letters", by=ana)
    thread = world.ask(letters, ana, "ПИСЬМА и Élan", "Hello", tags=("école", "иван"))
    for typed in ("École", unicodedata.normalize("NFD", "École"), "ИВАН"):
        assert found(world, ana, f"tag:{typed}") == 1
        page = world.client(ana).get(f"{world.home}/-/tags/{typed}").text
        assert "ПИСЬМА" in page
    viewer = world.viewer(ana)
    with world.request():
        for words in (["письма"], ["ПИСЬМА"], ["письма", "Élan"], ["élan"]):
            assert [row.id for row in threads_by_title(viewer, words)] == [thread], words


def test_groups_are_sorted_by_what_they_say(make_site: Callable[..., World]) -> None:
    world = make_site(audiences=lambda: ORDER)
    ana = world.member("Ana", is_admin=True)
    page = world.client(ana).get(f"{world.home}/-/spaces/new").text
    choices = re.findall(r'<option value="([^"]+)"', page)
    assert [name for name in choices if name in ORDER] == sorted(ORDER, key=folded)


def test_whoever_changes_a_name_folds_it(world: World) -> None:
    ana = world.member("ÁNA")
    made = world.space("ÉLAN", by=ana)
    with world.request():
        spaces.describe_space(made.id, name="Größe", purpose="x", norms="", access="open")
    assert world.scalar(select(Space.name_folded)) == "grosse"
    assert world.scalar(select(Member.name_folded)) == "ana"
    ana.name = "ÅSA"
    assert world.viewer(ana).handle == "asa"
    assert world.scalar(select(Member.name_folded)) == "asa"
