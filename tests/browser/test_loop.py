"""A loop walked by three members, each in a browser of their own: asked, been there, answered,
planned, tried, told, asked on, and saved.

Cleo asks and wants somebody who has been there. Ben has, and answers. Ana plans to try it, is asked
when its day has come, and tells that it worked in part; Ben is told; Ana asks what came up, and
saves what was learned. The day is moved in the row of the plan: the clock of the process that
serves the pages is not moved.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import update

from forum.attempts.due_plans import ask_due
from forum.attempts.models import Plan
from forum.core.database.base import now
from forum.core.database.session import session

from .conftest import Live, through
from .together import Three, press, reads, together

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]
LINE = "At our front desk, in the winter of 2024"
ANSWER = "Say the decision in the first sentence."
WHERE = "With the Thursday group"
CHANGED = "We left out the greeting."


def save_here(page: Any, post: int) -> None:
    """Save the form that opened under a post, and wait for what is said there."""
    page.locator(".fx-here").get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector(f"#p{post} .fx-note-good")


def test_a_loop(live: Live) -> None:
    with together(live) as they:
        address = cleo_asks(they, live.things.space)
        ben_has_been_there_and_answers(they, address)
        ana_plans(they, address)
        its_day_comes(live, they)
        ana_tells(they, address)
        ben_is_told(they)
        ana_asks_on(they, address)
        ana_saves(they, address)
    assert live.complaints == []


def cleo_asks(they: Three, space: str) -> str:
    """Cleo asks, and says that she wants somebody who has been there."""
    they.cleo.goto(f"/forum/-/ask?space={space}")
    they.cleo.get_by_label("Title", exact=True).fill("How do you say no?")
    they.cleo.get_by_label("Your question").fill("A refusal goes out on Monday.")
    they.cleo.get_by_label("What would help?").select_option("experience")
    press(they.cleo, "Post question")
    return str(they.cleo.url.partition("?")[0].partition("#")[0])


def ben_has_been_there_and_answers(they: Three, address: str) -> None:
    """Ben reads what would help, says where he was, and answers; Cleo is told both."""
    words = ("Cleo asks for experience, not advice.", "Not answered yet")
    reads(they.ben, address, *words)
    they.ben.locator("#p1 > .fx-post-foot > .fx-acts > a[href$='/been-there']").click()
    they.ben.get_by_label("Where and when was it?").fill(LINE)
    save_here(they.ben, 1)
    they.ben.get_by_label("Your answer").fill(ANSWER)
    press(they.ben, "Post answer")
    reads(they.cleo, address, "1 person has been there", ANSWER)
    they.cleo.locator("#p1 summary", has_text="been there").click()
    assert LINE in they.cleo.locator("#p1 .fx-said").inner_text()
    reads(
        they.cleo, "/forum/-/for-you", "Ben said “I have been there”", "Ben answered your question"
    )


def ana_plans(they: Three, address: str) -> None:
    """Ana plans to try it; neither Ben nor Cleo learns of it."""
    they.ana.goto(address)
    they.ana.locator("#p2 > .fx-post-foot .fx-menu > summary").click()
    they.ana.locator("#p2 a[href$='/plan']").click()
    they.ana.get_by_label("When do you plan to try it?").fill(str(now().date()))
    they.ana.get_by_label("Where will you try it?").fill(WHERE)
    save_here(they.ana, 2)
    assert "Plan saved. Only you can see it." in they.ana.locator("#p2").inner_text()
    reads(they.ana, "/forum/-/plans", "How do you say no?", WHERE)
    for page in (they.ben, they.cleo):
        for where in (address, "/forum/", "/forum/-/for-you", "/forum/-/plans"):
            reads(page, where, not_=(WHERE,))


def its_day_comes(live: Live, they: Three) -> None:
    """The day passes, the worker asks, and Ana finds the question: in no number."""
    with live.world.request():
        past = {"day": now().date() - timedelta(days=2), "look_at": now() - timedelta(hours=1)}
        session().execute(update(Plan).where(Plan.place == WHERE).values(past))
    known = patch("forum.members.host.load_user", live.world.site.people.get)
    with live.world.app.app_context(), known:
        ask_due()
    reads(they.ana, "/forum/", "Waiting for you", "How do you say no?", WHERE)
    reads(they.ana, "/forum/-/for-you", "You planned to try this by", WHERE, "How did it go?")


def ana_tells(they: Three, address: str) -> None:
    """Ana tells that it worked in part: the question is gone, and the report stands there."""
    through(they.ana.locator("li", has_text=WHERE).get_by_role("link", name="I tried this"))
    they.ana.get_by_label("It partly worked").check()
    they.ana.get_by_label("What did you change?").fill(CHANGED)
    press(they.ana, "Share how it went")
    assert "What next?" in they.ana.locator("#p2").inner_text()
    reads(they.ana, "/forum/-/for-you", not_=(WHERE,))
    reads(they.cleo, address, "Tried once", "partly 1", "Results shared")


def ben_is_told(they: Three) -> None:
    """Ben reads that somebody tried it, and how it went; Cleo marks that it helped."""
    reads(
        they.ben, "/forum/-/for-you", "Ana tried something you wrote", f"partly worked: {CHANGED}"
    )
    reads(they.cleo, "/forum/", "Recently tried", "How do you say no?", "partly worked")


def ana_asks_on(they: Three, address: str) -> None:
    """Ana asks what came up: linked both ways."""
    they.ana.goto(address)
    tried = str(they.ana.locator("#p2 a[href$='/tried']").first.get_attribute("href"))
    they.ana.goto(f"/forum/-/ask?after=p{tried.split('/')[-2]}")
    assert (
        "This question came up when I tried" in they.ana.get_by_label("Your question").input_value()
    )
    they.ana.get_by_label("Space").select_option(index=1)
    they.ana.get_by_label("Title", exact=True).fill("And without a greeting?")
    press(they.ana, "Post question")
    through(they.ana.locator("#p1 .fx-prose a", has_text="this"))
    assert address.rpartition("/")[2] in they.ana.url
    they.ben.goto(address)
    they.ben.locator("#p2 summary", has_text="Tried once").click()
    through(they.ben.locator("#p2").get_by_role("link", name="And without a greeting?"))


def ana_saves(they: Three, address: str) -> None:
    """Ana saves it in the library; Ben is told that his post is in there."""
    they.ana.goto(address)
    through(they.ana.get_by_role("link", name="Keep this"))
    they.ana.locator("input[type=checkbox]").nth(1).check()
    they.ana.get_by_label("Title", exact=True).fill("Saying no in one sentence")
    press(they.ana, "Continue")
    press(they.ana, "Save to the library")
    reads(they.cleo, address, "Saved to the library", "Saying no in one sentence")
    reads(they.ben, "/forum/-/for-you", "Ana saved one of your posts to the library")
