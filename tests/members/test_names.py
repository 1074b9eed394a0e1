"""People and spaces are found and sorted by their names in every script, on every database.

Siblings of one kind, each of which asked the database for small letters or for an order: the list
after an @, ``author:``, ``in:``, lists of spaces (of the viewer, of administrators, without a
steward) and of a space's members, the groups of the host, tags in a search and in an address,
titles while there is no index, sign-in names in commands, and fields that name a person in a form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from sqlalchemy import select

from forum.core.text.folding import folded
from forum.members.models import Member
from forum.search.queries.hits import threads_by_title
from forum.spaces import actions as spaces
from forum.spaces.models import Space

from ..support.names import IN_ORDER, MIXED, found, orders, unfound
from ..support.world import World


def test_people_are_found_in_every_script(world: World) -> None:
    assert list(unfound(world)) == []


def test_names_are_sorted_by_what_they_say(world: World) -> None:
    for page, order in orders(world).items():
        assert order == IN_ORDER, page


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
    world = make_site(audiences=lambda: MIXED)
    ana = world.member("Ana", is_admin=True)
    page = world.client(ana).get(f"{world.home}/-/spaces/new").text
    choices = re.findall(r'<option value="([^"]+)"', page)
    assert [name for name in choices if name in MIXED] == sorted(MIXED, key=folded)


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
