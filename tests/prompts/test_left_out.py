"""Without prompts, as a host may choose: no link, route or word of them is left.

Kinds covered: the forms, also when asked for a set by address or by an old button; the menu of a
post written before; its edit; the texts side by side; the check.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forum.core.state import state

from ..support.prompted import ANSWERS, SOURCE, fields, newest, reflect
from ..support.world import World


@pytest.fixture
def world(make_site: Callable[..., World]) -> World:
    """A site without prompts."""
    return make_site(without=["prompts"])


@pytest.mark.parametrize("query", ["", "?prompts=case", "?prompts=been-there"])
def test_no_form_offers_any(world: World, query: str) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    browser = world.client(ana)
    for path in ("/-/ask", f"/t/{thread}/reply", f"/t/{thread}/reflect", "/-/reflect"):
        page = browser.get(f"/forum{path}{query}").text
        assert "with:" not in page, path
        assert "Questions that help" not in page, path
        asked = fields(page).get("prompts", "")
        assert asked == ("what-so-what.1.en" if path.endswith("reflect") else ""), path


def test_what_was_written_before_stays_and_leads_nowhere_else(world: World) -> None:
    ana, edit = reflect(world)
    assert newest(world).source == SOURCE
    page = ana.get(edit.replace("/edit", ""), follow_redirects=True).text
    assert "Ask sooner." in page
    assert "/prompts/" not in page
    assert fields(ana.get(edit).text)["part1"] == ANSWERS["part1"]
    for file in ("", ".csv"):
        assert ana.get(f"/forum/s/letters/prompts/what-so-what{file}").status_code == 404
    assert not [rule for rule in world.app.url_map.iter_rules() if "/prompts/" in rule.rule]


def test_the_check_says_so(world: World) -> None:
    from forum.check.pages import mount

    with world.app.app_context():
        assert state().config.without == ("prompts",)
        said = [(result.what, result.found) for result in mount()]
    assert ("left out", "prompts") in said


def test_a_space_has_no_words_goal_or_last_day_and_keeps_what_it_had(world: World) -> None:
    from sqlalchemy import select, update

    from forum.core.database.base import now
    from forum.core.database.session import session
    from forum.spaces.models import Space

    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ana)
    with world.request():
        kept = {"goal": "Clear letters", "last_day": now().date(), "prompts": '{"ask": ["case"]}'}
        session().execute(update(Space).values(**kept))
    browser = world.client(ana)
    for path in ("prompts", "prompts/new", "prompts/case/edit"):
        assert browser.get(f"/forum/s/letters/{path}").status_code == 404
    assert browser.post("/forum/s/letters/closing").status_code == 404
    pages = {path: browser.get(f"/forum/s/letters{path}").text for path in ("", "/edit")}
    for page in pages.values():
        for word in ("Clear letters", "Our goal", "Last day", "Look back", "Questions that help"):
            assert word not in page
    about = {"name": "Letters", "purpose": "Other", "norms": "", "access": "open"}
    assert browser.post("/forum/s/letters/edit", data=about).status_code == 302
    with world.request():
        found = session().execute(select(Space.goal, Space.last_day, Space.prompts)).one()
    assert tuple(found) == tuple(kept.values())
    page = browser.get("/forum/-/library/new?prompts=case&space=letters").text
    assert "with:" not in page
    assert "part1" not in fields(page)
    page = browser.get(f"/forum/t/{thread}/reflect").text
    assert fields(page)["prompts"] == "what-so-what.1.en"


def test_what_a_space_worded_before_is_edited_under_its_headings(
    make_site: Callable[..., World], world: World
) -> None:
    from sqlalchemy import update

    from forum.core.database.session import session
    from forum.threads.models import Revision

    ana, edit = reflect(world)
    with world.request():
        values = {"prompt_space": 1, "prompt_set": "own-1-1"}
        session().execute(update(Revision).where(Revision.prompt_set.is_not(None)).values(values))
    form = fields(ana.get(edit).text)
    assert form["prompts"] == "own-1-1.1.en.1"
    assert ana.post(edit, data={**form, "part1": "Other"}).status_code == 302
    assert newest(world).source.startswith("# What happened\n\nOther")
