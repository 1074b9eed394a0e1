"""A path as its viewer walks it: which steps they can take, and which they have done.

A mark hangs on the page that a step leads to, and follows it to the page that replaces it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urlsplit

from flask import has_request_context, request

from ...core.state import state
from ...core.text.steps import stages
from ...core.web.urls import home, url
from ..queries import targets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...artefacts.rows import ArtefactRow
    from ...core.text.steps import Step
    from ...members.viewer import Viewer
    from ..rows import TargetRow

ARGUMENT = "path"
"""What an address says of the path that it was opened from: ``?path=12-3`` is step 3 of page 12."""
_WALKED = frozenset("tpa")
"""The letters of the pages that show where in the path one is."""


class StepView(NamedTuple):
    """A step as its viewer finds it."""

    number: int
    key: str
    words: str
    """What it says; empty if the viewer may not read where it leads."""
    state: Literal["", "gone", "unseen"]
    """Why it is left out: it was taken back, or is not there for the viewer; empty if it is not."""
    is_question: bool
    is_bare: bool
    """Whether nothing but an address is written there: *words* are the title of its page."""
    link: str
    """Where it leads, as a stored text has it; empty without a link."""
    walked: bool
    """Whether that is a page that shows where in the path one is."""
    places: frozenset[str]
    """The keys of the pages on which one is at this step."""
    page_id: int | None
    """The page of the library that it names."""
    marked: frozenset[str]
    """The keys under which the viewer has marked it as done; empty if it is not done."""


class StageView(NamedTuple):
    """A heading of a path with its steps."""

    heading: str
    section: str
    steps: Sequence[StepView]


@dataclass(frozen=True)
class Walk:
    """A path with the place of its viewer, which only they know."""

    path: ArtefactRow
    stages: Sequence[StageView]

    @property
    def steps(self) -> list[StepView]:
        """All steps, in their order."""
        return [step for stage in self.stages for step in stage.steps]

    @property
    def next(self) -> StepView | None:
        """The first step that can be taken and is not done."""
        return next((step for step in self.steps if not step.state and not step.marked), None)

    def address(self, step: StepView) -> str:
        """Return where one goes to take *step*: its page, or its place on the page of the path."""
        if not step.state and step.walked:
            ours = step.link.startswith("forum:")
            return home() + step.link.removeprefix("forum:") if ours else step.link
        path = self.path
        anchor = f"fx-step-{step.number}"
        return url("artefacts.show", artefact_id=path.id, slug=path.slug, _anchor=anchor)


def walk(viewer: Viewer, path: ArtefactRow, stored: str | None = None) -> Walk:
    """Return *path*, which *viewer* was found to read, with what they may know of its steps.

    It takes one statement. *stored* are the sections of its revision, for their ids.
    """
    written = stages(path.html, stored, bases=_bases())
    steps = [step for stage in written for step in stage.steps]
    leads = [step.target for step in steps if step.target]
    known = _Known(targets(viewer, leads, {step.key for step in steps}))
    return Walk(
        path,
        [
            StageView(
                stage.heading, stage.section, [known.view(step, path.id) for step in stage.steps]
            )
            for stage in written
        ],
    )


def page_of_site(href: str) -> str:
    """Return the key of the page of the host that *href* leads to; empty if it leads elsewhere."""
    if not has_request_context() or not href.startswith(("http:", "https:", "/")):
        return ""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    return f"h:{parts.path}" if parts.netloc in ("", request.host) else ""


def _opened_from(href: str, path_id: int, number: int) -> str:
    """Return *href*, a page of the host, with the path that it was opened from."""
    parts = urlsplit(href)
    query = "&".join(filter(None, (parts.query, f"{ARGUMENT}={path_id}-{number}")))
    return parts._replace(query=query).geturl()


def _bases() -> Sequence[str]:
    """Return the absolute addresses of the forum: what begins with one of them is a page of it."""
    config = state().config
    if not has_request_context():
        return (config.url,) if config.url else ()
    here = [f"{origin}{home()}" for origin in (request.host_url.rstrip("/"), *config.origins)]
    return [*here, config.url.rstrip("/")] if config.url else here


class _Known:
    """What the viewer knows of where steps lead, and what they have marked."""

    def __init__(self, rows: Sequence[TargetRow]) -> None:
        self.found: Mapping[tuple[str, int], TargetRow] = {
            (row.letter, row.id): row for row in rows if row.letter
        }
        self.marks = [row for row in rows if not row.letter]

    def view(self, step: Step, path_id: int) -> StepView:
        """Return *step* of the page *path_id* as the viewer finds it."""
        target, link, places = step.target, step.href, frozenset[str]()
        row, page_id = None, None
        walked = target is not None and target.letter in _WALKED
        if target and walked:
            page_id = target.id if target.letter == "a" else None
            row = self._shown(page_id) if page_id else self.found.get((target.letter, target.id))
            id = row.id if row else target.id
            place = f"?{ARGUMENT}={path_id}-{step.number}"
            more = target.query.replace("?", "&", 1)  # behind ours, as it may name another path
            link = f"forum:/{target.letter}/{id}{place}{more}{target.fragment}"
            places = self._places(row)
        elif site := page_of_site(step.href):
            link, places, walked = (
                _opened_from(link, path_id, step.number),
                frozenset((site,)),
                True,
            )
        why: Literal["", "gone", "unseen"] = ""
        if target and walked and (row is None or row.state != "shown"):
            why = "gone" if row and row.state == "gone" else "unseen"
        title = row.words if row and step.is_bare and not why else ""
        return StepView(
            number=step.number,
            key=step.key,
            words="" if why else title or step.words,
            state=why,
            is_question=step.is_question,
            is_bare=bool(title),
            link="" if why else link,
            walked=walked,
            places=places,
            page_id=page_id,
            marked=self._marked(step.key, page_id),
        )

    def _shown(self, page_id: int) -> TargetRow | None:
        """Return the last page that is read of those that have replaced *page_id*, or itself."""
        rows = [self.found.get(("a", id)) for id in self._chain(page_id)]
        shown = [row for row in rows if row and row.state == "shown"]
        return shown[-1] if shown else rows[0]

    def _chain(self, page_id: int) -> list[int]:
        """Return *page_id* and the pages that have replaced it, one after the other."""
        chain = [page_id]
        while (row := self.found.get(("a", chain[-1]))) and row.other and row.other not in chain:
            chain.append(row.other)
        return chain

    def _last(self, page_id: int) -> int:
        return self._chain(page_id)[-1]

    def _places(self, row: TargetRow | None) -> frozenset[str]:
        if row is None:
            return frozenset()
        if row.letter == "a":
            last = self._last(row.id)
            same = {id for letter, id in self.found if letter == "a" and self._last(id) == last}
            return frozenset(f"a:{id}" for id in same)
        return frozenset((f"t:{row.other if row.letter == 'p' else row.id}",))

    def _marked(self, key: str, page_id: int | None) -> frozenset[str]:
        last = self._last(page_id) if page_id else None
        return frozenset(
            mark.words
            for mark in self.marks
            if mark.words == key or (last and mark.other and self._last(mark.other) == last)
        )
