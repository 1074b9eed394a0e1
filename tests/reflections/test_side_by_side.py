"""Texts that answer the same questions, side by side and as CSV.

Kinds covered: who may read them (guest, member, somebody outside a closed space, author and steward
of a hidden text); withdrawn and moved texts, edited to fit no longer; other languages and versions;
formulas, quotes and line ends in cells; pages; statements.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from forum.core.text.sections import join_sections
from forum.moderation.actions import moderate
from forum.prompts.presenters import newest_wording
from forum.reflections.presenters import as_csv, questions_of, side_by_side
from forum.reflections.rows import PromptedPostRow, PromptedSourceRow
from forum.revisions import actions as revisions
from forum.texts.actions import compose
from forum.threads.actions import withdraw, write
from forum.threads.models import Post

from ..support.world import World

CASE = newest_wording("case", "en")


def tell(world: World, space: Any, who: Any, *answers: str, title: str = "A case") -> Any:
    """Open a thread with a case and return its post."""
    author = world.id(who)
    with world.request():
        return write.open_thread(
            space_id=space.id,
            kind="reflection",
            title=title,
            tags=(),
            author_id=author,
            text=compose(join_sections(CASE.headings, answers), prompts=CASE),
        ).id


def columns(page: str) -> list[list[str]]:
    """Return the cells of each row of the table, as text."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.S)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


def test_a_row_is_a_question_and_a_column_a_text(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    tell(world, space, ana, "It *rained*.", "Waited.", "What would you do?")
    tell(world, space, ben, "A queue.", "", "Why?", title="The queue")
    page = world.client(ben).get("/forum/s/letters/prompts/case").text
    head, *rows = columns(page)
    assert [cell.split(",")[0].split("\n")[0][:3] for cell in head[1:]] == ["Ben", "Ana"]
    assert rows == [
        ["The situation", "A queue.", "It rained."],
        ["What I did", "", "Waited."],
        ["What I want to know", "Why?", "What would you do?"],
    ]
    file = world.client(ben).get("/forum/s/letters/prompts/case.csv")
    assert file.mimetype == "text/csv"
    table = cells(file.text)
    assert table[0] == ["", "Ben", "Ana"]
    assert table[1] == ["Thread or page", "The queue", "A case"]
    assert table[4:] == [
        ["The situation", "A queue.", "It *rained*."],
        ["What I did", "", "Waited."],
        ["What I want to know", "Why?", "What would you do?"],
    ]


def test_a_post_leads_to_it_and_one_without_questions_does_not(world: World) -> None:
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    post = tell(world, space, ana, "It rained.", "", "")
    link = 'href="/forum/s/letters/prompts/case"'
    page = world.client(ana).get(f"/forum/p/{post}", follow_redirects=True).text
    assert page.count(link) == 1
    thread = world.ask(space, ana)
    assert link not in world.client(ana).get(f"/forum/t/{thread}", follow_redirects=True).text
    with world.request():
        revisions.edit(post, revision=1, editor_id=world.id(ana), text=compose("Just a text"))
    page = world.client(ana).get(f"/forum/p/{post}", follow_redirects=True).text
    assert link not in page
    assert "Just a text" not in world.client(ana).get("/forum/s/letters/prompts/case").text


@pytest.mark.parametrize("file", ["", ".csv"])
def test_only_what_the_reader_may_read(make_site: Callable[..., World], file: str) -> None:
    world = make_site(guests_read=True)
    ana, ben, cleo = (world.member(name) for name in ("Ana", "Ben", "Cleo"))
    letters = world.space("Letters", by=ana)
    closed = world.space("Closed", by=ana, access="closed", members_=(ben,))
    tell(world, closed, ben, "Not for Cleo", "", "")
    hidden, gone = (tell(world, letters, ben, text, "", "") for text in ("Hidden", "Withdrawn"))
    moved = tell(world, letters, ben, "Moved away", "", "")
    thread = world.scalar(select(Post.thread_id).where(Post.id == moved))
    with world.request():
        moderate.hide(hidden, why="x")
        withdraw.withdraw(gone)
        moderate.move(thread, space_id=closed.id)
    inside = f"/forum/s/closed/prompts/case{file}"
    for who, status in ((ben, 200), (ana, 200), (cleo, 404), (None, 401)):
        answer = world.client(who).get(inside)
        assert answer.status_code == status, who
        assert ("Not for Cleo" in answer.text) is ("Moved away" in answer.text) is (status == 200)
    outside = f"/forum/s/letters/prompts/case{file}"
    for who in (ben, ana, cleo, None):
        page = world.client(who).get(outside).text
        assert "Withdrawn" not in page
        assert "Moved away" not in page
        assert ("Hidden" in page) is (who is ben)
    for nothing in ("/s/letters/prompts/nothing", "/s/nowhere/prompts/case"):
        assert world.client(ben).get(f"/forum{nothing}{file}").status_code == 404


def row(start: str, **other: Any) -> PromptedSourceRow:
    """Return a row whose every text begins with *start*."""
    values = {
        "id": 1,
        "at": datetime(2026, 11, 1, tzinfo=UTC),
        "title": start,
        "author_name": start,
        "prompt_headings": CASE.stored,
        "source": join_sections(CASE.headings, [start, "", ""]),
    }
    return PromptedSourceRow(**{**values, **other})


def cells(file: str) -> list[list[str]]:
    """Return the rows of a file as a spreadsheet reads them."""
    assert file.startswith("\ufeff")
    return list(csv.reader(io.StringIO(file[1:], newline="")))


@pytest.mark.sites("sqlite")
def test_a_spreadsheet_reads_no_formula(world: World) -> None:
    starts = ("=1+1", "+1", "-1", "@a", "\uff1d1", "\uff20a", '"quoted", and more', "two\nlines")
    with world.request():
        asked = questions_of(CASE, [])
        table = cells(as_csv([row(start) for start in starts], asked, site=""))
        odd = ("\t=1", "\r=1", "\n=1")
        hidden = cells(as_csv([row("x", source=start) for start in odd], asked, site=""))
    plain = [f"'{start}" for start in starts[:6]] + list(starts[6:])
    for line in (table[0], table[1], table[4]):
        assert line[1:] == plain
    assert [cell[0] for cell in hidden[4][1:]] == ["'"] * 3


@pytest.mark.sites("sqlite")
def test_a_link_in_the_file_leads_back_from_anywhere(make_site: Callable[..., World]) -> None:
    world = make_site(url="https://intranet.example/forum")
    ana = world.member("Ana")
    post = tell(world, world.space("Letters", by=ana), ana, "It rained.", "", "")
    file = world.client(ana).get("/forum/s/letters/prompts/case.csv").text
    assert cells(file)[3] == ["Link", f"https://intranet.example/forum/p/{post}"]


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize(
    "other",
    [
        {"source": "Just a text"},
        {"prompt_headings": None},
        {"prompt_headings": '{"1": "Another question"}'},
    ],
)
def test_what_cannot_be_told_apart_stands_in_the_first_cell(
    world: World, other: dict[str, Any]
) -> None:
    one = row("It rained", **other)
    with world.request():
        table = cells(as_csv([one], questions_of(CASE, []), site=""))
        page = PromptedPostRow(*one[:-1], html="<p>It rained</p>")
        (column,) = side_by_side([page])
    assert [line[1] for line in table[4:]] == [one.source, "", ""]
    assert column.html == {"": "<p>It rained</p>"}


def test_a_quotation_shows_its_author(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ben)
    post = world.scalar(select(Post.id).where(Post.thread_id == thread))
    tell(world, space, ana, f"> [Ben](forum:/p/{post}):\n>\n> Words", "", "")
    page = world.client(ana).get("/forum/s/letters/prompts/case").text
    assert "another post" not in page


def test_a_page_has_six_texts_in_five_statements(
    world: World, statements: Callable[[], Any]
) -> None:
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    for n in range(8):
        tell(world, space, ana, f"Case {n}", "", "")
    browser, path = world.client(ana), "/forum/s/letters/prompts/case"
    browser.get(path)
    with statements() as sent:
        first = browser.get(path).text
    assert len(sent) <= 5
    assert columns(first)[1][1:] == [f"Case {n}" for n in range(7, 1, -1)]
    older = re.search(r'href="([^"]+after=[^"]+)"', first)
    assert older
    second = browser.get(unescape(older[1])).text
    assert columns(second)[1][1:] == ["Case 1", "Case 0"]
