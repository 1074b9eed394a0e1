"""Moments as people say them, in the viewer's zone."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import has_app_context

from ..state import request_state
from ..text.markup import moment
from .i18n import language, translate, translate_n, word

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date as _date

    from markupsafe import Markup

MINUTE, HOUR, DAY = 60, 3_600, 86_400
LATELY = timedelta(days=60)
"""What is longer ago reads as a date."""


@cache
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def zone() -> tzinfo:
    """Return the time zone of whoever looks, or is told by mail, else UTC."""
    name = request_state().timezone if has_app_context() else None
    return _zone(name) if name else UTC


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
    """Return the names of the months in the language *to*."""
    return tuple(translate(to, name) for name in MONTHS)


def date(on: _date) -> str:
    """Return the date *on* in words: "9 November 2026"."""
    return _date_in(language(), on)


def _date_in(to: str, on: _date) -> str:
    name = months(to)[on.month - 1]
    return translate(to, "%(day)d %(month)s %(year)d", day=on.day, month=name, year=on.year)


def day(at: datetime) -> str:
    """Return the date of *at* in the viewer's zone."""
    return day_in(zone(), at, language())


def day_in(place: tzinfo, at: datetime, to: str) -> str:
    """Return the date of *at* in a time zone, in the language *to*."""
    return _date_in(to, at.astimezone(place).date())


def ago(at: datetime, *, now: datetime | None = None) -> str:
    """Return how long ago *at* was, in words; a moment to come is "just now"."""
    seconds = int(((now or datetime.now(UTC)) - at).total_seconds())
    return _ago(seconds, language()) or day(at)


def _ago(seconds: int, to: str) -> str:
    """Return how long *seconds* are in words, or nothing where a date says it better."""
    if seconds < MINUTE:
        return translate(to, "just now")
    if seconds < HOUR:
        return translate_n(to, "%(n)d minute ago", "%(n)d minutes ago", seconds // MINUTE)
    if seconds < DAY:
        return translate_n(to, "%(n)d hour ago", "%(n)d hours ago", seconds // HOUR)
    if seconds < 2 * DAY:
        return translate(to, "yesterday")
    if seconds < 14 * DAY:
        return translate_n(to, "%(n)d day ago", "%(n)d days ago", seconds // DAY)
    if seconds < LATELY.total_seconds():
        return translate_n(to, "%(n)d week ago", "%(n)d weeks ago", seconds // (7 * DAY))
    return ""


@cache
def ago_words(to: str) -> str:
    """Return, as JSON, the words of ``ago`` up to yesterday, for the browser to count on."""

    def forms(one: str, many: str) -> dict[str, str]:
        return {
            "one": translate_n(to, one, many, 1).replace("1", "%d"),
            "other": translate_n(to, one, many, 2).replace("2", "%d"),
        }

    words = {
        "now": translate(to, "just now"),
        "m": forms("%(n)d minute ago", "%(n)d minutes ago"),
        "h": forms("%(n)d hour ago", "%(n)d hours ago"),
        "y": translate(to, "yesterday"),
    }
    return json.dumps(words, ensure_ascii=False)


def when(at: datetime) -> Markup:
    """Return *at* as a ``time`` element: relative in the text, exact on hover."""
    return clock()(at)


def clock() -> Callable[[datetime], Markup]:
    """Return what makes a ``time`` element of a moment, for a page that has many of them."""
    place, to, present = zone(), language(), datetime.now(UTC)

    def said(at: datetime) -> Markup:
        return _element(at, _ago(int((present - at).total_seconds()), to), place, to)

    return said


@lru_cache(maxsize=8_192)
def _element(at: datetime, words: str, place: tzinfo, to: str) -> Markup:
    """Return *at* as an element that reads *words* for now, or, without them, a date for ever."""
    local = at.astimezone(place)
    on = _date_in(to, local.date())
    full = translate(to, "%(day)s, %(time)s", day=on, time=f"{local:%H:%M} {local.tzname()}")
    iso = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return moment(iso=iso, full=full, short=words or on, moving=bool(words))
