"""Dates and relative times in words, in the viewer's time zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import has_app_context

from ..state import request_state
from ..text.markup import json_value, moment, present_second
from .i18n import language, plural_form, translate, translate_n, word

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date as _date

    from markupsafe import Markup

MINUTE, HOUR, DAY = 60, 3_600, 86_400
LATELY = 60
"""From this number of days on, the date is shown."""


@lru_cache(maxsize=1_000)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # "America" is a folder
        return UTC


def zone() -> tzinfo:
    """Return the time zone of the viewer, or of the recipient of a mail; by default UTC."""
    name = request_state().timezone if has_app_context() else None
    return _zone(name[:64]) if name else UTC


def clock_at_new_year() -> timedelta:
    """Return how far the viewer's clock is ahead of UTC when a year begins."""
    return datetime(datetime.now(UTC).year, 1, 1, tzinfo=zone()).utcoffset() or timedelta()


def today() -> _date:
    """Return the day that it is for the viewer."""
    return datetime.now(UTC).astimezone(zone()).date()


MORNING = time(7)
"""When we ask and write to people, by their own clock, if it need not be at once."""


def morning_after(on: _date) -> datetime:
    """Return the moment, in UTC, at which the morning after *on* comes for the viewer."""
    tomorrow = on + timedelta(days=1)
    return datetime.combine(tomorrow, MORNING, tzinfo=zone()).astimezone(UTC)


def end_of(on: _date) -> datetime:
    """Return the last moment of the day *on* for the viewer: for others it may be of another day.

    That is a moment before the next day begins, as some clocks change at midnight.
    """
    begins = datetime.combine(on + timedelta(days=1), time(), tzinfo=zone())
    return begins.astimezone(UTC) - timedelta(microseconds=1)


MONTHS = (
    word("January"),
    word("February"),
    word("March"),
    word("April"),
    word("May"),
    word("June"),
    word("July"),
    word("August"),
    word("September"),
    word("October"),
    word("November"),
    word("December"),
)


@cache
def months(to: str) -> tuple[str, ...]:
    """Return the names of the months in the language *to*, January first."""
    return tuple(translate(to, name) for name in MONTHS)


def date(on: _date) -> str:
    """Return the date *on* in words: "9 November 2026"."""
    return date_in(language(), on)


def date_in(to: str, on: _date) -> str:
    """Return the date *on* in words in the language *to*."""
    name = months(to)[on.month - 1]
    return translate(to, "%(day)d %(month)s %(year)d", day=on.day, month=name, year=on.year)


def month(at: datetime) -> str:
    """Return the month of *at*, a moment in the viewer's zone, in words: "November 2026"."""
    to = language()
    name = months(to)[at.month - 1]
    return translate(to, "%(month)s %(year)d", month=name, year=at.year)


def day(at: datetime) -> str:
    """Return the date of *at* in the viewer's zone."""
    return day_in(zone(), at, language())


def day_in(tz: tzinfo, at: datetime, to: str) -> str:
    """Return the date of *at* in the time zone *tz*, in the language *to*."""
    return date_in(to, at.astimezone(tz).date())


def exactly(at: datetime) -> str:
    """Return the moment *at* in words, with its zone: "28 November 2026, 00:00 CET"."""
    local = at.astimezone(zone())
    return _exactly(language(), date_in(language(), local.date()), local)


def _exactly(to: str, on: str, local: datetime) -> str:
    clock = f"{local:%H:%M} {local.tzname()}"
    return translate(to, "%(day)s, %(time)s", day=on, time=clock)


def ago(at: datetime, *, now: datetime | None = None) -> str:
    """Return how long ago *at* was, in words; a moment in the future is "just now"."""
    return _ago(at, now or datetime.now(UTC), zone(), language()) or day(at)


def _ago(at: datetime, now: datetime, tz: tzinfo, to: str) -> str:
    """Return "5 minutes ago" and the like, or "" if a date is clearer.

    Days are counted by the calendar of *tz*: yesterday is the day before today.
    """
    seconds = int((now - at).total_seconds())
    if seconds > (LATELY + 1) * DAY:
        return ""  # most posts of an archive: without looking at a calendar
    days = (now.astimezone(tz).date() - at.astimezone(tz).date()).days
    if seconds < MINUTE:
        return translate(to, "just now")
    if seconds < HOUR:
        return translate_n(to, "%(n)d minute ago", "%(n)d minutes ago", seconds // MINUTE)
    if seconds < DAY or days < 1:
        return translate_n(to, "%(n)d hour ago", "%(n)d hours ago", seconds // HOUR)
    if days == 1:
        return translate(to, "yesterday")
    if days < 14:
        return translate_n(to, "%(n)d day ago", "%(n)d days ago", days)
    if days < LATELY:
        return translate_n(to, "%(n)d week ago", "%(n)d weeks ago", days // 7)
    return ""


@lru_cache(maxsize=1_000)
def ago_words(to: str, tz: tzinfo) -> Markup:
    """Return the words of ``ago`` and the zone as JSON, so that the browser can update them.

    The forms of a unit are a list. Its first item has a digit for each number from 1, the index of
    its form; the last digit applies to all larger numbers. The forms follow. English: ["01", "%d
    minute ago", "%d minutes ago"]. This way gettext's plural rule applies in every language.
    """
    words = {
        "now": translate(to, "just now"),
        "m": _plural_forms(to, "%(n)d minute ago", "%(n)d minutes ago", most=59),
        "h": _plural_forms(to, "%(n)d hour ago", "%(n)d hours ago", most=25),
        "y": translate(to, "yesterday"),
        "d": _plural_forms(to, "%(n)d day ago", "%(n)d days ago", most=13),
        "w": _plural_forms(to, "%(n)d week ago", "%(n)d weeks ago", most=8),
        "zone": str(tz),
    }
    return json_value(words)


def _plural_forms(to: str, one: str, many: str, *, most: int) -> list[str]:
    """Return the digits that select a form for each number up to *most*, then the forms."""
    by_number = [plural_form(to, one, many, n).replace("%(n)d", "%d") for n in range(1, most + 1)]
    forms = list(dict.fromkeys(by_number))
    digits = "".join(str(forms.index(form)) for form in by_number)
    return [digits.rstrip(digits[-1]) + digits[-1], *forms]


def present() -> Markup:
    """Return the present time for the browser, which compares its clock with it."""
    return present_second(round(datetime.now(UTC).timestamp()))


def when(at: datetime) -> Markup:
    """Return *at* as a ``<time>`` element with relative text; its title is the exact time."""
    return clock()(at)


def clock() -> Callable[[datetime], Markup]:
    """Return a function like ``when`` that looks up the zone once, for a page with many moments."""
    tz, to, present = zone(), language(), datetime.now(UTC)

    def element(at: datetime) -> Markup:
        return _element(at, _ago(at, present, tz, to), tz, to)

    return element


@lru_cache(maxsize=8_192)
def _element(at: datetime, words: str, tz: tzinfo, to: str) -> Markup:
    """Return the element for *at*: its text is *words*, which the browser updates, or the date."""
    local = at.astimezone(tz)
    on = date_in(to, local.date())
    full = _exactly(to, on, local)
    iso = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return moment(iso=iso, full=full, short=words or on, moving=bool(words))
