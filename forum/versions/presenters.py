"""The pages of the versions of a page: read, listed, compared, restored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..core.web.page import FormPage, Page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..artefacts.presenters.sections import PageText
    from ..artefacts.rows import ArtefactRevisionRow, ArtefactRow, ListedRevisionRow
    from ..core.text.diff import Change, Unchanged
    from ..keeping.presenters.sources import Sources
    from ..margins.presenters.ends import OpenComment, TakenUp


@dataclass(kw_only=True)
class VersionsPage(Page):
    """The history of an artefact."""

    template = "versions/all.html"
    tab: str = "library"
    artefact: ArtefactRow
    revisions: Sequence[ListedRevisionRow]
    """Some of its revisions, newest first."""
    taken: Mapping[int, Sources]
    """The sources that a revision took in, by its number."""
    older: int
    """The number of the newest revision that is not listed; 0 if all older ones are."""


@dataclass(kw_only=True)
class VersionPage(Page):
    """One revision of an artefact, to be read."""

    template = "versions/show.html"
    tab: str = "library"
    artefact: ArtefactRow
    revision: ArtefactRevisionRow
    kind: str
    """The name of its kind."""
    text: PageText
    """Its text as it was then."""
    sources: Sources
    """What it was made from."""
    tags: list[str]
    """Its tags, one by one."""
    may_restore: bool
    """Whether the viewer may make it the current one again."""


@dataclass(kw_only=True)
class RestorePage(FormPage):
    """Asks whether an earlier revision becomes the current one again."""

    template = "versions/restore.html"
    tab: str = "library"
    artefact: ArtefactRow
    revision: ArtefactRevisionRow
    comments: Sequence[OpenComment]
    """Its open comments, which this may take up; those that it does not stay open."""
    since: Sequence[TakenUp]
    """The comments that later versions have taken up: they stay closed."""
    saved_since: bool = False
    """Whether somebody saved another revision since this was asked."""


@dataclass(kw_only=True)
class ComparePage(Page):
    """What changed between two revisions of an artefact."""

    template = "versions/compare.html"
    tab: str = "library"
    artefact: ArtefactRow
    old: ArtefactRevisionRow
    """The earlier revision."""
    new: ArtefactRevisionRow
    """The later revision."""
    kinds: Sequence[Change]
    """What changed in the kind."""
    titles: Sequence[Change]
    """What changed in the title."""
    tags: Sequence[Change]
    """What changed in the tags."""
    changes: Sequence[Change | Unchanged]
    """What changed in the text."""
    counts: tuple[int, int]
    """How many words were added, and how many deleted."""
    came: Sources
    """The sources that only the later one has."""
    went: Sources
    """The sources that only the earlier one has."""
    sides: bool = field(default=False)
    """Whether the two are shown side by side."""
