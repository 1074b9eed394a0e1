"""A sample of the fuzz that ``python -m tests.fuzz`` does: a second or two for each site.

What went wrong before: a Referer or the address of a picture that the standard library refuses to
parse (500); texts that were parsed five times, brackets by the thousand (over a second of CPU).
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from random import Random

import pytest

from .attempts import BROKEN, Attempt, attempts, send
from .site import ROLES, make_target

pytestmark = pytest.mark.sites("sqlite")
BUSY = 20.0
"""Seconds of CPU in which a request ends, also beside whatever else a machine does."""


@pytest.mark.parametrize(("accounts", "number"), [(False, 150), (True, 80)])
def test_hostile_requests_are_answered_and_keep_what_was_typed(
    tmp_path: Path, accounts: bool, number: int
) -> None:
    target = make_target(tmp_path, accounts=accounts)
    for attempt in islice(attempts(target, Random(1)), number):
        result = send(target, attempt, most=BUSY)
        assert not result.wrong, f"{attempt}: {result.wrong}"


def test_no_header_that_is_wrong_makes_an_error(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    rules = [rule for rule in target.rules if rule.endpoint.endswith((".reply", "front.index"))]
    for name in ("Referer", "Origin", "Host", "Cookie", "Content-Type", "Accept-Language"):
        for value in (text.encode().decode("latin-1") for text in BROKEN if "\0" not in text):
            for rule in rules:
                method = "POST" if "POST" in (rule.methods or ()) else "GET"
                options = (("headers", {name: value}), ("data", target.things.asked()))
                attempt = Attempt(ROLES[1], rule, method, f"{name}: {value}", options)
                assert not send(target, attempt, most=BUSY).wrong, attempt
