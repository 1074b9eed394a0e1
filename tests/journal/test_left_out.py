"""Without a journal, as a host may choose: no link, route, statement or word of it is left.

Kinds covered: the tab, the menus of posts, pages and the host's pages; addresses; statements; older
entries, which stay for their author; the balance without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from forum.check.pages import mount
from forum.journal import actions
from forum.journal.actions import Words
from forum.journal.rows import About

from ..support.diary import JOURNAL, NEW, entries
from ..support.walk import Things, furnish, pages, routes
from ..support.world import User, World


@pytest.fixture
def world(make_site: Callable[..., World]) -> World:
    """A site without journals."""
    return make_site(without=["journal"])


def furnished(world: World) -> tuple[User, Things]:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ben)
    return ana, furnish(world, space, ben, ben, say="plain {}".format, tag="t", word="hay")


def written_before(world: World, ana: User) -> int:
    """Return the id of an entry that Ana wrote before the host left journals out."""
    words = Words(
        title="Old",
        source="Written before.",
        html="<p>Written before.</p>",
        form_key="k",
        unfinished=False,
        prompts=None,
    )
    author = world.id(ana)
    with world.request():
        actions.add(author, words, About())
    return int(entries(world)[-1].id)


def test_no_link_route_statement_or_word_is_left(
    world: World, statements: Callable[[], Any]
) -> None:
    ana, things = furnished(world)
    browser = world.client(ana)
    with statements() as sent:
        for where in pages(world.app, things):
            page = browser.get(where, follow_redirects=True).text.lower()
            for word in ("journal", "note for myself", "your notes", "i gave, what"):
                assert word not in page.replace(JOURNAL, ""), (where, word)
    asked = [str(one) for one in sent if "journal" in str(one)]
    assert all("FROM forum_journal_entry" in one for one in asked)  # on one's own address alone
    assert not [rule for rule in routes(world.app) if ".journal." in rule.endpoint]
    assert not [rule for rule in routes(world.app) if ".balance." in rule.endpoint]
    for path in (NEW, f"{JOURNAL}/shared", f"{JOURNAL}/balance", f"/forum/p/{things.post}/note"):
        assert browser.get(path).status_code == 404, path
    with statements() as sent:
        browser.get(f"/forum/t/{things.thread}", follow_redirects=True)
        browser.get(f"/forum/a/{things.artefact}", follow_redirects=True)
        browser.get("/forum/")
    assert not [one for one in sent if "journal" in str(one)]


def test_what_was_written_before_can_be_downloaded_and_deleted(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    entry = written_before(world, ana)
    browser, other = world.client(ana), world.client(ben)
    page = browser.get(JOURNAL).text
    assert "This site no longer has journals." in page
    assert "Old" in page
    assert "Written before." in browser.get(f"{JOURNAL}/journal.md").text
    for path in ("", "/journal.md", f"/{entry}/delete"):
        assert other.get(JOURNAL + path).status_code == 404
    assert browser.get(f"{JOURNAL}/{entry}/edit").status_code == 404
    assert "for good" in browser.get(f"{JOURNAL}/{entry}/delete").text
    assert browser.post(f"{JOURNAL}/{entry}/delete").status_code == 302
    assert entries(world) == []
    assert browser.get(JOURNAL).status_code == 404


def test_the_balance_alone_can_be_left_out(make_site: Callable[..., World]) -> None:
    world = make_site(without=["balance"])
    ana, _things = furnished(world)
    page = world.client(ana).get(JOURNAL)
    assert page.status_code == 200
    assert "What I gave" not in page.text
    assert world.client(ana).get(f"{JOURNAL}/balance").status_code == 404


def test_without_prompts_an_entry_is_one_field(make_site: Callable[..., World]) -> None:
    world = make_site(without=["prompts"])
    page = world.client(world.member("Ana")).get(f"{NEW}?prompts=what-so-what").text
    assert "with:" not in page
    assert 'name="text"' in page


def test_the_check_says_so_and_another_word_is_an_error(make_site: Callable[..., World]) -> None:
    world = make_site(without=["journal", "balance"])
    with world.app.app_context():
        said = [(result.what, result.found) for result in mount()]
    assert ("left out", "journal, balance") in said
    with pytest.raises(ValueError, match="did you mean 'journal'"):
        make_site(without=["journals"])
