"""Finds the sections of a page that a revision has stored in its HTML."""

from .headings import Heading, Section, from_stored, headings, levels_in
from .plain import plain
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


def paragraphs_in(html: str, stored: str | None) -> list[tuple[str, str]]:
    """Return the headings and paragraphs of stored *html* as text, each after its section's id.

    What stands before the first heading has the id "".
    """
    found = sections_in(html, stored)
    ends = [*(heading.start for heading, _ in found), len(html)]
    paragraphs = [("", line) for line in _lines(html[: ends[0]])]
    for (heading, section), end in zip(found, ends[1:], strict=True):
        paragraphs.append((section.id, heading.words))
        paragraphs += [(section.id, line) for line in _lines(html[heading.end : end])]
    return paragraphs


def _lines(html: str) -> list[str]:
    return [" ".join(line.split()) for line in plain(html).split("\n") if line]
