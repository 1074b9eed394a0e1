"""Finds the sections of a page that a revision has stored in its HTML."""

from .headings import Heading, Section, from_stored, headings, levels_in
from .section_ids import first_sections


def sections_in(html: str, stored: str | None) -> list[tuple[Heading, Section]]:
    """Return the headings of stored *html*, each with its section.

    The ids follow from the words where nothing is *stored*, as for a revision that was saved before
    sections had ids, and where the HTML was made anew by other rules and has other headings.
    """
    found = headings(html)
    sections = from_stored(stored) if stored else []
    if len(sections) != len(found):
        sections = first_sections(found, levels_in(found))
    return list(zip(found, sections, strict=True))
