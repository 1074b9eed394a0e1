"""The pages on which words are taken out of earlier versions: which, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ...core.text.diff import comparable
from ...core.web.i18n import t
from ...core.web.page import FormPage
from ...core.web.urls import url

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...artefacts.rows import ArtefactRevisionRow, ArtefactRow
    from ..rows import SavedWordsRow

LONGEST = 80
"""The longest words to look for, in characters."""
SHORTEST = 3
"""The shortest: fewer stand in every text."""


class Found(NamedTuple):
    """A version that has the words, as it is listed."""

    key: str
    """Names it in the form."""
    place: str
    """The thread or the page, and which post of it."""
    address: str
    version: str
    """Which version, and whether it is the current one."""
    by: str
    space: str
    ticked: bool
    """Whether it can be chosen: the current version is edited first."""
    edit: str
    """Where the viewer edits the current version; empty if they may not, or if it is none."""


@dataclass(kw_only=True)
class WordsPage(FormPage):
    """The form for words that are to be taken out, and where they stand."""

    template = "removal/words.html"
    crumbs: Sequence[tuple[str, str]]
    """The places of the text that it was opened from."""
    action: str
    """Where the form is sent."""
    back: str
    """Where it can be left."""
    found: Sequence[Found] | None
    """Where the words stand; None as long as none were looked for."""
    asks_why: bool
    """Whether some of it was written by others: then a steward says why."""
    more: bool
    """Whether there may be more than are listed."""


@dataclass(kw_only=True)
class RedactPagePage(FormPage):
    """Asks whether to remove what an earlier version of a page says; a steward also why."""

    template = "removal/redact_page.html"
    tab: str = "library"
    artefact: ArtefactRow
    revision: ArtefactRevisionRow
    asks_why: bool
    """Whether the viewer is a steward, whose reason is in the log."""
    paragraphs: Sequence[str]
    """What it says, as the comparison of two versions has it."""


def paragraphs_of(source: str) -> list[str]:
    """Return what a version says, as the comparison of two has it."""
    return comparable(source, "markdown").split("\n\n")


def listed(rows: Iterable[SavedWordsRow], *, viewer_id: int | None) -> list[Found]:
    """Return *rows* as they are listed."""
    return [_found(row, viewer_id) for row in rows]


def _found(row: SavedWordsRow, viewer_id: int | None) -> Found:
    is_post, is_newest = row.kind == "p", row.number == row.newest
    version = t("Version %(n)d", n=row.number)
    if is_newest:
        version = t("Version %(n)d (current)", n=row.number)
    edit = url("artefacts.edit", artefact_id=row.id) if not is_post else ""
    if is_post and row.writer_id == viewer_id:
        edit = url("revisions.edit", post_id=row.id)
    return Found(
        key=key_of(row),
        place=f"{row.place} #{row.post_number}" if is_post else row.place,
        address=_address(row),
        version=version,
        by=row.writer_name or t("former member"),
        space=row.space,
        ticked=not is_newest,
        edit=edit if is_newest else "",
    )


def _address(row: SavedWordsRow) -> str:
    """Return where the words can be read: in the text, or in an earlier version of it."""
    if row.number == row.newest:
        text = {"p": ("threads.post", "post_id"), "a": ("artefacts.show", "artefact_id")}
        endpoint, name = text[row.kind]
        return url(endpoint, **{name: row.id})
    if row.kind == "p":
        return url("revisions.redact", post_id=row.id, number=row.number)
    return url("versions.show", artefact_id=row.id, number=row.number)


def key_of(row: SavedWordsRow) -> str:
    """Return the name of a version in the form."""
    return f"{row.kind}-{row.id}-{row.number}"
