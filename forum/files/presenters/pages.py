"""The page of a file, as its template reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from ...core.file_kinds import KINDS
from ...core.web.i18n import t, tn
from ...core.web.page import Page
from ...core.web.urls import url
from ..policy import is_own
from ..sizes import size
from .labels import kind_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...members.viewer import Viewer
    from ..rows import FileRow, TextRow


class Line(NamedTuple):
    """A part of the words in a file."""

    label: str
    speaker: str
    time: str
    address: str
    """The page of the recording, which begins to say it there; empty without one."""
    text: str


@dataclass(kw_only=True)
class FilePage(Page):
    """A file: to look at, to listen to, to save, and what is written in it."""

    template: ClassVar[str] = "files/about.html"
    file: FileRow
    family: str
    """"picture", "audio", "video", "document" or "text"; empty if it cannot be opened."""
    address: str
    """Its own, under which a browser shows it; a recording from the second asked for."""
    save: str
    """The address under which a browser saves it; empty if it cannot be opened."""
    of: str
    """The address of the text that it is on; empty as long as it is on none."""
    facts: str
    """What it is, in a line."""
    state: str
    """Why it cannot be opened, or what became of reading its words; empty if they were read."""
    lines: Sequence[Line]
    """The words that were read in it."""
    is_found: bool
    """Whether it is found by all of these words; of very many, only the first are in the index."""
    may_leave_out: bool
    """Whether the viewer may have its words left out of the search, or found again."""
    may_drop: bool
    """Whether the viewer may delete it: it is theirs, and on no text."""


def file_page(
    viewer: Viewer, file: FileRow, text: Sequence[TextRow], recording: str | None, *, start: int
) -> FilePage:
    """Return the page of *file* with its *text*; *recording* is the key of what it writes down.

    If it is a recording itself, it begins at the second *start*.
    """
    own, is_open = is_own(viewer, file), file.state == "ready"
    shown = () if file.words_left_out else text
    lines = [_line(part, recording) for part in shown]
    address = url("files.show", key=file.key)
    return FilePage(
        title=file.name,
        file=file,
        family=KINDS[file.kind].family if is_open else "",
        address=f"{address}#t={start}" if start else address,
        save=url("files.show", key=file.key, save="1") if is_open else "",
        of=text_address(file),
        facts=facts(file),
        state=closed(file) or reading(file),
        lines=[
            line._replace(label="") if before and line.label == before.label else line
            for before, line in zip([None, *lines], lines, strict=False)
        ],
        is_found=not shown or shown[-1].piece > 0,
        may_leave_out=own and file.text_state == "read",
        may_drop=own and file.place is None,
    )


def facts(file: FileRow) -> str:
    """Return what a file is, in a line: its kind, its size, how many pages it has."""
    said = [kind_words(file.kind), size(file.size)]
    if file.pages is not None:
        said.append(_length(file.kind, file.pages))
    return ", ".join(said)


def _length(kind: str, number: int) -> str:
    """Return how long a document is, in the parts that its kind has."""
    if kind in ("pptx", "odp"):
        return tn("%(n)d slide", "%(n)d slides", number)
    if kind in ("xlsx", "ods"):
        return tn("%(n)d sheet", "%(n)d sheets", number)
    return tn("%(n)d page", "%(n)d pages", number)


def text_address(file: FileRow) -> str:
    """Return the address of the text that *file* is on; empty as long as it is on none."""
    if file.place == "post":
        return url("threads.post", post_id=file.place_id)
    if file.place == "page":
        return url("artefacts.show", artefact_id=file.place_id)
    return url("journal.show", note_id=file.place_id) if file.place == "entry" else ""


def minute_address(key: str, start: int) -> str:
    """Return the address of the page of a recording, which begins there at the second *start*.

    Not that of the recording itself: it is sent for itself alone, so that a browser plays it in a
    page of ours, and in no page that the browser makes.
    """
    return url("files.about", key=key, t=start)


def _line(part: TextRow, recording: str | None) -> Line:
    at = part.start
    time = "" if at is None else clock(at)
    address = "" if at is None or recording is None else minute_address(recording, at)
    return Line(heading(part), part.speaker, time, address, part.text)


def clock(seconds: int) -> str:
    """Return a time in a recording as people write it: "3:05"."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def closed(file: FileRow) -> str:
    """Return why nobody can open *file*; empty if whoever may read its text can."""
    words = {
        "unchecked": t("It can be opened once it has been checked for viruses."),
        "refused": t("The virus scanner of this site found something in it. Nobody can open it."),
    }
    return words.get(file.state, "")


def reading(file: FileRow) -> str:
    """Return what became of reading the words of *file*; empty if they were read, or never are."""
    words = {
        "waiting": t("The words in this file are being read for search."),
        "empty": t("There are no words in it that can be read."),
        "large": t("It is too large for its words to be read."),
        "failed": t("Its words cannot be read."),
        "locked": t("It opens only with a password, so its words cannot be read."),
    }
    if file.text_state == "read" and file.cut:
        return t("Only the first part of this long file has been read.")
    return words.get(file.text_state, "")


def heading(part: TextRow) -> str:
    """Return what a part of a file is called: "Page 3", "Slide 2: Next steps", a sheet's name."""
    if part.label == "page":
        return t("Page %(n)d", n=part.place or 0)
    if part.label == "slide":
        said = t("Slide %(n)d", n=part.place or 0)
        return f"{said}: {part.name}" if part.name else said
    return part.name
