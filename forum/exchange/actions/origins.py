"""Tells one other forum from another: topics of two forums may have the same numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ...core.text.line import handle
from .. import queries
from ..models import ORIGIN

if TYPE_CHECKING:
    from ..discourse.survey import Survey

_SAME = timedelta(minutes=1)
"""How much later or earlier a copy may say that a post was written."""


def origin_of(survey: Survey) -> str:
    """Return the name in the source map of the forum that *survey* has looked at.

    It is the one of which posts with the same numbers were written at the same times; then the one
    with a host in common. If neither tells, it is one that does not contradict: a forum can come in
    several files. A forum that was not imported before gets a new name.
    """
    possible: list[str] = []
    known = queries.origins()
    for origin in known:
        alike, unlike = _compare(origin, survey)
        if alike:
            return origin
        if not unlike:
            possible.append(origin)
    hosts = {origin: set(queries.imported_ids(origin, "host")) for origin in possible}
    for origin in possible:
        if not hosts[origin].isdisjoint(survey.hosts):
            return origin
    fitting = [one for one in possible if not (hosts[one] and survey.hosts)]
    return fitting[0] if fitting else _new(known, survey)


def _compare(origin: str, survey: Survey) -> tuple[int, int]:
    """Return how much of *survey* was imported from *origin*, and how much contradicts that.

    Posts decide; only if none has the same number, people do.
    """
    found = queries.imported_times(origin, list(survey.times))
    alike = sum(abs(survey.times[key] - at) < _SAME for key, at in found.items())
    if found:
        return alike, len(found) - alike
    people, handles = queries.imported_ids(origin, "person"), queries.imported_handles(origin)
    same = [key for key in survey.people if key in people]
    like = sum(handles[people[key]].startswith(handle(survey.people[key].username)) for key in same)
    return 0, 0 if like else len(same)


def _new(known: list[str], survey: Survey) -> str:
    if not known:
        return ORIGIN
    name = f"{ORIGIN}:{survey.hosts[0] if survey.hosts else len(known) + 1}"
    return name if name not in known else f"{name}:{len(known) + 1}"
