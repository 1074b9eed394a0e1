"""The pages of the versions of a page: read, listed, compared, restored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..artefacts.presenters.details import choices
from ..core.text.diff import compare
from ..core.text.languages import LANGUAGES
from ..core.web.i18n import language, t
from ..core.web.page import FormPage, Page
from ..texts.presenters import said_origin
from ..texts.rows import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..artefacts.details import Details
    from ..artefacts.presenters.details import Said
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
    redacts: str
    """Below which address the text of each can be removed; empty if the viewer may not."""
    may_take_out: bool
    """Whether the viewer may take words out of some of them: a steward, or who saved one."""
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
    facts: Said
    """What was said of it at its head."""
    may_restore: bool
    """Whether the viewer may make it the current one again: never without its text."""


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
    details: Sequence[tuple[str, Sequence[Change]]]
    """What changed in what is said of it, each after its name."""
    changes: Sequence[Change | Unchanged]
    """What changed in the text."""
    counts: tuple[int, int]
    """How many words were added, and how many deleted."""
    came: Sources
    """The sources that only the later one has."""
    went: Sources
    """The sources that only the earlier one has."""
    removed: bool
    """Whether the text of one of them was removed: then nothing is compared."""
    sides: bool = field(default=False)
    """Whether the two are shown side by side."""


def changed_details(old: Details, new: Details) -> list[tuple[str, Sequence[Change]]]:
    """Return what changed from *old* to *new* details, each after its name; without the others."""
    pairs = zip(_lines(old), _lines(new), strict=True)
    return [(label, compare(was, now)) for (label, was), (_, now) in pairs if was != now]


def _lines(of: Details) -> list[tuple[str, str]]:
    """Return what *of* says of a page, as its form names it."""
    states = {one[0]: one[1] for one in choices()[0]}
    origin = said_origin(language(), Origin(of.origin, of.origin_note).stored)
    return [
        (t("What this is, and for whom"), of.about),
        (t("State"), states[of.state]),
        (t("Last day for comments"), of.until),
        (t("Where it is from"), origin.words),
        (t("Language"), LANGUAGES.get(of.language, t("That of this site"))),
        (t("Address"), of.link),
        (t("Title of what is linked"), of.link_title),
        (t("Start at"), of.start),
        (t("Replaced by another page"), t("Yes") if of.replaced_by else t("No")),
    ]
