"""The bar on a page that a path leads to: which step it is, what comes before it and after."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ...artefacts.queries import artefact
from ...core.state import state
from ...core.text.markup import trusted
from ...core.web.args import arg
from ...core.web.fragments import fragment
from ...core.web.i18n import language
from ...core.web.render import token
from ...core.web.urls import home, url
from ..policy import may_mark
from .walk import ARGUMENT, page_of_site, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from ...members.viewer import Viewer
    from .walk import StepView, Walk

_OPENED_FROM = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")


class Line(NamedTuple):
    """A step as the bar names it."""

    step: StepView
    address: str
    here: bool


class Bar(NamedTuple):
    """Where in a path a page is."""

    walk: Walk
    address: str
    """That of the path."""
    here: StepView
    of: int
    """How many steps the path has."""
    before: Line | None
    """The nearest step before it that can be taken."""
    after: Line | None
    stages: Sequence[tuple[str, Sequence[Line]]]
    """The whole path, for the map in the bar."""
    action: str
    """Where the button leads that marks the step; empty if the viewer may not mark it."""
    token: str


class Bars(NamedTuple):
    """What a page says of the path that it was opened from."""

    above: Markup = trusted("")
    below: Markup = trusted("")
    """Where one goes on, for whoever has read the page."""


def path_bar(
    viewer: Viewer, *, thread: int | None = None, page: int | None = None, site: str = ""
) -> Bars:
    """Return the bars for the page of a *thread*, a *page* of the library, or of the host.

    *site* is the path of a page of the host.

    They are empty unless the address says which path it was opened from, the viewer reads that, and
    this is one of its steps; without such an address nothing is asked of the database.
    """
    opened = _OPENED_FROM.fullmatch(arg(ARGUMENT))
    if opened is None or state().config.leaves_out("paths"):
        return Bars()
    path = artefact(viewer, int(opened[1]))
    if path is None or path.kind != "path":
        return Bars()
    found = walk(viewer, path)
    place = page_of_site(site) or (f"t:{thread}" if page is None else f"a:{page}")
    here = _here(found, place, int(opened[2] or 0))
    if here is None:
        return Bars()
    bar, parts = _bar(viewer, found, here), {"home": home(), "language": language()}
    return Bars(*(fragment("paths/bar.html", name, bar, **parts) for name in ("bar", "below")))


def same_path() -> dict[str, str]:
    """Return the argument of this address that says from which path it was opened, if it does."""
    return {ARGUMENT: arg(ARGUMENT)} if _OPENED_FROM.fullmatch(arg(ARGUMENT)) else {}


def _here(found: Walk, place: str, number: int) -> StepView | None:
    """Return the step that a page is: *number* if it is, else the first that is and is not done."""
    steps = [step for step in found.steps if place in step.places and not step.state]
    steps.sort(key=lambda step: (step.number != number, bool(step.marked)))
    return steps[0] if steps else None


def _bar(viewer: Viewer, found: Walk, here: StepView) -> Bar:
    def line(step: StepView) -> Line:
        return Line(step, found.address(step), step is here)

    open_ones = [step for step in found.steps if not step.state]
    at, path = open_ones.index(here), found.path
    action = url("paths.mark", artefact_id=path.id) if may_mark(viewer) else ""
    return Bar(
        walk=found,
        address=url("artefacts.show", artefact_id=path.id, slug=path.slug),
        here=here,
        of=len(found.steps),
        before=line(open_ones[at - 1]) if at else None,
        after=line(open_ones[at + 1]) if at + 1 < len(open_ones) else None,
        stages=[(stage.heading, list(map(line, stage.steps))) for stage in found.stages],
        action=action,
        token=token(),
    )
