"""The form of a reflection, and texts that answer the same questions side by side."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import SEEK_END, StringIO
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from ..core.text.sections import split_html, split_sections
from ..core.web.i18n import t
from ..core.web.page import Page
from ..core.web.submission import TextPage
from ..core.web.times import day
from ..core.web.urls import url
from ..prompts.presenters import wording
from ..threads.models import TITLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ..core.web.paging import ListPage
    from ..prompts.presenters import PromptBox
    from ..prompts.rows import Wording
    from ..spaces.presenters.choice import SpaceChoice
    from ..spaces.rows import SpaceRow
    from ..threads.rows import ThreadRow
    from .rows import PromptedPostRow, PromptedSourceRow

FIRST = "what-so-what"
"""The questions of a reflection until others are chosen."""
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""How a cell begins that a spreadsheet takes for a formula, or hides one behind."""


@dataclass(kw_only=True)
class ReflectionPage(TextPage):
    """The form for a reflection in *thread* or, if that is None, in a new thread."""

    template = "reflections/write.html"
    tab: str = "forum"
    thread: ThreadRow | None = None
    """The thread that it is added to; None if it opens one."""
    spaces: Sequence[SpaceChoice] = ()
    """The spaces to choose from, if there is no thread."""
    prompts: PromptBox
    """The questions that the form asks, and the sets to choose from."""
    may_seal: bool = False
    """Whether it can ask for first takes."""
    take_preview: str = ""
    """The author's own first take as it would be shown, in HTML; empty without a preview."""
    title_limit: int = TITLE
    """The maximum length of the title, in characters."""


class Answers(NamedTuple):
    """A text that answers the questions of a set: a column of the table."""

    post_id: int
    title: str
    """The title of its thread."""
    author: str
    at: datetime
    html: Sequence[str]
    """Its answers, in the order of the questions; all of it first if they cannot be told apart."""


@dataclass(kw_only=True)
class SideBySidePage(Page):
    """Texts of a space that answer the same questions: a row a question, a column a text."""

    template = "reflections/side_by_side.html"
    tab: str = "forum"
    space: SpaceRow
    wording: Wording
    """The questions, in the viewer's language."""
    texts: Sequence[Answers]
    """The columns."""
    rows: ListPage[PromptedPostRow]
    """The page of the list that they are."""
    most: int
    """How many texts the file has at most."""
    address: str
    """The address of the first page of the list."""


def side_by_side(rows: Sequence[PromptedPostRow], key: str) -> list[Answers]:
    """Return *rows*, which answer the questions of the set *key*, as columns of a table."""
    columns = []
    for row in rows:
        headings = _headings(row, key)
        parts = split_html(row.html, headings) if headings else None
        columns.append(Answers(row.id, row.title, _author(row), row.at, parts or [row.html]))
    return columns


def _author(row: PromptedPostRow | PromptedSourceRow) -> str:
    return row.author_name or t("former member")


def _headings(row: PromptedPostRow | PromptedSourceRow, key: str) -> Sequence[str]:
    """Return the headings that *row* was written with; none if nobody knows them."""
    written_with = wording(key, row.prompt_version, row.prompt_language)
    return written_with.headings if written_with else ()


def as_csv(rows: Sequence[PromptedSourceRow], asked: Wording, *, site: str) -> str:
    """Return *rows*, which answer the questions *asked*, as CSV: a row a question, a column a text.

    *site* is the address of the site, which makes the links absolute. A cell that a spreadsheet
    would take for a formula begins with an apostrophe, and the file with the mark by which
    spreadsheets know UTF-8.
    """
    texts = []
    for row in rows:
        headings = _headings(row, asked.key)
        texts.append((split_sections(row.source, headings) if headings else None) or [row.source])
    table = [
        ["", *map(_author, rows)],
        [t("Thread"), *(row.title for row in rows)],
        [t("Date"), *(day(row.at) for row in rows)],
        [t("Link"), *(urljoin(site, url("threads.post", post_id=row.id)) for row in rows)],
        *(
            [heading, *(text[n] if n < len(text) else "" for text in texts)]
            for n, heading in enumerate(asked.headings)
        ),
    ]
    file = StringIO("\ufeff", newline="")
    file.seek(0, SEEK_END)
    csv.writer(file).writerows([_harmless(cell) for cell in row] for row in table)
    return file.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
