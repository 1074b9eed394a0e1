"""Sealed takes, attacked by those who have not written theirs.

What others did to a sealed take tells of it as well: a log that names its author, a count of who is
shut out by a move, a list that moves when one is written. Every form is sent with the id of a
sealed post and of none, and the answers compared; every page is fetched before and after one more
is written. And nobody loses what opens later: it is new, and it is mailed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from forum.core.database.base import now

from ..support.sealed import Sealed, seal
from ..support.world import World


@pytest.fixture
def sealed(make_site: Callable[..., World]) -> Sealed:
    """A thread with three first takes, two of them reported, tried and told of in notices."""
    return seal(make_site(guests_read=True))


def test_marking_all_as_read_leaves_what_is_sealed_new(sealed: Sealed) -> None:
    for who, form in (("reader", {}), ("steward", {"space": "letters"})):
        browser = sealed.browser(who)
        browser.get(f"/forum/t/{sealed.thread}", follow_redirects=True)
        assert browser.post("/forum/-/read", data=form).status_code == 302
    sealed.open_at(now() - timedelta(seconds=1))
    for who in ("reader", "steward"):
        assert re.search(r'fx-is-new">3 new', sealed.browser(who).get("/forum/s/letters").text), who
