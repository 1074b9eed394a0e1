"""Relative times: the browser counts on with the same words as the server, in every language."""

from __future__ import annotations

import gettext
import json
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import pytest

from forum.core.web import i18n, times


class Catalogue(gettext.NullTranslations):
    """A catalogue whose plural forms are chosen by a function of the English texts and a number."""

    def __init__(self, form: Callable[[str, int], str]) -> None:
        super().__init__()
        self.form = form

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form for *n*."""
        return self.form(msgid1 + msgid2, n)


def polish(text: str, n: int) -> str:
    """Return one of three forms."""
    unit = "minut" if "minute" in text else "godzin"
    if n == 1:
        return f"%(n)d {unit}ę temu"
    few = n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14)
    return f"%(n)d {unit}y temu" if few else f"%(n)d {unit} temu"


def japanese(text: str, n: int) -> str:
    """Return the one form."""
    assert n
    return "%(n)d分前" if "minute" in text else "%(n)d時間前"


def in_browser(forms: list[str], n: int) -> str:
    """Return what ``said`` in forum.js returns."""
    digits, *texts = forms
    return texts[int(digits[min(n, len(digits)) - 1])].replace("%d", str(n))


def test_english_is_sent_in_two_forms() -> None:
    assert json.loads(times.ago_words("en", UTC)) == {
        "now": "just now",
        "m": ["01", "%d minute ago", "%d minutes ago"],
        "h": ["01", "%d hour ago", "%d hours ago"],
        "y": "yesterday",
        "d": ["01", "%d day ago", "%d days ago"],
        "w": ["01", "%d week ago", "%d weeks ago"],
        "zone": "UTC",
    }


@pytest.mark.parametrize(("form", "forms"), [(polish, 3), (japanese, 1)])
def test_every_number_has_the_form_of_the_language(
    monkeypatch: pytest.MonkeyPatch, form: Callable[[str, int], str], forms: int
) -> None:
    monkeypatch.setattr(i18n, "_translations", lambda _: Catalogue(form))
    words = json.loads(times.ago_words.__wrapped__("xx", UTC))
    for unit, one, many, most in (
        ("m", "%(n)d minute ago", "%(n)d minutes ago", 59),
        ("h", "%(n)d hour ago", "%(n)d hours ago", 23),
    ):
        assert len(words[unit]) == forms + 1
        for n in range(1, most + 1):
            assert in_browser(words[unit], n) == i18n.translate_n("xx", one, many, n)


AUCKLAND, LONDON = ZoneInfo("Pacific/Auckland"), ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "now", "place", "words"),
    [
        # The day before yesterday is 25 to 48 hours ago just as yesterday is.
        (datetime(2026, 11, 24, 23, 50, tzinfo=UTC), NOON, UTC, "2 days ago"),
        (datetime(2026, 11, 25, 0, 10, tzinfo=UTC), NOON, UTC, "yesterday"),
        (datetime(2026, 11, 25, 13, tzinfo=UTC), NOON, UTC, "23 hours ago"),
        # In Auckland it is an hour past midnight, on the 27th.
        (datetime(2026, 11, 25, 10, 30, tzinfo=UTC), NOON, AUCKLAND, "2 days ago"),
        (datetime(2026, 11, 25, 11, 30, tzinfo=UTC), NOON, AUCKLAND, "yesterday"),
        (datetime(2026, 11, 13, 11, 30, tzinfo=UTC), NOON, AUCKLAND, "13 days ago"),
        (datetime(2026, 11, 13, 10, 30, tzinfo=UTC), NOON, AUCKLAND, "2 weeks ago"),
        (datetime(2026, 9, 28, 11, 30, tzinfo=UTC), NOON, AUCKLAND, "8 weeks ago"),
        (datetime(2026, 9, 27, 10, 30, tzinfo=UTC), NOON, AUCKLAND, "27 September 2026"),
        # The day on which clocks go back has 25 hours.
        (
            datetime(2026, 10, 24, 23, 10, tzinfo=UTC),
            datetime(2026, 10, 25, 23, 50, tzinfo=UTC),
            LONDON,
            "24 hours ago",
        ),
        (NOON.replace(second=30), NOON, UTC, "just now"),
    ],
)
def test_days_are_those_of_the_calendar_of_the_reader(
    monkeypatch: pytest.MonkeyPatch, at: datetime, now: datetime, place: tzinfo, words: str
) -> None:
    monkeypatch.setattr(times, "zone", lambda: place)
    monkeypatch.setattr(times, "language", lambda: "en")
    assert times.ago(at, now=now) == words


@pytest.mark.parametrize("error", [IsADirectoryError, PermissionError, ValueError])
def test_a_zone_that_cannot_be_read_is_utc(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package tzdata has a folder "America", which Python 3.11 tries to open."""

    def zone(_: str) -> None:
        raise error

    monkeypatch.setattr(times, "ZoneInfo", zone)
    assert times._zone(f"America/{error.__name__}") is UTC
