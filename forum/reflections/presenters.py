"""The form of a reflection, and texts that answer the same questions side by side."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import SEEK_END, StringIO
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from urllib.parse import urljoin

from ..artefacts.rows import PromptedArtefactRow
from ..core.text.sections import split_html, split_sections
from ..core.web.i18n import t
from ..core.web.page import Page
from ..core.web.submission import TextPage
from ..core.web.times import day
from ..core.web.urls import url
from ..prompts.rows import stored_headings
from ..threads.models import TITLE
from .models import CLOSING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from ..core.web.paging import ListPage
    from ..prompts.presenters import PromptBox
    from ..prompts.rows import Wording
    from ..spaces.presenters.choice import SpaceChoice
    from ..spaces.presenters.norms import Norms
    from ..spaces.rows import SpaceRow
    from ..threads.rows import ThreadRow
    from .rows import ClosingRow, PromptedPostRow, PromptedSourceRow

Prompted: TypeAlias = "PromptedPostRow | PromptedSourceRow | PromptedArtefactRow"
"""A text that was written with questions."""
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
    norms: Norms | None
    """How people talk in the space, if the viewer has not written there yet."""
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


class ClosingOffer(NamedTuple):
    """What members are asked once a space has ended: to look back together."""

    day: date
    """The last day of the space."""
    write_at: str
    """The address of the form."""
    read_at: str
    """The address of the thread; empty if nobody has opened it yet."""


def closing_offer(space: SpaceRow, found: ClosingRow | None) -> ClosingOffer | None:
    """Return what the viewer is asked in *space*, whose last day has come.

    None if they have written already, or do not want to be asked.
    """
    if found is None or found.dismissed or found.written or space.last_day is None:
        return None
    if found.thread_id is None:
        form = url("reflections.write", space=space.slug, prompts=CLOSING)
        return ClosingOffer(space.last_day, form, "")
    form = url("reflections.reflect", thread_id=found.thread_id, prompts=CLOSING)
    return ClosingOffer(space.last_day, form, url("threads.show", thread_id=found.thread_id))


class Answers(NamedTuple):
    """A text that answers the questions of a set: a column of the table."""

    address: str
    """The address of the post, or of the page in the library."""
    title: str
    """The title of its thread, or of the page."""
    author: str
    at: datetime
    html: Mapping[str, str]
    """Its answers by the key of their question; under "" a text in which none can be told apart."""


@dataclass(kw_only=True)
class SideBySidePage(Page):
    """Texts of a space that answer the same questions: a row a question, a column a text."""

    template = "reflections/side_by_side.html"
    tab: str = "forum"
    space: SpaceRow
    questions: Sequence[tuple[str, str]]
    """The rows: the key and the heading of each question."""
    texts: Sequence[Answers]
    """The columns."""
    rows: ListPage[PromptedPostRow]
    """The page of the list that they are."""
    most: int
    """How many texts the file has at most."""
    address: str
    """The address of the first page of the list."""


def side_by_side(rows: Sequence[PromptedPostRow | PromptedArtefactRow]) -> list[Answers]:
    """Return *rows*, which answer the questions of one set, as columns of a table."""
    columns = []
    for row in rows:
        headings = stored_headings(row.prompt_headings)
        answers = _by_key(row.html, headings, split_html(row.html, list(headings.values())))
        columns.append(Answers(_address(row), row.title, _author(row), row.at, answers))
    return columns


def _address(row: Prompted) -> str:
    if isinstance(row, PromptedArtefactRow):
        return url("artefacts.show", artefact_id=row.id, slug=row.slug)
    return url("threads.post", post_id=row.id)


def questions_of(asked: Wording | None, rows: Sequence[Prompted]) -> list[tuple[str, str]]:
    """Return key and heading of the questions that *rows* answer: those that are *asked* now first.

    After them those of older versions that are asked no more, in the words of the newest text.
    """
    known = {question.key: question.heading for question in asked.questions} if asked else {}
    for row in rows:
        for key, heading in stored_headings(row.prompt_headings).items():
            known.setdefault(key, heading)
    return list(known.items())


def _by_key(
    text: str, headings: Mapping[str, str], answers: Sequence[str] | None
) -> dict[str, str]:
    return dict(zip(headings, answers, strict=True)) if answers else {"": text}


def _author(row: Prompted) -> str:
    return row.author_name or t("former member")


def as_csv(
    rows: Sequence[PromptedSourceRow | PromptedArtefactRow],
    questions: Sequence[tuple[str, str]],
    *,
    site: str,
) -> str:
    """Return *rows*, which answer *questions*, as CSV: a row a question, a column a text.

    A text whose answers cannot be told apart stands whole in the first row.

    *site* is the address of the site, which makes the links absolute. A cell that a spreadsheet
    would take for a formula begins with an apostrophe, and the file with the mark by which
    spreadsheets know UTF-8.
    """
    texts = []
    for row in rows:
        headings = stored_headings(row.prompt_headings)
        answers = split_sections(row.source, list(headings.values()))
        texts.append(_by_key(row.source, headings, answers))
    table = [
        ["", *map(_author, rows)],
        [t("Thread or page"), *(row.title for row in rows)],
        [t("Date"), *(day(row.at) for row in rows)],
        [t("Link"), *(urljoin(site, _address(row)) for row in rows)],
        *(
            [heading, *(text.get(key, "" if n else text.get("", "")) for text in texts)]
            for n, (key, heading) in enumerate(questions)
        ),
    ]
    file = StringIO("\ufeff", newline="")
    file.seek(0, SEEK_END)
    csv.writer(file).writerows([_harmless(cell) for cell in row] for row in table)
    return file.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
