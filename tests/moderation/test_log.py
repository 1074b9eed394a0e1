"""The log of a space: read by its readers, without titles that they cannot read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from forum.moderation import actions
from forum.moderation.presenters import acts

from ..support.world import World
from .place import Place


@pytest.mark.parametrize(
    ("who", "status"), [("guest", 401), ("jon", 200), ("ana", 200), ("uma", 404), ("root", 404)]
)
def test_only_members_read_the_log_of_a_closed_space(closed: Place, who: str, status: int) -> None:
    answer = closed.world.client(closed.who(who)).get(f"{closed.world.home}/s/letters/log")
    assert answer.status_code == status


def test_guests_read_no_log(make_site: Callable[..., World]) -> None:
    world = make_site(guests_read=True)
    world.space("Letters", by=world.member("Ana"))
    assert world.client().get(f"{world.home}/s/letters").status_code == 200
    assert world.client().get(f"{world.home}/s/letters/log").status_code == 401


def test_every_act_in_the_log_has_words(place: Place) -> None:
    ana = place.world.id(place.ana)
    with place.world.request():
        words = acts()
        for act in (*words, "something-new"):
            actions.log(place.space.id, actor_id=ana, act=act)
    browser, pages = place.world.client(place.jon), list[str]()
    address: str | None = f"{place.world.home}/s/letters/log"
    while address:
        pages.append(browser.get(address).text)
        address = _older(pages[-1]) if 'rel="next"' in pages[-1] else None
    for said in (*words.values(), "changed something here"):
        assert said in "".join(pages)


def _older(page: str) -> str:
    found = re.search(r'rel="next" href="([^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def test_the_log_is_paged_by_key_newest_first(place: Place) -> None:
    ana = place.world.id(place.ana)
    with place.world.request():
        for number in range(45):
            actions.log(place.space.id, actor_id=ana, act="pin", reason=f"Reason {number:02}.")
    browser, seen = place.world.client(place.jon), list[str]()
    address: str | None = f"{place.world.home}/s/letters/log"
    while address:
        page = browser.get(address).text
        seen += re.findall(r"Reason (\d\d)\.", page)
        address = _older(page) if 'rel="next"' in page else None
    assert seen == [f"{number:02}" for number in range(45)][::-1]


def test_a_longer_log_costs_no_more_statements(place: Place, statements: Callable[[], Any]) -> None:
    ana, counts = place.world.id(place.ana), []
    for more in (3, 30):
        with place.world.request():
            for _ in range(more):
                actions.log(place.space.id, actor_id=ana, act="pin", thread_id=place.thread)
        with statements() as sent:
            place.world.client(place.jon).get(f"{place.world.home}/s/letters/log")
        counts.append(len(sent))
    assert counts[0] == counts[1]


TO_US = {"space": "between-us", "reason": "For us", "shut_out": "between-us"}


def test_the_log_does_not_name_a_thread_that_the_viewer_cannot_read(place: Place) -> None:
    place.world.space("Between us", by=place.ana, access="closed")
    browser = place.world.client(place.ana)
    thread = f"{place.world.home}/t/{place.thread}"
    browser.post(f"{thread}/pin", data={"pinned": "1"})
    moved = browser.post(f"{thread}/move", data=TO_US)
    assert moved.status_code == 302
    log = place.world.client(place.jon).get(f"{place.world.home}/s/letters/log").text
    assert "moved a thread to another space" in log
    assert "pinned a thread" in log
    for unsaid in ("Which form?", "which-form", "Between us", "between-us", f"/t/{place.thread}"):
        assert unsaid not in log
    there = browser.get(f"{place.world.home}/s/between-us/log").text
    assert "moved a thread here" in there
    assert "Which form?" in there
    assert "Letters" not in there.partition("<h1")[2]


@pytest.mark.parametrize("place_", ["x", "1-x", "1-99999999999999999999", "nan-1", "-1", "1e400-1"])
def test_an_invalid_place_in_the_log_is_its_beginning(place: Place, place_: str) -> None:
    ana = place.world.id(place.ana)
    with place.world.request():
        actions.log(place.space.id, actor_id=ana, act="pin")
    for side in ("after", "before"):
        address = f"{place.world.home}/s/letters/log?{side}={place_}"
        assert "pinned a thread" in place.world.client(place.jon).get(address).text
