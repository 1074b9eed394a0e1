"""The page of a path: how far one has come, and its text with the steps numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.state import state
from ...core.text.steps import Printed, with_steps
from ...core.web.fragments import fragment
from ...core.web.i18n import language
from ...core.web.render import token
from ...core.web.urls import home, url
from ..policy import may_mark
from .walk import walk

if TYPE_CHECKING:
    from ...artefacts.rows import ArtefactRow
    from ...members.viewer import Viewer
    from .walk import StepView, Walk


class Progress(NamedTuple):
    """What stands above the text of a path."""

    steps: int
    stages: int
    done: int
    """How many steps the viewer has done."""
    goes_on: StepView | None
    """The next step; None if every step that can be taken is done."""
    address: str
    """Where that is."""
    own: bool
    """Whether the viewer can mark steps."""


class PathText(NamedTuple):
    """A path as its own page has it."""

    progress: Progress
    html: str
    """Its stored text with numbered steps, what one may do with each, and what is left out."""


class StepActs(NamedTuple):
    """What is printed behind a step."""

    step: StepView
    here: bool
    """Whether it is where the viewer goes on."""
    action: str
    """Where the button leads that marks it; empty without one."""
    answer: str
    """Where its question is answered in the discussion; empty if it cannot be."""
    note: str
    """Where one answers it for oneself; empty likewise."""
    token: str


def path_text(
    viewer: Viewer, artefact: ArtefactRow, stored: str | None, *, discussed: bool
) -> PathText | None:
    """Return a page of the library as a path; None if it is none, or paths are left out.

    It takes one statement. *discussed* is whether the viewer may comment on the page.
    """
    if artefact.kind != "path" or state().config.leaves_out("paths"):
        return None
    found = walk(viewer, artefact, stored)
    printed = {
        step.number: _printed(viewer, found, step, stage.section, discussed=discussed)
        for stage in found.stages
        for step in stage.steps
    }
    return PathText(_progress(viewer, found), with_steps(artefact.html, printed))


def _progress(viewer: Viewer, found: Walk) -> Progress:
    steps = found.steps
    return Progress(
        steps=len(steps),
        stages=len(found.stages),
        done=sum(1 for step in steps if step.marked),
        goes_on=found.next,
        address=found.address(found.next) if found.next else "",
        own=may_mark(viewer),
    )


def _printed(
    viewer: Viewer, found: Walk, step: StepView, section: str, *, discussed: bool
) -> Printed:
    page, asks = found.path.id, step.is_question and not step.state
    may = may_mark(viewer) and not step.state
    has_journal = not viewer.guest and not state().config.leaves_out("journal")
    answer, note = "", ""
    if asks and discussed:
        answer = url("margins.form", artefact_id=page, section=section or None, words=step.words)
    if asks and has_journal:
        note = url("journal.about_artefact", artefact_id=page, title=step.words)
    acts = StepActs(
        step=step,
        here=step is found.next and any(other.marked for other in found.steps),
        action=url("paths.mark", artefact_id=page) if may else "",
        answer=answer,
        note=note,
        token=token(),
    )
    parts = {"home": home(), "language": language()}
    after = fragment("paths/step.html", "after", acts, **parts)
    instead = fragment("paths/step.html", "left_out", step, **parts) if step.state else ""
    name = step.words if step.is_bare else ""
    return Printed(step.link, name, str(instead).strip(), str(after).strip())
