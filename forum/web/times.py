"""Moments as people say them, in the viewer's zone."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import g, has_request_context

from ..text.markup import moment
from .words import t, tn

if TYPE_CHECKING:
    from datetime import date as _date

    from markupsafe import Markup

MINUTE, HOUR, DAY = 60, 3_600, 86_400


@cache
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def zone() -> tzinfo:
    """Return the viewer's time zone, else UTC."""
    name = g.get("forum_timezone") if has_request_context() else None
    return _zone(name) if name else UTC


def month(number: int) -> str:
    """Return the name of the month *number*, 1 to 12."""
    names = (
        t("January"), t("February"), t("March"), t("April"), t("May"), t("June"), t("July"),
        t("August"), t("September"), t("October"), t("November"), t("December"),
    )  # fmt: skip
    return names[number - 1]


def date(on: _date) -> str:
    """Return the date *on* in words: "9 November 2026"."""
    return t("%(day)d %(month)s %(year)d", day=on.day, month=month(on.month), year=on.year)


def day(at: datetime) -> str:
    """Return the date of *at* in the viewer's zone."""
    return date(at.astimezone(zone()).date())


def full(at: datetime) -> str:
    """Return date, time and zone of *at*: "9 November 2026, 09:12 CET"."""
    local = at.astimezone(zone())
    return t("%(day)s, %(time)s", day=day(at), time=f"{local:%H:%M} {local.tzname()}")


def ago(at: datetime, *, now: datetime | None = None) -> str:
    """Return how long ago *at* was, in words; a moment to come is "just now"."""
    seconds = int(((now or datetime.now(UTC)) - at).total_seconds())
    if seconds < MINUTE:
        return t("just now")
    if seconds < HOUR:
        return tn("%(n)d minute ago", "%(n)d minutes ago", seconds // MINUTE)
    if seconds < DAY:
        return tn("%(n)d hour ago", "%(n)d hours ago", seconds // HOUR)
    if seconds < 2 * DAY:
        return t("yesterday")
    if seconds < 14 * DAY:
        return tn("%(n)d day ago", "%(n)d days ago", seconds // DAY)
    if seconds < 60 * DAY:
        return tn("%(n)d week ago", "%(n)d weeks ago", seconds // (7 * DAY))
    return day(at)


def when(at: datetime) -> Markup:
    """Return *at* as a ``time`` element: relative in the text, exact on hover."""
    return moment(iso=f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", full=full(at), short=ago(at))
