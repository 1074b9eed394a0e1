"""Hiding and restoring: the author is notified of the reason, and it is in the log."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from forum.core import events
from forum.core.database.session import session
from forum.members.viewer import GUEST
from forum.moderation.models import LogEntry
from forum.threads.models import Post, Thread

from .place import Place, hide, reports, send


def state(place: Place) -> str:
    """Return whether the answer is shown."""
    return str(place.world.scalar(select(Post.state).where(Post.id == place.post)))


def test_a_hidden_post_keeps_its_place_and_loses_its_text(place: Place) -> None:
    send(place, place.jon)
    form = place.world.client(place.ana).get(f"{place.world.home}/p/{place.post}/hide")
    assert "Hide a post" in form.text
    answer = hide(place, place.ana)
    assert answer.status_code == 302
    assert "said=hidden" in answer.location
    page = place.world.client(place.jon).get(f"{place.world.home}/t/{place.thread}-which-form").text
    assert "canary" not in page
    assert "This post is hidden." in page
    assert 'id="p2"' in page
    assert reports(place.world) == 0
    assert place.world.scalar(select(Thread.answers)) == 0


def test_the_author_is_notified_of_the_reason_and_can_read_the_post(place: Place) -> None:
    hide(place, place.ana, reason="It names <i>a client</i>")
    browser = place.world.client(place.eva)
    told = browser.get(f"{place.world.home}/-/for-you").text
    assert "Your post was hidden" in told
    assert "It names &lt;i&gt;a client&lt;/i&gt;" in told
    page = browser.get(f"{place.world.home}/t/{place.thread}-which-form").text
    assert "A canary sings" in page
    assert "It names &lt;i&gt;a client&lt;/i&gt;" in page


def test_a_restored_post_can_be_read_and_its_author_is_notified(place: Place) -> None:
    hide(place, place.ana)
    place.world.client(place.eva).get(f"{place.world.home}/t/{place.thread}-which-form")
    assert "fx-count" not in place.world.client(place.eva).get(f"{place.world.home}/").text
    form = place.world.client(place.ana).get(f"{place.world.home}/p/{place.post}/hide")
    assert "Show a hidden post again" in form.text
    assert hide(place, place.ana, "0", "The name was invented").status_code == 302
    assert state(place) == "shown"
    assert place.world.scalar(select(Thread.answers)) == 1
    told = place.world.client(place.eva).get(f"{place.world.home}/-/for-you").text
    assert "Your post is visible again" in told
    assert "fx-count" in told


def test_who_alone_looks_after_a_space_does_not_decide_about_their_own_post(place: Place) -> None:
    place.post = place.world.write(place.thread, place.ana)
    assert hide(place, place.ana).status_code == 403


def test_the_log_says_who_did_what_to_whom_and_why(place: Place) -> None:
    hide(place, place.ana)
    hide(place, place.ana, "0", "Invented")
    page = place.world.client(place.jon).get(f"{place.world.home}/s/letters/log").text
    assert "hid a post" in page
    assert "showed a hidden post again" in page
    assert "<bdi>Ana</bdi>" in page
    assert "<bdi>Eva</bdi>" in page
    assert "A name" in page
    assert page.index("Invented") < page.index("A name")


@pytest.mark.parametrize(
    ("who", "status"),
    [("guest", 401), ("jon", 403), ("ben", 403), ("eva", 403), ("uma", 403), ("root", 403)],
)
def test_only_stewards_hide(place: Place, who: str, status: int) -> None:
    assert hide(place, place.who(who)).status_code == status
    address = f"{place.world.home}/p/{place.post}/hide"
    assert place.world.client(place.who(who)).get(address).status_code == status
    assert state(place) == "shown"


@pytest.mark.parametrize(
    ("who", "status"), [("guest", 401), ("jon", 403), ("uma", 404), ("root", 404), ("ana", 302)]
)
def test_in_a_closed_space_others_find_nothing_to_hide(
    closed: Place, who: str, status: int
) -> None:
    assert hide(closed, closed.who(who)).status_code == status


@pytest.mark.parametrize(
    ("hidden", "reason"), [("1", ""), ("1", "  "), ("1", "x" * 161), ("2", "Why"), ("", "Why")]
)
def test_without_a_reason_nothing_is_hidden(place: Place, hidden: str, reason: str) -> None:
    assert hide(place, place.ana, hidden, reason).status_code == 422
    assert state(place) == "shown"
    assert place.world.scalar(select(LogEntry.id)) is None


def test_hiding_a_hidden_post_is_a_conflict(place: Place) -> None:
    assert hide(place, place.ana).status_code == 302
    assert hide(place, place.ana).status_code == 409
    assert hide(place, place.ana, "0").status_code == 302
    assert hide(place, place.ana, "0").status_code == 409
    with place.world.request():
        acts = session().scalars(select(LogEntry.act).order_by(LogEntry.id)).all()
    assert acts == ["hide", "restore"]


def test_a_withdrawn_post_cannot_be_hidden(place: Place) -> None:
    from forum.threads import queries
    from forum.threads.actions import withdraw

    with place.world.request():
        post = queries.post_by_number(GUEST, place.thread, 2)
        assert post is not None
        withdraw.withdraw(post.id)
    address = f"{place.world.home}/p/{place.post}/hide"
    assert place.world.client(place.ana).get(address).status_code == 403
    assert hide(place, place.ana).status_code == 409


def test_signals_are_sent_for_reports_and_hiding(place: Place) -> None:
    heard = []

    def hear(_app: Any, **facts: Any) -> None:
        heard.append(facts)

    with events.hidden.connected_to(hear), events.reported.connected_to(hear):
        send(place, place.jon)
        hide(place, place.ana)
    space = place.space.id
    assert heard == [
        {"post": place.post, "space": space},
        {"post": place.post, "space": space, "hidden": True},
    ]
