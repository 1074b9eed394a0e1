"""The ids of the sections of an artefact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select

from ...core.database.session import fetch_all, fetch_one
from ..models import Artefact, ArtefactRevision, ArtefactSection
from ..policy import readable_html
from ..rows import FormerPageRow, SectionIdRow, SectionsRow

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_FORMER = (
    select(readable_html("everybody"), ArtefactRevision.sections)
    .join(
        ArtefactRevision,
        and_(
            ArtefactRevision.artefact_id == Artefact.id,
            ArtefactRevision.number == Artefact.revision,
        ),
    )
    .where(Artefact.id == bindparam("artefact_id"), Artefact.revision == bindparam("revision"))
)


def former_page(artefact_id: int, number: int) -> FormerPageRow | None:
    """Return the newest revision of an artefact if it is *number*, to keep the ids of its sections.

    It is shown to nobody: whoever saves the next revision has been found to read the page.
    """
    return fetch_one(FormerPageRow, _FORMER, {"artefact_id": artefact_id, "revision": number})


_TAKEN = select(ArtefactSection.id).where(ArtefactSection.artefact_id == bindparam("artefact_id"))


def taken_ids(artefact_id: int) -> AbstractSet[str]:
    """Return every id that a section of an artefact has had."""
    return {row.id for row in fetch_all(SectionIdRow, _TAKEN, {"artefact_id": artefact_id})}


_SECTIONS = select(ArtefactRevision.sections).where(
    ArtefactRevision.artefact_id == bindparam("artefact_id"),
    ArtefactRevision.number == bindparam("revision"),
)


def stored_sections(artefact_id: int, number: int) -> str | None:
    """Return the sections of a revision as they are stored; None if it has none."""
    values = {"artefact_id": artefact_id, "revision": number}
    row = fetch_one(SectionsRow, _SECTIONS, values)
    return row.sections if row else None
