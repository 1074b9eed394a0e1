"""A page of the host asks a question, and everybody answers it before they read the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import render_template_string, url_for
from sqlalchemy import select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.discuss.signed_form import first_takes_of
from forum.threads.models import Post, Thread

from ..support.sealed import CANARY
from ..support.world import World

QUESTION = "What would you cut first?"
PAGE = """{{ forum.discuss("budget", title="The budget", url=url_for("budget"),
first_take=until, question=question) }}{{ forum.recent(5) }}{{ forum.count("budget") }} in all"""


class Site:
    """A site with a page that asks a question before anybody reads."""

    def __init__(self, world: World) -> None:
        self.world, self.until, self.question = world, now() + timedelta(days=5), QUESTION
        self.people = {name: world.member(name.title()) for name in ("ana", "ben", "steward")}
        self.space = world.space("Pages", by=self.people["steward"])

    def see(self, who: str, place: str = "/budget") -> str:
        """Return the page as *who* sees it."""
        client = self.world.client(self.people.get(who))
        text: str = client.get(place, follow_redirects=True).text
        return text

    def write(self, who: str, text: str) -> Any:
        """Post *text* with the form on the page."""
        about = self.see(who).partition('name="about" value="')[2].partition('"')[0]
        client = self.world.client(self.people[who])
        return client.post("/forum/-/on-page", data={"about": about, "text": text})


@pytest.fixture
def site(make_site: Callable[..., World]) -> Site:
    """A page that asks until five days from now."""
    world = make_site(discuss_space="pages", guests_read=True)
    found = Site(world)

    @world.app.get("/budget")
    def budget() -> str:
        return render_template_string(PAGE, until=found.until, question=found.question)

    with world.app.test_request_context():
        assert url_for("budget") == "/budget"
    return found


def test_everybody_answers_before_they_read(site: Site) -> None:
    page = site.see("ana")
    assert QUESTION in page
    assert "No first takes yet" in page
    assert "Others can read your first take after posting their own." in page
    assert "read theirs now" not in page
    assert "Write your first take before you read the others" in page
    assert site.write("ana", f"{CANARY}one").status_code == 302
    thread = site.world.scalar(select(Thread.id))
    assert site.world.scalar(select(Post.take)) == "first"
    assert CANARY in site.see("ana")
    places = ("/budget", f"/forum/t/{thread}", "/forum/", "/forum/s/pages", "/forum/p/1")
    for who in ("ben", "steward", "guest"):
        for place in places:
            assert CANARY not in site.see(who, place), (who, place)
        assert QUESTION in site.see(who, f"/forum/t/{thread}")
        assert "0 in all" in site.see(who)
        assert "Other people have posted first takes" in site.see(who)
    assert site.write("ben", f"{CANARY}two").status_code == 302
    page = site.see("ben")
    assert (f"{CANARY}one" in page, "2 in all" in page) == (True, True)
    assert page.count("<span>first take</span>") == 2
    found = site.world.client(site.people["steward"]).get(f"/forum/-/search?q={CANARY}one")
    assert found.text.count("<mark>") == 0


def test_on_its_day_it_is_a_discussion_like_others(site: Site) -> None:
    site.write("ana", f"{CANARY}one")
    with site.world.request():
        session().execute(update(Thread).values(sealed_until=now() - timedelta(seconds=1)))
    for who in ("ben", "guest"):
        assert f"{CANARY}one" in site.see(who)
    site.write("ben", "Mine came late")
    assert "written after the others could be read" in site.see("ana")


def test_a_form_keeps_what_its_page_asked(site: Site) -> None:
    about = site.see("ana").partition('name="about" value="')[2].partition('"')[0]
    site.until = now() - timedelta(days=1)
    assert QUESTION not in site.see("ana")
    client = site.world.client(site.people["ana"])
    client.post("/forum/-/on-page", data={"about": about, "text": "Still in time"})
    assert site.world.scalar(select(Thread.sealed_until)) is not None


def test_a_preview_keeps_the_seal(site: Site) -> None:
    about = site.see("ana").partition('name="about" value="')[2].partition('"')[0]
    client = site.world.client(site.people["ana"])
    form = {"about": about, "text": f"{CANARY}one", "preview": "1"}
    page = client.post("/forum/-/on-page", data=form).text
    assert "only people who have posted a first take can read it" in page
    assert site.world.scalar(select(Thread.id)) is None


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize(
    ("until", "question"),
    [
        ("2026-11-28", QUESTION),
        (5, QUESTION),
        (now().replace(tzinfo=None), QUESTION),
        (now() + timedelta(days=90), QUESTION),
        (now() + timedelta(days=2), ""),
        (now() + timedelta(days=2), "x" * 2_001),
    ],
)
def test_what_a_page_cannot_ask_is_refused(until: object, question: str) -> None:
    with pytest.raises(ValueError, match="first_take"):
        first_takes_of(until, question)


def test_a_date_begins_in_utc_and_one_that_has_passed_asks_nothing() -> None:
    day = now().date() + timedelta(days=3)
    asked = first_takes_of(day, QUESTION)
    assert asked is not None
    assert asked.until.isoformat() == f"{day.isoformat()}T00:00:00+00:00"
    assert first_takes_of(now().date(), QUESTION) is None
    assert first_takes_of(None, QUESTION) is None
