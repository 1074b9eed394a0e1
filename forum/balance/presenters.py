"""What one gave and received, in lines and in words. There is no figure in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from ..core.database.base import now
from ..core.web.i18n import t
from ..core.web.page import Page
from ..core.web.times import month, zone
from ..core.web.urls import url

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from .rows import PartRow, WaitingRow

GAVE = ("answered", "wrote", "reflected")
TRIED = ("tried", "tried post", "tried page", "tried host page")
RECEIVED = ("asked", *TRIED)
OFTEN = 3
"""From how many times on something is done often."""
TAGS = 3
"""How many tags are named on each side at most."""
QUIET = timedelta(days=60)
"""After how long without anything on one side it is the missing one."""


class Line(NamedTuple):
    """One thing that the viewer did."""

    verb: str
    title: str
    address: str
    at: datetime
    gave: bool


class Lines(NamedTuple):
    """What the viewer did in a month."""

    name: str
    lines: Sequence[Line]


class Suggestion(NamedTuple):
    """What the viewer could do on the side that is missing."""

    words: str
    title: str
    """The title of a question that waits, or the words of the link."""
    address: str


@dataclass(kw_only=True)
class BalancePage(Page):
    """What the viewer gave and received, by month and by tag. Only they see it."""

    template = "balance/show.html"
    tab: str = "journal"
    months: Sequence[Lines]
    """What they did, by month, newest first."""
    most: int
    """How many lines there are at most."""
    is_full: bool
    """Whether there may be more than these."""
    gave: str
    """What they gave, by tag, in words; empty if nothing stands out."""
    received: str
    """What they received, by tag, in words."""
    suggestion: Suggestion | None
    """At most one suggestion from the side that is missing."""


def lines_of(rows: Iterable[PartRow]) -> list[Line]:
    """Return *rows* as lines."""
    verbs = {
        "asked": t("You asked"),
        "answered": t("You answered"),
        "tried": t("You tried an answer to"),
        "tried post": t("You tried what somebody wrote in"),
        "tried page": t("You tried"),
        "tried host page": t("You tried"),
        "wrote": t("You wrote in the library"),
        "reflected": t("You shared a reflection"),
    }
    return [
        Line(verbs[row.kind], row.title, _address(row), row.at, row.kind in GAVE) for row in rows
    ]


def _address(row: PartRow) -> str:
    if row.kind in ("wrote", "tried page"):
        return url("artefacts.show", artefact_id=row.id)
    if row.kind == "tried host page":
        return url("threads.show", thread_id=row.id)
    return url("threads.post", post_id=row.id)


def by_month(rows: Iterable[PartRow]) -> list[Lines]:
    """Return *rows*, which are sorted, by the months of the viewer's calendar."""
    found: dict[str, list[Line]] = {}
    tz = zone()
    for line in lines_of(rows):
        found.setdefault(month(line.at.astimezone(tz)), []).append(line)
    return [Lines(name, lines) for name, lines in found.items()]


def in_words(rows: Sequence[PartRow]) -> tuple[str, str]:
    """Return in words the tags of what one gave or received: "often about budgets"."""
    return _about(rows, GAVE), _about(rows, RECEIVED)


def _about(rows: Sequence[PartRow], kinds: Sequence[str]) -> str:
    tags = Counter(
        tag for row in rows if row.kind in kinds for tag in row.tags.split(", ") if tag
    ).most_common(TAGS)
    often = [tag for tag, n in tags if n >= OFTEN]
    once = [tag for tag, n in tags if n < OFTEN]
    said = [
        t("often about %(tags)s", tags=", ".join(often)) if often else "",
        t("about %(tags)s", tags=", ".join(once)) if once else "",
    ]
    return ", ".join(filter(None, said))


def suggestion(rows: Sequence[PartRow], waiting: WaitingRow | None) -> Suggestion | None:
    """Return one suggestion from the side that is missing; None if neither is, or both are.

    *rows* are sorted, newest first. *waiting* is a question that nobody has answered yet.
    """
    gave, received = _last(rows, GAVE), _last(rows, RECEIVED)
    if gave and not _is_recent(received) and _is_recent(gave):
        words = _since(received, t("You have not asked anything yet."), asked=True)
        return Suggestion(words, t("Ask a question"), url("threads.ask"))
    if received and not _is_recent(gave) and _is_recent(received) and waiting:
        words = _since(gave, t("You have not answered anything yet."), asked=False)
        address = url("threads.show", thread_id=waiting.id, slug=waiting.slug)
        return Suggestion(
            f"{words} {t('This question has no answer yet:')}", waiting.title, address
        )
    return None


def _last(rows: Iterable[PartRow], kinds: Sequence[str]) -> datetime | None:
    return next((row.at for row in rows if row.kind in kinds), None)


def _is_recent(at: datetime | None) -> bool:
    return at is not None and now() - at < QUIET


def _since(at: datetime | None, never: str, *, asked: bool) -> str:
    if at is None:
        return never
    when = month(at.astimezone(zone()))
    if asked:
        return t("You have not asked anything since %(month)s.", month=when)
    return t("You have not answered anything since %(month)s.", month=when)
