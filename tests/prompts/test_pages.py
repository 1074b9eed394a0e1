"""Pages of the library are written and edited with questions.

Kinds covered: a new page, a preview, other questions with a text begun, the space's own words; an
edit by somebody else; a conflict; what fits no longer; a page made from posts has none.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from forum.artefacts.models import ArtefactRevision
from forum.core.database.session import session
from forum.prompts import sets
from forum.prompts.presenters import newest_wording

from ..support.prompted import fields
from ..support.world import World

NEW = "/forum/-/library/new"
SOURCE = "# What we expected\n\nRain.\n\n# Why it went that way\n\nThe *wind*."


@pytest.fixture
def ana(world: World) -> Any:
    """The browser of the steward of Letters."""
    who = world.member("Ana")
    world.space("Letters", by=who)
    return world.client(who)


def newest(world: World) -> Any:
    with world.request():
        return (
            session()
            .execute(
                select(
                    ArtefactRevision.source,
                    ArtefactRevision.prompt_set,
                    ArtefactRevision.prompt_version,
                    ArtefactRevision.prompt_language,
                    ArtefactRevision.prompt_headings,
                ).order_by(ArtefactRevision.artefact_id.desc(), ArtefactRevision.number.desc())
            )
            .first()
        )


def add(browser: Any) -> str:
    """Add a page to the library; return the address of its edit."""
    form = fields(browser.get(f"{NEW}?space=letters&prompts=after-action").text)
    assert form["prompts"] == "after-action.1.en"
    sent = {**form, "title": "The fair", "kind": "story", "space": "letters", "readers": "letters"}
    saved = browser.post(NEW, data={**sent, "part1": "Rain.", "part3": "The *wind*."})
    assert saved.status_code == 302, saved.text
    return str(saved.location).partition("?")[0].rpartition("-the")[0] + "/edit"


def test_a_page_is_written_with_questions_and_edited_with_them(world: World, ana: Any) -> None:
    edit = add(ana)
    with world.request():
        stored = newest_wording("after-action", "en").stored
    assert tuple(newest(world)) == (SOURCE, "after-action", 1, "en", stored)
    ben = world.client(world.member("Ben"))
    form = fields(ben.get(edit).text)
    assert (form["part1"], form["part2"], form["part3"]) == ("Rain.", "", "The *wind*.")
    sent = {**form, "title": "The fair", "kind": "story", "tags": ""}
    assert ben.post(edit, data=sent).status_code == 302
    assert ben.post(edit, data={**sent, "part2": "Snow."}).status_code == 302
    assert newest(world).source == SOURCE.replace("# Why", "# What happened\n\nSnow.\n\n# Why")
    assert newest(world).prompt_set == "after-action"
    late = ana.post(edit, data={**sent, "part2": "Sun."})
    assert late.status_code == 409
    assert fields(late.text)["part2"] == "Sun."
    assert ana.post(edit, data={**sent, "part1": "Hail."}).status_code == 302
    snow = "# What happened\n\nSnow.\n\n# Why"
    assert newest(world).source == SOURCE.replace("Rain.", "Hail.").replace("# Why", snow)
    assert newest(world).prompt_set == "after-action"


def test_three_sets_are_offered_and_each_of_the_seven_can_be_asked_for(
    world: World, ana: Any
) -> None:
    offered = re.findall(r'value="with:([a-z-]+)"', ana.get(NEW).text)
    assert offered == ["exercise", "session", "after-action"]
    assert len(sets.fitting("page")) == 7
    for key in sets.fitting("page"):
        assert fields(ana.get(f"{NEW}?prompts={key}").text)["prompts"] == f"{key}.1.en"


def test_choosing_questions_keeps_what_was_typed_and_saves_nothing(world: World, ana: Any) -> None:
    begun = {**fields(ana.get(NEW).text), "text": "Begun", "title": "T", "kind": "story"}
    asked = ana.post(NEW, data={**begun, "space": "letters", "preview": "with:session"})
    form = fields(asked.text)
    assert form["part1"] == "Begun"
    assert 'value="story" checked' in asked.text
    assert 'value="T"' in asked.text
    shown = ana.post(NEW, data={**form, "title": "T", "space": "letters", "preview": "1"})
    assert "<p>Begun</p>" in shown.text
    assert fields(shown.text)["part1"] == "Begun"
    assert newest(world) is None


def test_what_does_not_fit_any_more_says_so(world: World, ana: Any) -> None:
    edit = add(ana)
    form = {**fields(ana.get(edit).text), "title": "The fair", "kind": "story"}
    rest = {name: value for name, value in form.items() if not name.startswith(("part", "prompts"))}
    assert ana.post(edit, data={**rest, "text": "One text"}).status_code == 302
    page = ana.get(edit).text
    assert fields(page)["text"] == "One text"
    assert "This text no longer follows its questions" in page


def test_a_page_made_from_posts_has_three_boxes_and_can_be_one_text(world: World, ana: Any) -> None:
    thread = world.ask(world.space("Forms", by=world.site.people["1"]), world.site.people["1"])
    draft = {"posts": "1", "title": "T", "kind": "summary", "draft": "1"}
    page = ana.post(f"/forum/t/{thread}/keep", data=draft).text
    assert fields(page)["prompts"] == "kept.1.en"
    assert 'value="with:"' in page


def test_pages_and_posts_stand_side_by_side(world: World, ana: Any) -> None:
    add(ana)
    thread = world.ask(world.space("Forms", by=world.site.people["1"]), world.site.people["1"])
    path = f"/forum/t/{thread}/reflect"
    form = fields(ana.get(f"{path}?prompts=after-action").text)
    assert ana.post(path, data={**form, "part1": "In Forms"}).status_code == 302
    form = fields(ana.get("/forum/-/reflect?space=letters&prompts=after-action").text)
    sent = {**form, "title": "A talk", "space": "letters", "part1": "Silence", "part3": "Fear"}
    assert ana.post("/forum/-/reflect", data=sent).status_code == 302
    page = ana.get("/forum/s/letters/prompts/after-action").text
    assert "In Forms" not in page
    assert page.index("Rain.") < page.index("Silence")
    assert 'href="/forum/a/1-the-fair"' in page
    rows = ana.get("/forum/s/letters/prompts/after-action.csv").text.splitlines()
    assert rows[0].endswith(",Ana,Ana")
    assert rows[4] == "What we expected,Rain.,Silence"
    assert rows[6] == "Why it went that way,The *wind*.,Fear"
