"""The text of a page with its sections: their ids and links, and the outline of a long page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ...core.text.characters import escaped
from ...core.text.headings import PREFIX, Section, with_sections
from ...core.text.plain import excerpt
from ...core.text.stored_sections import sections_in
from ...core.web.i18n import t
from ...core.web.static import icon_set

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ...core.text.headings import Heading

OUTLINED = 4
"""A page with so many headings has an outline."""
_WORDS = 120
"""Characters of a heading that its link and the outline say."""


@dataclass
class Entry:
    """A line of the outline, with those of the sections in it."""

    address: str
    words: str
    entries: list[Entry] = field(default_factory=list)


class PageText(NamedTuple):
    """The text of a page."""

    html: str
    """Ready for ``fx.prose``."""
    outline: Sequence[Entry]
    """Its sections; empty for a page with few."""


def page_text(
    html: str, stored: str | None, *, margin: Callable[[Section, str], str] | None = None
) -> PageText:
    """Return the stored *html* of a page with its sections, as a revision has *stored* them.

    *margin* returns more HTML behind a heading, from its section and its words.
    """
    found = sections_in(html, stored)
    words = t("Link to this section")
    icon = icon_set()["link"]

    def link(section: Section, heading: str) -> str:
        label = escaped(f"{words}: {excerpt(heading, length=_WORDS)}")
        own = f'<a class="fx-act" href="#{PREFIX}{section.id}" aria-label="{label}">{icon}</a>'
        return own + margin(section, heading) if margin else own

    printed = with_sections(html, found, link=link, empty=_empty())
    return PageText(printed, _outline(found) if len(found) >= OUTLINED else ())


def preview_text(html: str) -> str:
    """Return the stored *html* of a text that is not saved yet: it has no sections to link to."""
    found = [(heading, Section("", section.level)) for heading, section in sections_in(html, None)]
    return with_sections(html, found, link=lambda _section, _words: "", empty=_empty())


def text_in_file(html: str, stored: str | None) -> str:
    """Return the stored *html* of a page for a file: there is nothing to press at its headings."""
    return with_sections(html, sections_in(html, stored), link=lambda *_: "", empty=_empty())


def _empty() -> str:
    return f'<p class="fx-meta">{escaped(t("Nobody has written this yet."))}</p>'


def _outline(found: Sequence[tuple[Heading, Section]]) -> list[Entry]:
    """Return the sections as a tree. One that stands deeper than the one before is in it."""
    top = Entry("", "")
    opened = [(0, top)]
    for heading, section in found:
        while opened[-1][0] >= section.level:
            opened.pop()
        words = excerpt(heading.words, length=_WORDS)
        entry = Entry(f"#{PREFIX}{section.id}", words)
        opened[-1][1].entries.append(entry)
        opened.append((section.level, entry))
    return top.entries
