"""Reports: one field, read by the stewards of the space and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.moderation import actions
from forum.moderation.queries.reports import count_reported, open_reports
from forum.spaces import actions as spaces
from forum.spaces.models import Space
from forum.threads.models import Thread

from ..support.world import World
from .place import Place, reports, send


def test_a_report_reaches_the_stewards(place: Place) -> None:
    browser = place.world.client(place.jon)
    form = browser.get(f"{place.world.home}/p/{place.post}/report")
    assert form.status_code == 200
    answer = send(place, place.jon, "It names <b>a client</b>.")
    assert answer.status_code == 302
    assert "Your report has been sent." in browser.get(answer.location).text
    page = place.world.client(place.ana).get(f"{place.world.home}/s/letters/reports").text
    assert "It names &lt;b&gt;a client&lt;/b&gt;." in page
    assert "<bdi>Jon</bdi>" in page
    assert "A canary sings" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("guest", 401), ("jon", 302), ("ben", 302), ("ana", 302), ("uma", 302), ("eva", 403)],
)
def test_readers_except_the_author_may_report_a_post(place: Place, who: str, status: int) -> None:
    assert send(place, place.who(who)).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("guest", 401), ("jon", 302), ("uma", 404), ("root", 404)]
)
def test_in_a_closed_space_others_find_nothing_to_report(
    closed: Place, who: str, status: int
) -> None:
    assert send(closed, closed.who(who)).status_code == status
    page = closed.world.client(closed.who(who)).get(f"{closed.world.home}/p/{closed.post}/report")
    assert page.status_code == (200 if status == 302 else status)
    assert ("canary" in page.text) == (status == 302)


def test_a_blocked_member_may_still_report(place: Place) -> None:
    id = place.world.id(place.jon)
    with place.world.request():
        spaces.block_member(place.space.id, id, blocked=True)
    assert send(place, place.jon).status_code == 302


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2_001])
def test_an_invalid_report_comes_back_with_its_text(place: Place, text: str) -> None:
    answer = send(place, place.jon, text)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert text.strip() in answer.text
    assert reports(place.world) == 0


def test_a_report_may_have_two_thousand_characters(place: Place) -> None:
    assert send(place, place.jon, "ü" * 2_000).status_code == 302


def test_a_second_report_replaces_the_open_one(place: Place) -> None:
    send(place, place.jon, "First thought")
    send(place, place.jon, "Second thought")
    send(place, place.ben, "Me too")
    assert reports(place.world) == 2
    page = place.world.client(place.ana).get(f"{place.world.home}/s/letters/reports").text
    assert "First thought" not in page
    assert page.count("fx-said") == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [("guest", 401), ("jon", 404), ("ben", 404), ("uma", 404), ("root", 404), ("ana", 200)],
)
def test_only_stewards_see_the_reports_of_a_space(place: Place, who: str, status: int) -> None:
    send(place, place.jon)
    answer = place.world.client(place.who(who)).get(f"{place.world.home}/s/letters/reports")
    assert answer.status_code == status
    link = "/s/letters/reports"
    page = place.world.client(place.who(who)).get(f"{place.world.home}/s/letters").text
    assert (link in page) == (who == "ana")


def test_a_steward_does_not_see_who_reported_their_own_post(place: Place) -> None:
    place.post = place.world.write(place.thread, place.ana, "I say so")
    send(place, place.jon, "It is unkind.")
    page = place.world.client(place.ana).get(f"{place.world.home}/s/letters/reports").text
    assert "It is unkind." in page
    assert "Jon" not in page


def test_nobody_decides_about_their_own_post(place: Place) -> None:
    world = place.world
    eva = world.id(place.eva)
    send(place, place.jon, "It is unkind.")
    with world.request():
        spaces.appoint_steward(place.space.id, eva)
    listed = world.client(place.eva).get(f"{world.home}/s/letters/reports").text
    assert "It is unkind." in listed
    assert "somebody else decides about it" in listed
    at = f"{world.home}/p/{place.post}"
    assert f"{at}/hide" not in listed
    for act in ("hide", "leave"):
        data = {"hidden": "1", "reason": "Mine"}
        assert world.client(place.eva).post(f"{at}/{act}", data=data).status_code == 403
    assert world.client(place.eva).get(f"{at}/hide").status_code == 403
    assert reports(world) == 1
    data = {"hidden": "1", "reason": "Unkind"}
    assert world.client(place.ana).post(f"{at}/hide", data=data).status_code == 302
    data = {"hidden": "0", "reason": "Kind"}
    assert world.client(place.eva).post(f"{at}/hide", data=data).status_code == 403


def test_administrators_are_told_of_reports_where_nobody_looks_after_a_space(place: Place) -> None:
    world, ana = place.world, place.world.id(place.ana)
    words = "Reports wait here, and nobody looks after the space:"
    send(place, place.jon)
    assert words not in world.client(place.root).get(f"{world.home}/").text
    with world.request():
        spaces.end_stewardship(place.space.id, ana, even_last=True)
    front = world.client(place.root).get(f"{world.home}/").text
    assert words in front
    assert f'{world.home}/s/letters/people">Letters</a>' in front
    assert words not in world.client(place.jon).get(f"{world.home}/").text


def test_leaving_a_post_closes_its_reports_and_is_logged(place: Place) -> None:
    send(place, place.jon, "Hm.")
    send(place, place.ben, "Hm, hm.")
    address = f"{place.world.home}/p/{place.post}/leave"
    assert place.world.client(place.jon).post(address).status_code == 403
    assert reports(place.world) == 2
    assert place.world.client(place.ana).post(address).status_code == 302
    assert reports(place.world) == 0
    log = place.world.client(place.jon).get(f"{place.world.home}/s/letters/log").text
    assert "reviewed a reported post and kept it" in log
    assert "Jon" not in log.partition("<h1")[2]
    assert "Hm" not in log


def test_reports_go_with_the_thread(place: Place) -> None:
    send(place, place.jon)
    ana = place.world.id(place.ana)
    with place.world.request():
        other = session().execute(select(Space.id).where(Space.slug == "elsewhere"))
        spaces.appoint_steward(other.scalar_one(), ana)
    browser = place.world.client(place.ana)
    moved = browser.post(
        f"{place.world.home}/t/{place.thread}/move", data={"space": "elsewhere", "reason": "Fits"}
    )
    assert moved.status_code == 302
    assert "No open reports" in browser.get(f"{place.world.home}/s/letters/reports").text
    there = place.world.client(place.uma).get(f"{place.world.home}/s/elsewhere/reports").text
    assert "It names a client." in there


MOVED = [  # where it was made, whether Uma, who looks after the other space, can read that
    ("open", False, True),
    ("closed", False, False),
    ("closed", True, True),
    ("bound", False, False),
    ("bound", True, True),
]


@pytest.mark.parametrize(("access", "uma_reads", "told"), MOVED)
def test_a_moved_report_is_read_only_by_stewards_who_may_read_where_it_was_made(
    world: World, access: str, uma_reads: bool, told: bool
) -> None:
    """The kind: a report to the people of one space is read by those of another.

    Siblings covered: the count on the page of the space, the name of whoever reported, a thread
    that is moved by the host, one that comes back, and a report that is made after the move.
    """
    place = Place(world, access="open")
    send(place, place.jon, "It names kx7q.")
    uma, id = world.id(place.uma), place.space.id
    with world.request():
        audience = "letter-people" if access == "bound" else None
        change = update(Space).where(Space.id == id)
        session().execute(change.values(access=access, audience=audience))
        if access == "closed" and uma_reads:
            spaces.add_member(id, uma)
    place.uma.audiences = frozenset({"letter-people"} if uma_reads else ())
    elsewhere = world.scalar(select(Space.id).where(Space.slug == "elsewhere"))
    with world.request():
        actions.move_with_reports(place.thread, space_id=elsewhere)
    browser = world.client(place.uma)
    page = browser.get("/forum/s/elsewhere/reports").text
    assert ("kx7q" in page) is told
    assert ("Jon" in page) is told
    assert ("1 report<" in browser.get("/forum/s/elsewhere").text) is told
    send(place, place.ben, "It is long.")
    page = browser.get("/forum/s/elsewhere/reports").text
    assert "It is long." in page
    assert ("kx7q" in page) is told
    place.ana.audiences = frozenset({"letter-people"})
    with world.request():
        actions.move_with_reports(place.thread, space_id=id)
    there = world.client(place.ana).get("/forum/s/letters/reports").text
    assert "kx7q" in there
    assert "It is long." in there


def test_hiding_a_moved_post_settles_the_reports_that_were_not_shown(closed: Place) -> None:
    world = closed.world
    send(closed, closed.jon)
    elsewhere = world.scalar(select(Space.id).where(Space.slug == "elsewhere"))
    with world.request():
        actions.move_with_reports(closed.thread, space_id=elsewhere)
    browser = world.client(closed.uma)
    assert "No open reports" in browser.get("/forum/s/elsewhere/reports").text
    sent = {"hidden": "1", "reason": "It names somebody"}
    assert browser.post(f"/forum/p/{closed.post}/hide", data=sent).status_code == 302
    assert reports(world) == 0


def test_many_reports_cost_no_more_statements(place: Place, statements: Callable[[], Any]) -> None:
    counts = []
    for more in (3, 30):
        for _ in range(more):
            place.post = place.world.write(place.thread, place.eva)
            send(place, place.jon)
        with statements() as sent:
            place.world.client(place.ana).get(f"{place.world.home}/s/letters/reports")
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_only_stewards_see_the_number_of_reports_on_the_page_of_a_space(
    place: Place, statements: Callable[[], Any]
) -> None:
    send(place, place.jon)
    with statements() as sent:
        place.world.client(place.jon).get(f"{place.world.home}/s/letters")
    # The badge asks whether the report of a notice still waits.
    assert not any("forum_report" in one and "forum_notice" not in one for one in sent)
    assert "1 report<" in place.world.client(place.ana).get(f"{place.world.home}/s/letters").text


def test_the_count_and_the_list_agree(place: Place) -> None:
    send(place, place.jon)
    viewer = place.world.viewer(place.ana)
    with place.world.request():
        listed = open_reports(viewer, place.space.id)
        assert len({told.post_id for told in listed}) == count_reported(viewer, place.space.id)


@pytest.mark.parametrize("why", ["the thread went", "it stands elsewhere now"])
def test_reports_that_are_not_listed_are_not_counted(place: Place, why: str) -> None:
    send(place, place.jon)
    elsewhere = place.world.scalar(select(Space.id).where(Space.slug == "elsewhere"))
    changed: dict[str, Any] = {"space_id": elsewhere}
    if why == "the thread went":
        changed = {"gone_at": now()}
    with place.world.request():
        session().execute(update(Thread).values(changed))
    viewer = place.world.viewer(place.ana)
    with place.world.request():
        assert open_reports(viewer, place.space.id) == []
        assert count_reported(viewer, place.space.id) == 0
