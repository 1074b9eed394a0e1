"""A file that a search has found, as its hit names it and leads to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.web.i18n import translate
from ...core.web.urls import url
from .pages import clock, minute_address

if TYPE_CHECKING:
    from ...search.rows import FileHitRow


def found_address(row: FileHitRow) -> str:
    """Return the address of the page of a file, at the part that has the words."""
    address = url("files.about", key=row.key)
    return f"{address}#fx-part-{row.number}" if row.number else address


def recording_address(row: FileHitRow) -> str:
    """Return where the recording begins to say what was found; empty without one."""
    if row.recording is None or row.start is None or not row.number:
        return ""
    return minute_address(row.recording, row.start)


def found_title(row: FileHitRow, language: str) -> str:
    """Return the name of a file with that of what it is on."""
    return translate(language, "%(name)s in “%(title)s”", name=row.name, title=row.title)


def found_place(row: FileHitRow, language: str) -> str:
    """Return where in a file the words are: "Page 3", "Sheet Costs"; empty if it has no places."""
    if not row.number:
        return ""
    if row.start is not None:
        time = clock(row.start)
        if recording_address(row):
            return translate(language, "At %(time)s in the recording", time=time)
        return translate(language, "At %(time)s", time=time)
    if row.label == "sheet":
        return translate(language, "Sheet %(name)s", name=row.part_name)
    if row.label == "slide":
        return translate(language, "Slide %(n)d", n=row.place or 0)
    return translate(language, "Page %(n)d", n=row.place or 0) if row.label == "page" else ""
