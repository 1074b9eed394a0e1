"""Creates the members and spaces that an import needs, and reads what earlier runs have done."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ...core.web.i18n import t
from ...spaces.actions import create as spaces
from .. import queries
from ..report import Report, Tally
from . import members, sources
from .origins import origin_of

if TYPE_CHECKING:
    from ..discourse.survey import Survey


@dataclass
class SourceMap:
    """The ids here of what another forum has, by its keys there."""

    origin: str = ""
    """The other forum, as the source map calls it."""
    people: dict[str, int] = field(default_factory=dict)
    spaces: dict[str, int] = field(default_factory=dict)
    """The id of the space for each category."""
    threads: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    """Ids by "topic/number"."""
    left: set[str] = field(default_factory=set)
    """The posts that were left out, as "topic/number"."""
    helped: set[int] = field(default_factory=set)
    """Ids of the posts that are marked as having helped, as the run begins."""

    @cached_property
    def numbers(self) -> dict[str, set[int]]:
        """The numbers there of the posts that earlier runs have seen, by topic."""
        found: dict[str, set[int]] = {}
        for key in (*self.posts, *self.left):
            topic, _, number = key.partition("/")
            found.setdefault(topic, set()).add(int(number))
        return found


def create_missing(survey: Survey, space: str | None, report: Report) -> SourceMap:
    """Create the members and spaces for *survey* that are not here, and return what is.

    *space* is the name or slug of one space for everything; without it, each category becomes one.
    """
    origin = origin_of(survey)
    if (known := queries.origins()) and origin not in known:
        note = t("These files are from another forum than those imported before: %(name)s")
        report.notes.append(note % {"name": origin})
    hosts = queries.imported_ids(origin, "host")
    sources.remember(origin, "host", {host: 0 for host in survey.hosts if host not in hosts})
    return SourceMap(
        origin=origin,
        people=_people(origin, survey, report),
        spaces=_one_space(origin, survey, space, report)
        if space
        else _categories(origin, survey, report),
        threads=queries.imported_ids(origin, "topic"),
        posts=queries.imported_ids(origin, "post"),
        left=set(queries.imported_ids(origin, "left")),
        helped=queries.helped_posts(origin),
    )


def _people(origin: str, survey: Survey, report: Report) -> dict[str, int]:
    known = queries.imported_ids(origin, "person")
    new = {}
    for key, person in survey.people.items():
        if key not in known:
            new[key], _ = members.create_member(
                username=person.username, name=person.name, since=person.since
            )
    sources.remember(origin, "person", new)
    report.counts["people"] = len(new)
    nameless = {key: name for key, name in survey.named.items() if key not in survey.people}
    absent = {key: name for key, name in nameless.items() if key not in known}
    for name in absent.values():
        report.leave_out(t("a person none of whose posts can be imported"), name)
    before = len(survey.named) - len(new) - len(absent)
    report.tallies["people"] = Tally(len(survey.named), len(new), before, len(absent))
    return known | new


def _one_space(origin: str, survey: Survey, name: str, report: Report) -> dict[str, int]:
    before = queries.imported_ids(origin, "space").get(name)  # it may have been renamed since
    id = queries.space_id(name) or before or _create_space(name, report)
    if before is None:
        sources.remember(origin, "space", {name: id})
    return dict.fromkeys(survey.categories, id)


def _categories(origin: str, survey: Survey, report: Report) -> dict[str, int]:
    known = queries.imported_ids(origin, "category")
    new = {
        key: _create_space(name or _default_name(key), report)
        for key, name in survey.categories.items()
        if key not in known
    }
    sources.remember(origin, "category", new)
    absent = survey.filed - survey.categories.keys() - known.keys()
    for key in sorted(absent):
        report.leave_out(t("a category none of whose topics can be imported"), key)
    before = len(survey.filed) - len(new) - len(absent)
    report.tallies["spaces"] = Tally(len(survey.filed), len(new), before, len(absent))
    return known | new


def _create_space(name: str, report: Report) -> int:
    report.counts["spaces"] += 1
    purpose = t("Earlier posts from “%(name)s”.", name=name)
    made = spaces.create_space(name=name, purpose=purpose, norms="", access="open", maker_id=None)
    return made.id


def _default_name(category: str) -> str:
    return t("Category %(key)s", key=category) if category else t("Uncategorised")
