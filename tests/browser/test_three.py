"""What three members see of the same things at the same time, each in a browser of their own.

Cleo asks, Ben writes before he reads, Ana does not: she looks after the space and the site, which
opens nothing to her. The day on which first takes open is moved in the row of the thread: whether a
take is sealed is computed from that row and the clock whenever it is read.
"""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.threads.models import Thread

from ..support.diary import entries
from .conftest import Live, through
from .together import Three, choose, press, reads, together

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]
TAKES = {"Cleo": "Cleo begins with the number.", "Ben": "Ben begins with a greeting."}
NOTE = "I was wrong about greetings. My manager would not like to read this."
SHARED = "I was wrong about greetings."
SET = "A case to think through"
QUESTIONS = ("The situation", "What I did", "What I want to know")


def ask_for_takes(cleo: Any, space: str) -> str:
    """Ask a question that everybody answers before they read; return its address."""
    cleo.goto(f"/forum/-/ask?space={space}")
    cleo.get_by_label("Title", exact=True).fill("How does a letter begin?")
    cleo.get_by_label("Your question").fill("What is its first line?")
    cleo.get_by_text("More", exact=True).click()
    assert not cleo.get_by_label("Your own first take").is_visible()
    cleo.get_by_label("Write yours before you read").check()
    cleo.get_by_label("Your own first take").fill(TAKES["Cleo"])
    press(cleo, "Post question")
    assert "Your post has been published." in cleo.locator("body").inner_text()
    return str(cleo.url.partition("?")[0].partition("#")[0])


def let_the_day_come(live: Live, address: str) -> None:
    """Move the day of the thread at *address* into the past."""
    with live.world.request():
        thread = Thread.id == int(re.findall(r"/t/(\d+)", address)[0])
        day = now() - timedelta(seconds=1)
        session().execute(update(Thread).where(thread).values(sealed_until=day))


@pytest.fixture(scope="module")
def asked(live: Live) -> str:
    """The address of a thread in which Cleo and Ben have written, and Ana has not."""
    with together(live) as they:
        address = ask_for_takes(they.cleo, live.things.space)
        everybody_but_its_author_waits(they, address)
        ben_writes_and_reads(they, address)
    return address


def everybody_but_its_author_waits(they: Three, address: str) -> None:
    """Cleo reads her own; Ana and Ben see the question, that somebody has written, and a form."""
    reads(they.cleo, address, TAKES["Cleo"], "first take", "Until ")
    for page in (they.ana, they.ben):
        reads(page, address, "What is its first line?", not_=("the number",))
        assert page.get_by_role("heading", name="Other people have posted first takes").count()
        assert page.get_by_label("Write your first take before you read the others’").is_visible()
        assert page.get_by_text("Post your first take to read theirs now, or wait until").count()
        assert page.locator("#p2").count() == 0


def ben_writes_and_reads(they: Three, address: str) -> None:
    """Ben writes and reads Cleo's; Cleo reads Ben's, and Ana neither."""
    label = "Write your first take before you read the others’"
    they.ben.get_by_label(label).fill(TAKES["Ben"])
    press(they.ben, "Post, then read the others’")
    assert TAKES["Cleo"] in they.ben.locator("#p2").inner_text()
    reads(they.ben, address, *TAKES.values())
    reads(they.cleo, address, *TAKES.values())
    assert they.ben.get_by_role("link", name="Has your view changed?").count() == 0
    reads(they.ana, address, "Other people have posted first takes", not_=("the number", "greet"))


def test_a_first_take_is_written_opened_on_its_day_and_compared(live: Live, asked: str) -> None:
    let_the_day_come(live, asked)
    with together(live) as they:
        reads(they.ana, asked, *TAKES.values(), not_=("Other people have posted",))
        assert they.ana.get_by_label("Your answer").is_visible()
        they.cleo.goto(asked)
        assert they.cleo.get_by_role("link", name="Has your view changed?").count() == 1
        through(they.cleo.locator("#p2").get_by_role("link", name="Has your view changed?"))
        views = they.cleo.url
        they.cleo.get_by_label("My view has changed").check()
        they.cleo.get_by_label("What do you think now?").fill("Cleo greets them now.")
        press(they.cleo, "Save")
        reads(they.cleo, views, TAKES["Cleo"], "Cleo greets them now.", "Only you see this")
        first, present = (
            they.cleo.locator(f"[aria-labelledby=fx-{side}]").bounding_box()
            for side in ("first", "present")
        )
        assert first["y"] == present["y"]
        assert first["x"] < present["x"]
        for page in (they.ana, they.ben):
            assert page.goto(views).status == 404
            reads(page, asked, not_=("greets them now", "since then: "))
        they.cleo.get_by_label("Show it to the others").check()
        press(they.cleo, "Save")
        for page in (they.ana, they.ben):
            reads(page, asked, "since then: view changed", not_=("greets them now",))
            through(page.locator("#p2").get_by_role("link", name="since then: view changed"))
            reads(page, views, TAKES["Cleo"], "Cleo greets them now.", "My view has changed")
            assert page.get_by_role("button", name="Save", exact=True).count() == 0


def test_a_note_is_shared_in_part_answered_and_unshared(live: Live, asked: str) -> None:
    let_the_day_come(live, asked)
    with together(live) as they:
        they.ben.goto(asked)
        choose(they.ben, 2, "Note for myself")
        they.ben.get_by_label("Your entry").fill(NOTE)
        press(they.ben, "Save in your journal")
        reads(they.ben, asked, not_=("manager",))
        assert "Your notes (1)" in they.ben.content()
        ben_shares_a_part(they, asked)
        for page in (they.ana, they.cleo):
            reads(page, asked, SHARED, "Reflection", not_=("manager",))
        ana_answers(they.ana)
        reads(they.cleo, asked, SHARED, "Ana says so too.")
        ben_unshares(they.ben)
        for page in they:
            reads(
                page, asked, "The author has deleted this post.", "Ana says so too.", not_=(SHARED,)
            )
        reads(they.ben, "/forum/-/journal", NOTE, "Copy no longer shared")
        reads(they.ana, "/forum/-/journal", not_=("greetings",))
    assert [entry.source for entry in entries(live.world) if "greetings" in entry.source] == [NOTE]


def ben_shares_a_part(they: Three, address: str) -> None:
    """Ben takes a sentence out, looks at the copy, and shares it; nothing goes before that."""
    they.ben.goto("/forum/-/journal")
    through(they.ben.get_by_role("link", name="Share a copy").first)
    they.ben.get_by_label("In the thread it is about").check()
    they.ben.get_by_label("The copy").fill(SHARED)
    press(they.ben, "Preview the copy")
    looked = they.ben.get_by_role("region", name="This is what others will see")
    assert SHARED in looked.inner_text()
    assert "How does a letter begin?" in looked.inner_text()
    assert "manager" not in looked.inner_text()
    reads(they.cleo, address, not_=(SHARED,))
    press(they.ben, "Share this copy")


def ana_answers(ana: Any) -> None:
    """Ana replies to what Ben has shared."""
    through(ana.get_by_role("article").filter(has_text=SHARED).get_by_role("link", name="Reply"))
    ana.locator("textarea[name=text]").fill("Ana says so too.")
    press(ana, "Post")


def ben_unshares(ben: Any) -> None:
    """Ben takes the copy back from his list of them."""
    ben.goto("/forum/-/journal/shared")
    through(ben.get_by_role("link", name="Unshare"))
    press(ben, "Unshare")
    assert "The copy is no longer shared." in ben.locator("body").inner_text()


def test_cases_are_written_edited_back_in_fields_and_read_side_by_side(live: Live) -> None:
    slug = live.world.space("Cases", by=live.people["Ana"]).slug
    with together(live) as they:
        for name, page in zip(("Ana", "Ben", "Cleo"), they, strict=True):
            write_a_case(page, slug, name)
        ben_edits_a_field(they.ben)
        ben = ("Ben on the situation", "Ben did **that**", "Ben asks")
        for page in they:
            page.goto(f"/forum/s/{slug}/prompts/case")
            heads = page.get_by_role("columnheader").all_inner_texts()
            assert [head.split()[0] for head in heads] == ["Cleo", "Ben", "Ana"]
            for question, said in zip(QUESTIONS, ben, strict=True):
                row = page.get_by_role("row", name=question)
                cells = [cell.strip() for cell in row.get_by_role("cell").all_inner_texts()]
                assert cells == [
                    said.replace("Ben", "Cleo").replace("that", "this").replace("*", ""),
                    said.replace("*", ""),
                    said.replace("Ben", "Ana").replace("that", "this").replace("*", ""),
                ]
        with they.cleo.expect_download() as file:
            they.cleo.get_by_role("link", name="as CSV").click()
        table = list(csv.reader(file.value.path().read_text("utf-8-sig").splitlines()))
        assert [row[2] for row in table[-3:]] == list(ben)


def write_a_case(page: Any, space: str, name: str) -> None:
    """Ask by the questions of the set, chosen under the form, in a space."""
    page.goto(f"/forum/-/ask?space={space}")
    page.get_by_label("Title", exact=True).fill(f"What would you do, asks {name}?")
    page.get_by_text("Questions that help you write").click()
    press(page, "A case to think through")
    said = (f"{name} on the situation", f"{name} did **this**", f"{name} asks")
    for question, words in zip(QUESTIONS, said, strict=True):
        page.get_by_label(question).fill(words)
    press(page, "Post question")
    post = page.locator("#p1")
    assert post.locator(".fx-prose").get_by_role("heading").all_inner_texts() == list(QUESTIONS)
    assert post.locator("strong").first.inner_text() == "this"


def ben_edits_a_field(ben: Any) -> None:
    """Ben finds what he wrote in its fields, character for character, and changes one of them."""
    choose(ben, 1, "Edit")
    boxes = [ben.get_by_label(question) for question in QUESTIONS]
    said = ["Ben on the situation", "Ben did **this**", "Ben asks"]
    assert [box.input_value() for box in boxes] == said
    boxes[1].fill("Ben did **that**")
    press(ben, "Save")
    assert ben.locator("#p1 .fx-prose strong").inner_text() == "that"
    choose(ben, 1, "Edit")
    assert ben.get_by_label(QUESTIONS[1]).input_value() == "Ben did **that**"
