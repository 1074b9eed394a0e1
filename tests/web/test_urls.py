"""Addresses: our own only, absolute outside of requests, and pages by number and by key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.exceptions import NotFound

from forum.core.web.paging import Pages, list_page, page_number, position, position_key
from forum.core.web.urls import own_path, url

from ..support.world import World


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("/forum/t/1", True),
        ("/forum/?list=newest#p1", True),
        ("", False),
        (None, False),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("/\t/evil.example", False),
        ("https://evil.example", False),
        ("javascript:alert(1)", False),
        ("forum", False),
        ("/a\r\nb", False),
        ("/a\0b", False),
        ("/a\x7fb", False),
        (" /a", False),
    ],
)
def test_only_paths_on_this_site_are_accepted_as_targets(target: str | None, kept: bool) -> None:
    assert own_path(target) == (target if kept else None)


def test_outside_a_request_addresses_begin_with_the_configured_url(
    make_site: Callable[..., World],
) -> None:
    world = make_site(url="https://intranet.example/talk/", url_prefix="/forum")
    with world.app.app_context():
        assert url("threads.show", thread_id=7, slug="a") == "https://intranet.example/talk/t/7-a"
        assert url("front.index") == "https://intranet.example/talk/"


@pytest.mark.parametrize(
    ("current", "last", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, None, 9]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (3, 9, [1, 2, 3, 4, None, 9]),
        (9, 9, [1, None, 8, 9]),
        (4, 5, [1, 2, 3, 4, 5]),
        (1, 10, [1, 2, None, 5, None, 10]),
        (1, 46, [1, 2, None, 23, None, 46]),
        (23, 46, [1, None, 22, 23, 24, None, 34, None, 46]),
        (34, 46, [1, None, 17, None, 33, 34, 35, None, 46]),
        (46, 46, [1, None, 23, None, 45, 46]),
    ],
)
def test_page_numbers_show_both_ends_those_nearby_and_of_many_the_middle(
    current: int, last: int, shown: list[int | None]
) -> None:
    assert Pages(current, last).shown == shown


@pytest.mark.parametrize("asked", ["0", "4", "-1", "x", "1.5", "99999999999999999999", "²"])
def test_a_page_number_that_does_not_exist_is_not_found(world: World, asked: str) -> None:
    with world.app.test_request_context(f"/?page={asked}"), pytest.raises(NotFound):
        page_number(3)


ROWS = [(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n // 2), n) for n in range(45)]


def fetch(backwards: bool, start: tuple[datetime, int] | None, most: int) -> list[Any]:
    if backwards:
        return [row for row in ROWS if start is None or row > start][:most]
    return [row for row in reversed(ROWS) if start is None or row < start][:most]


def test_a_list_can_be_paged_forwards_and_backwards_by_key(world: World) -> None:
    def read(query: str) -> Any:
        with world.app.test_request_context(f"/{query}"):
            return list_page(fetch, size=20, key_of=lambda row: row)

    there = [read("")]
    while there[-1].older:
        there.append(read(f"?after={there[-1].older}"))
    assert [len(page.rows) for page in there] == [20, 20, 5]
    assert [row for page in there for row in page.rows] == ROWS[::-1]
    back = read(f"?before={there[-1].newer}")
    assert back.rows == there[1].rows
    assert read(f"?before={back.newer}").newer is None


@pytest.mark.parametrize("broken", ["x", "1-", "-1", "nan-1", "inf-1", "1e400-2", "1-x", "\0"])
def test_an_invalid_key_shows_the_first_page(broken: str) -> None:
    assert position(broken) is None
    assert position(position_key(*ROWS[3])) == ROWS[3]
