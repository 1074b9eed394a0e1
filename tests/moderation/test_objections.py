"""The author of a hidden post answers the stewards, once."""

from __future__ import annotations

from typing import Any

import pytest

from ..support.world import User
from .place import Place, hide, reports

WORDS = "The name was invented, kestrel."


def object_to(place: Place, user: User | None, text: str = WORDS) -> Any:
    """Say what one thinks of hiding the answer."""
    address = f"{place.world.home}/p/{place.post}/object"
    return place.world.client(user).post(address, data={"text": text})


def test_the_author_answers_once_and_the_stewards_read_it(place: Place) -> None:
    hide(place, place.ana)
    browser = place.world.client(place.eva)
    thread = f"{place.world.home}/t/{place.thread}-which-form"
    assert f'/p/{place.post}/object"' in browser.get(thread).text
    assert "You can answer once." in browser.get(f"{place.world.home}/p/{place.post}/object").text
    assert object_to(place, place.eva).status_code == 302
    assert reports(place.world) == 1
    listed = place.world.client(place.ana).get(f"{place.world.home}/s/letters/reports").text
    assert "Answer of the author" in listed
    assert WORDS in listed
    assert "Show the post again" in listed
    assert object_to(place, place.eva, "Again").status_code == 409
    assert reports(place.world) == 1
    done = browser.get(f"{place.world.home}/p/{place.post}/object").text
    assert "You have answered already." in done


@pytest.mark.parametrize("name", ["ben", "jon", "uma", "root", "eva", "guest"])
def test_nobody_but_stewards_reads_it(place: Place, name: str) -> None:
    hide(place, place.ana)
    object_to(place, place.eva)
    log = f"{place.world.home}/s/letters/log"
    assert WORDS in place.world.client(place.ana).get(log).text
    browser = place.world.client(place.who(name))
    for address in (log, f"{place.world.home}/s/letters/reports", f"{place.world.home}/-/for-you"):
        assert "kestrel" not in browser.get(address, follow_redirects=True).text


@pytest.mark.parametrize("name", ["ana", "ben", "jon", "root"])
def test_only_the_author_of_a_hidden_post_answers(place: Place, name: str) -> None:
    assert object_to(place, place.eva).status_code == 403
    hide(place, place.ana)
    assert object_to(place, place.who(name)).status_code == 403
    assert object_to(place, None).status_code == 401
    assert reports(place.world) == 0


def test_it_has_a_limit_and_a_text_that_is_too_long_comes_back(place: Place) -> None:
    hide(place, place.ana)
    answer = object_to(place, place.eva, "kestrel " * 70)
    assert answer.status_code == 422
    assert "kestrel" in answer.text
    assert reports(place.world) == 0
