"""A page of the library is reported to the stewards, who decide about it as about a post."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from forum.artefacts.models import Artefact
from forum.core import events
from forum.moderation.models import LogEntry
from forum.spaces import actions as spaces

from ..support.world import User
from .place import BIRD, Page, reports

WHAT = "It names a client"


def report(page: Page, user: User | None, text: str = WHAT) -> Any:
    """Report the page."""
    return page.send(user, "report", text=text)


def listed(page: Page, user: User | None) -> str:
    """Return the list of reports."""
    address = f"{page.world.home}/s/{page.place.space.slug}/reports"
    return str(page.world.client(user).get(address).text)


def told(page: Page, user: User | None) -> bool:
    """Return whether somebody is told that reports wait."""
    for_you = page.world.client(user).get(f"{page.world.home}/-/for-you").text
    return "Reports waiting for your decision" in for_you


def test_stewards_are_told_and_find_the_page_in_their_list(page: Page) -> None:
    place = page.place
    assert f'href="{page.at("report")}"' in page.read(place.jon).text
    form = page.read(place.jon, "report").text
    assert "Report a page" in form
    assert f"The {BIRD} sings." in form
    answer = report(page, place.jon)
    assert answer.status_code == 302
    assert "said=reported" in answer.location
    assert told(page, place.ana)
    assert not told(page, place.eva)
    space = page.world.client(place.ana).get(f"{page.world.home}/s/{place.space.slug}").text
    assert "1 report<" in space
    found = listed(page, place.ana)
    for words in (WHAT, f"The {BIRD}", "Jon", "Eva", page.at("hide"), page.at("leave")):
        assert words in found
    listed_for_others = page.world.client(place.jon).get(
        f"{page.world.home}/s/{place.space.slug}/reports"
    )
    assert listed_for_others.status_code == 404


@pytest.mark.parametrize("act", ["hide", "leave"])
def test_a_decision_closes_the_reports_and_is_in_the_log(page: Page, act: str) -> None:
    place = page.place
    report(page, place.jon)
    report(page, place.ben, "Me too")
    assert reports(page.world) == 2
    answer = page.send(place.ana, act, hidden="1", reason="As you say")
    assert answer.status_code == 302
    assert reports(page.world) == 0
    assert "No open reports" in listed(page, place.ana)
    assert not told(page, place.ana)
    assert page.column(Artefact.visibility) == ("hidden" if act == "hide" else "shown")
    assert page.world.scalar(select(LogEntry.act)) == f"{act}_page"


def test_a_second_report_by_the_same_member_replaces_the_first(page: Page) -> None:
    report(page, page.place.jon)
    report(page, page.place.jon, "And a second one")
    assert reports(page.world, unsettled=False) == 1
    assert "And a second one" in listed(page, page.place.ana)


@pytest.mark.parametrize("who", ["guest", "eva"])
def test_neither_its_maker_nor_a_guest_reports_a_page(page: Page, who: str) -> None:
    answer = report(page, page.place.who(who))
    assert answer.status_code == (401 if who == "guest" else 403)
    assert page.at("report") not in page.read(page.place.eva).text
    assert reports(page.world, unsettled=False) == 0


def test_a_hidden_page_is_not_reported_and_an_empty_report_is_refused(page: Page) -> None:
    assert report(page, page.place.jon, " ").status_code == 422
    page.hide(page.place.ana)
    assert report(page, page.place.jon).status_code == 404


def test_the_list_shows_the_text_of_a_hidden_page_to_stewards(page: Page) -> None:
    place = page.place
    version = {"kind": "summary", "title": f"The {BIRD}", "text": f"A {BIRD} still sings."}
    assert page.send(place.jon, "edit", revision="1", **version).status_code == 302
    page.hide(place.ana)
    assert page.send(place.eva, "back").status_code == 302  # a request, as Jon has written on it
    found = listed(page, place.ana)
    assert "This page is hidden." in found
    assert f"A {BIRD} still sings." in found
    assert "Please delete this page." in found
    assert "Show the page again" in found


def test_reports_of_a_page_that_was_withdrawn_meanwhile_are_closed(page: Page) -> None:
    place = page.place
    report(page, place.jon)
    assert page.send(place.eva, "back").status_code == 302
    found = listed(page, place.ana)
    assert "The author has deleted this page." in found
    assert BIRD not in found
    assert page.at("hide") not in found
    assert page.hide(place.ana).status_code == 403
    assert page.send(place.jon, "leave").status_code == 403
    assert page.send(place.ana, "leave").status_code == 302
    assert reports(page.world) == 0


def test_nobody_decides_about_their_own_page(page: Page) -> None:
    place = page.place
    eva = page.world.id(place.eva)
    with page.world.request():
        spaces.appoint_steward(place.space.id, eva)
    report(page, place.jon)
    found = listed(page, place.eva)
    assert WHAT in found
    assert "somebody (this is your own page)" in found
    assert "Jon" not in found
    assert page.at("hide") not in found
    for act in ("hide", "leave"):
        refused = page.send(place.eva, act, hidden="1", reason="Mine")
        assert refused.status_code == 403
    assert page.hide(place.ana).status_code == 302


def test_reports_wait_for_whoever_looks_after_the_space_next(page: Page) -> None:
    place = page.place
    report(page, place.jon)
    ben = page.world.id(place.ben)
    with page.world.request():
        spaces.appoint_steward(place.space.id, ben)
    assert told(page, place.ben)


def test_hosts_hear_of_a_report(page: Page) -> None:
    heard: list[dict[str, object]] = []

    def hear(_sender: object, **facts: object) -> None:
        heard.append(facts)

    with events.artefact_reported.connected_to(hear):
        report(page, page.place.jon)
    assert heard == [{"artefact": page.id, "space": page.place.space.id}]
