"""The pages on which somebody is forgotten, or leaves for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..core.web.i18n import t
from ..core.web.page import FormPage
from ..core.web.urls import url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .rows import Seen, Trace


class Line(NamedTuple):
    """A place that names somebody, as it is listed."""

    address: str
    title: str
    what: str
    name: str
    """Of the file, if it is in one."""


@dataclass(kw_only=True)
class ForgetPage(FormPage):
    """Asks who is to be forgotten; then what will be left, and whether to do it."""

    template = "leaving/forget.html"
    name: str = ""
    """Of the person; empty as long as none is chosen, or once they are forgotten."""
    handle: str = ""
    """Theirs, likewise."""
    lines: Sequence[Line] = ()
    """Where others' words have their name."""
    done: bool = False
    """Whether they are forgotten now."""
    more: int = 0
    """How many places are not listed."""


@dataclass(kw_only=True)
class LeavePage(FormPage):
    """Asks a member whether they leave for good, and whether their texts stay."""

    template = "leaving/leave.html"


def show_lines(seen: Sequence[Seen]) -> list[Line]:
    """Return what is listed of the places that name somebody."""
    said = whats()
    return [Line(_address(one), _title(one), said[one.trace.what], one.trace.name) for one in seen]


def whats() -> dict[str, str]:
    """Return what is said of each trace."""
    return {
        "text": t("in the text"),
        "version": t("in an earlier version"),
        "title": t("in the title, the tags or the question"),
        "reason": t("in a reason"),
        "told": t("in a result, or in what somebody wrote who has been there"),
        "space": t("in the description of the space"),
        "questions": t("in the questions of the space"),
        "report": t("in a report"),
        "gap": t("in what was looked for and not found"),
        "file": t("in the name of a file"),
        "inside": t("in the text of a file"),
        "document": t("a document they added, which may have their name in it"),
    }


def _address(seen: Seen) -> str:
    trace = seen.trace
    if trace.key:
        return url("files.about", key=trace.key)
    return _of_thing(trace) or url(_IN_SPACE[trace.place], slug=seen.slug)


_IN_SPACE = {
    "space": "spaces.show",
    "log": "moderation.log",
    "reports": "moderation.reports",
    "gaps": "gaps.show",
}


def _of_thing(trace: Trace) -> str:
    if trace.place == "post":
        return url("threads.post", post_id=trace.id)
    if trace.place == "page":
        return url("artefacts.show", artefact_id=trace.id)
    return url("threads.show", thread_id=trace.id) if trace.place == "thread" else ""


def _title(seen: Seen) -> str:
    return f"{seen.title} #{seen.number}" if seen.number else seen.title
