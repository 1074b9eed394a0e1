"""Finds the sections of a new revision of an artefact: old ones keep their ids, new ones get one.

What is found holds as long as the revision before is the newest, and is stored with the new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert

from ...core.database.session import connection
from ...core.errors import Changed
from ..models import ArtefactSection
from ..queries.sections import former_page, taken_ids

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ...core.text.headings import Section
    from ...texts.actions import Text
    from ..rows import ArtefactRevisionRow


class NewSections(NamedTuple):
    """The sections of a revision that is about to be saved."""

    stored: str
    """As the revision stores them."""
    new_ids: Sequence[str]
    """Ids that the page has not had before."""


def first_sections_of(text: Text) -> NewSections:
    """Return the sections of a new artefact."""
    # Imported here and below: the parser is loaded with the first text that somebody writes.
    from ...core.text.headings import headings, levels
    from ...core.text.section_ids import first_sections

    found = headings(text.html)
    sections = first_sections(found, levels(text.source, found))
    return _new(sections, (), sections)


def kept_sections(artefact_id: int, revision: int, text: Text) -> NewSections:
    """Return the sections of the revision after *revision*. Raises Changed if that is not newest.

    A section that is in both keeps its id.
    """
    from ...core.text.headings import headings, levels
    from ...core.text.section_ids import sections_after
    from ...core.text.stored_sections import sections_in

    former, taken = former_page(artefact_id, revision), taken_ids(artefact_id)
    if former is None:
        raise Changed
    before = sections_in(former.html, former.sections)
    found = headings(text.html)
    sections = sections_after(before, found, levels(text.source, found), taken)
    return _new(sections, taken, [*(section for _, section in before), *sections])


def restored_sections(old: ArtefactRevisionRow, text: Text) -> NewSections:
    """Return the sections of an *old* revision once more: links to them lead there again."""
    from ...core.text.stored_sections import sections_in

    sections = [section for _, section in sections_in(text.html, old.sections)]
    return _new(sections, taken_ids(old.artefact_id), sections)


def note_ids(artefact_id: int, number: int, sections: NewSections) -> None:
    """Note which ids the revision *number* is the first to have."""
    rows = [{"artefact_id": artefact_id, "id": id, "revision": number} for id in sections.new_ids]
    if rows:
        connection().execute(insert(ArtefactSection), rows)


def _new(
    sections: Sequence[Section], taken: Collection[str], used: Sequence[Section]
) -> NewSections:
    from ...core.text.headings import as_stored

    fresh = dict.fromkeys(section.id for section in used if section.id not in taken)
    return NewSections(as_stored(sections), list(fresh))
