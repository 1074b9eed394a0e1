"""Another page, whose text the form of an edit adds to a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.web.urls import url
from ...keeping.queries import source_posts
from .. import policy, queries
from ..queries import revisions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...core.web.forms import Form
    from ...keeping.rows import Kept
    from ...members.viewer import Viewer
    from ..rows import ArtefactRow


class OtherPage(NamedTuple):
    """A page with its whole text, and the posts that it was made from."""

    artefact: ArtefactRow
    source: str
    sources: Sequence[tuple[int, int]]


class Added(NamedTuple):
    """What an edit adds to a page beside what somebody typed."""

    sources: Sequence[tuple[int, int]] = ()
    texts: Sequence[str] = ()
    """Texts that have the words of quotations that whoever edits does not see."""


def other_page(viewer: Viewer, artefact: ArtefactRow, form: Form) -> OtherPage | None:
    """Return the page whose text *form* adds to *artefact*; None without one that may go there."""
    id = form.number("other")
    other = queries.artefact(viewer, id) if id not in (None, artefact.id) else None
    if other is None or not policy.may_take_text(other, artefact.space_id):
        return None
    newest = revisions.revision(viewer, other.id, other.revision)
    return OtherPage(other, newest.source, source_posts(other.id)) if newest else None


def added_by(kept: Kept | None, other: OtherPage | None) -> Added:
    """Return what *kept* posts and the text of an *other* page add."""
    sources = [*(kept.sources if kept else ()), *(other.sources if other else ())]
    return Added(sources, [other.source] if other else ())


def offer_to_replace(viewer: Viewer, other: OtherPage | None, to: ArtefactRow) -> str:
    """Return where one marks an *other* page as replaced by the one that has its text; or ""."""
    if other is None or other.artefact.replaced_by or not policy.may_edit(viewer, other.artefact):
        return ""
    return url("upkeep.replace_form", artefact_id=other.artefact.id, to=to.id, said="edited")
