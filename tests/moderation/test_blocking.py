"""A blocked member reads, but cannot write; and a block lets nobody in."""

from __future__ import annotations

from typing import Any

import pytest

from ..support.world import User
from .place import Place


def block(
    place: Place,
    user: User | None,
    member: str = "jon",
    *,
    blocked: str = "1",
    reason: str = "Three warnings",
    slug: str = "letters",
) -> Any:
    """Block somebody, or let them write again."""
    return place.world.client(user).post(
        f"{place.world.home}/s/{slug}/block",
        data={"member": member, "blocked": blocked, "reason": reason},
    )


@pytest.mark.parametrize("access", ["open", "closed"])
def test_a_blocked_member_reads_but_cannot_write(world: Any, access: str) -> None:
    place = Place(world, access=access)
    assert block(place, place.ana).status_code == 302
    browser = world.client(place.jon)
    address = f"{world.home}/t/{place.thread}-which-form"
    page = browser.get(address)
    assert "A canary sings" in page.text
    assert "You can read here, but not post." in page.text
    sent = browser.post(f"{world.home}/t/{place.thread}/reply", data={"text": "But"})
    assert sent.status_code == 403
    assert block(place, place.ana, blocked="0", reason="").status_code == 302
    sent = browser.post(f"{world.home}/t/{place.thread}/reply", data={"text": "Thanks"})
    assert sent.status_code == 302
    log = browser.get(f"{world.home}/s/letters/log").text
    assert "blocked a member from posting" in log
    assert "let a member post again" in log
    assert "Three warnings" in log


def test_a_block_in_a_closed_space_lets_nobody_in(closed: Place) -> None:
    answer = block(closed, closed.ana, "uma")
    assert answer.status_code == 422
    assert "Nobody here has this name or handle" in answer.text
    from forum.spaces import actions

    id = closed.world.id(closed.uma)
    with closed.world.request():
        actions.block_member(closed.space.id, id, blocked=True)
    address = f"{closed.world.home}/t/{closed.thread}-which-form"
    assert closed.world.client(closed.uma).get(address).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("guest", 401), ("jon", 403), ("eva", 403), ("uma", 403), ("root", 302), ("ana", 302)],
)
def test_who_may_block(place: Place, who: str, status: int) -> None:
    assert block(place, place.who(who), "ben").status_code == status
    page = place.world.client(place.who(who)).get(f"{place.world.home}/s/letters/block?member=ben")
    assert page.status_code == (200 if status == 302 else status)


def test_an_outsider_cannot_tell_that_a_closed_space_exists(closed: Place) -> None:
    for user in (closed.uma, closed.root):
        assert block(closed, user).status_code == 404
        assert block(closed, user, slug="no-such-space").status_code == 404


@pytest.mark.parametrize("member", ["ana", "root"])
def test_stewards_cannot_block_themselves_or_each_other(place: Place, member: str) -> None:
    assert block(place, place.root, member).status_code == 403


@pytest.mark.parametrize(
    ("member", "blocked", "reason"),
    [
        ("nobody", "1", "Why"),
        ("", "1", "Why"),
        ("%", "1", "Why"),
        ("no\0body", "1", "Why"),
        ("jon", "1", ""),
        ("jon", "yes", "Why"),
        ("jon", "1", "x" * 161),
    ],
)
def test_an_invalid_form_comes_back_with_its_faults(
    place: Place, member: str, blocked: str, reason: str
) -> None:
    answer = block(place, place.ana, member, blocked=blocked, reason=reason)
    assert answer.status_code == 422
    page = place.world.client(place.jon).get(f"{place.world.home}/t/{place.thread}-which-form")
    assert "You can read here, but not post." not in page.text


def test_a_handle_may_begin_with_an_at_and_have_capitals(place: Place) -> None:
    assert block(place, place.ana, "@Jon").status_code == 302
