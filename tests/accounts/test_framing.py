"""Other sites cannot frame the pages of accounts, whatever those answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Response

from .conftest import PASSWORD, House

POLICY = "frame-ancestors 'self'"
PAGES = ("sign-in", "sign-up", "password")


def test_every_page_limits_framing_as_the_forum_s_do(house: House) -> None:
    house.make("ana")
    browser = house.signed_in("ana")
    for who in (browser, house.browser()):
        for page in ("/forum/", *(f"/account/{page}" for page in PAGES)):
            assert who.get(page).headers["Content-Security-Policy"] == POLICY, page


@pytest.mark.parametrize(
    ("page", "sent", "headers", "status"),
    [
        ("sign-in", {}, {}, 422),
        ("sign-in", {"login": "ana", "password": "wrong"}, {}, 422),
        ("sign-in", {"login": "ana", "password": PASSWORD}, {}, 303),
        ("sign-in", {"login": "ana"}, {"Sec-Fetch-Site": "cross-site"}, 403),
        ("sign-up", {}, {}, 404),
        ("password", {}, {}, 401),
        ("sign-out", {}, {}, 303),
    ],
)
def test_every_answer_to_a_form_limits_framing_too(
    make_house: Callable[..., House],
    page: str,
    sent: dict[str, str],
    headers: dict[str, str],
    status: int,
) -> None:
    house = make_house(sign_up=False)
    house.make("ana")
    answer = house.browser().post(f"/account/{page}", data=sent, headers=headers)
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_the_policy_of_the_host_stays(house: House) -> None:
    def own(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        return response

    house.app.after_request(own)
    answer = house.browser().get("/account/sign-in")
    assert answer.headers["Content-Security-Policy"] == "default-src 'self'"
