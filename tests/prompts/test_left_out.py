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
