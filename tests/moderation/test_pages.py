"""A page of the library is hidden with a reason and shown again; until then nobody reads it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from forum.artefacts import actions as artefacts
from forum.artefacts.models import Artefact
from forum.core import events
from forum.core.database.session import session
from forum.core.errors import Changed
from forum.moderation.models import LogEntry
from forum.search import documents
from forum.texts.actions import compose
from forum.threads.models import Thread

from ..support.world import World
from .place import BIRD, Page


def test_a_hidden_page_keeps_its_address_and_loses_its_text(page: Page) -> None:
    place = page.place
    assert f'href="{page.at("hide")}"' in page.read(place.ana).text
    assert f'href="{page.at("hide")}"' not in page.read(place.jon).text
    form = page.read(place.ana, "hide").text
    assert "Hide a page" in form
    assert f"The {BIRD} sings." in form
    answer = page.hide(place.ana)
    assert answer.status_code == 302
    assert "said=page-hidden" in answer.location
    for user in (place.jon, place.ben, place.ana):
        shown = page.read(user)
        assert shown.status_code == 200
        assert "This page is hidden.</h1>" in shown.text
        assert BIRD not in shown.text
    for path in ("versions", "versions/1", "compare?old=1&new=1", "edit", "comment", "tried"):
        assert page.read(place.jon, path).status_code == 404, path


def test_nothing_lists_a_hidden_page_and_its_sources_count_it_no_longer(page: Page) -> None:
    place, home = page.place, page.world.home
    page.send(place.jon, "follow", follow="1")
    listed = [
        *(f"{home}/-/library", f"{home}/", f"{home}/s/{place.space.slug}", f"{home}/-/following"),
        f"{home}/t/{place.thread}-which-form",
    ]
    for user in (place.jon, place.ana, place.eva):
        page.hide(place.ana, "0")
        seen = [where for where in listed if BIRD in page.world.client(user).get(where).text]
        assert len(seen) >= 3, seen
        assert page.kept == 1
        page.hide(place.ana)
        for where in listed:
            text = page.world.client(user).get(where, follow_redirects=True).text
            assert f"The {BIRD}" not in text, where
        assert page.kept == 0


def test_whoever_made_it_is_told_why_and_still_reads_it(page: Page) -> None:
    place = page.place
    page.hide(place.ana, reason="It names <i>a client</i>")
    browser = page.world.client(place.eva)
    assert 'class="fx-count">2<' in browser.get(f"{page.world.home}/").text  # one for the comment
    told = browser.get(f"{page.world.home}/-/for-you").text
    assert "Your page was hidden" in told
    assert "It names &lt;i&gt;a client&lt;/i&gt;" in told
    shown = page.read(place.eva).text
    assert f"The {BIRD} sings." in shown
    assert "Only you can read it." in shown
    assert "It names &lt;i&gt;a client&lt;/i&gt;" in shown
    assert f"The {BIRD} sings." in page.read(place.eva, "versions/1").text
    assert 'class="fx-count">1<' in browser.get(f"{page.world.home}/").text
    assert page.read(place.eva, "edit").status_code == 404
    assert "Your page" not in page.world.client(place.jon).get(f"{page.world.home}/-/for-you").text


def test_a_page_that_is_shown_again_is_as_it_was_and_its_maker_is_told(page: Page) -> None:
    place = page.place
    before = page.read(place.jon).text
    page.hide(place.ana)
    assert "Show a hidden page again" in page.read(place.ana, "hide").text
    answer = page.hide(place.ana, "0", "The name was invented")
    assert "said=page-restored" in answer.location
    assert "The name was invented" not in (after := page.read(place.jon).text)
    assert after.count(BIRD) == before.count(BIRD)
    assert page.column(Artefact.visibility_why) == ""
    told = page.world.client(place.eva).get(f"{page.world.home}/-/for-you").text
    assert "Your page is visible again" in told
    assert page.kept == 1


def test_the_log_says_who_did_what_and_why_but_not_what_it_is_called(page: Page) -> None:
    place = page.place
    page.hide(place.ana)
    address = f"{page.world.home}/s/{place.space.slug}/log"
    log = page.world.client(place.jon).get(address).text
    assert "hid a page of the library" in log
    assert "It names a client" in log
    assert f'href="{page.at()}"' in log
    assert BIRD not in log
    page.hide(place.ana, "0", "Invented")
    log = page.world.client(place.jon).get(address).text
    assert "showed a hidden page of the library again" in log
    assert f"The {BIRD}" in log
    with page.world.request():
        entries = session().scalars(select(LogEntry).order_by(LogEntry.id)).all()
        assert [entry.act for entry in entries] == ["hide_page", "restore_page"]
        assert {entry.artefact_id for entry in entries} == {page.id}


@pytest.mark.parametrize("who", ["guest", "jon", "eva", "uma", "root"])
def test_only_stewards_of_the_space_hide_a_page(page: Page, who: str) -> None:
    user = page.place.who(who)
    status = 401 if who == "guest" else 403
    assert page.hide(user).status_code == status
    assert page.world.client(user).get(page.at("hide")).status_code == status
    assert page.column(Artefact.visibility) == "shown"


def test_it_is_hidden_once_and_with_a_reason(page: Page) -> None:
    place = page.place
    refused = page.hide(place.ana, reason=" ")
    assert refused.status_code == 422
    assert "Enter a reason" in refused.text
    assert page.hide(place.ana).status_code == 302
    assert page.hide(place.ana).status_code == 409
    assert page.hide(place.ana, "0").status_code == 302
    assert page.hide(place.ana, "0").status_code == 409


def test_the_index_forgets_a_hidden_page_and_finds_it_again(page: Page) -> None:
    key = ("id", f"a{page.id}")
    for hidden, found in (("1", 0), ("0", 1)):
        page.hide(page.place.ana, hidden)
        with page.world.request():
            kept, gone = documents.artefacts([page.id])
        assert len(kept) == found
        assert (key in gone) == (not found)


def test_nobody_finds_a_hidden_page_by_searching(page: Page) -> None:
    place, address = page.place, f"{page.world.home}/-/search?q={BIRD}"
    found = f"/a/{page.id}-"
    for user in (place.jon, place.eva, place.ana):
        browser = page.world.client(user)
        assert found in browser.get(address).text
        page.hide(place.ana)
        assert found not in browser.get(address).text
        page.hide(place.ana, "0")


def test_the_thread_of_its_comments_stays_and_does_not_name_it(page: Page) -> None:
    place = page.place
    assert BIRD in page.thread.anchor_url
    page.hide(place.ana)
    its = page.thread
    assert its.title == its.anchor_title == "A page of the library"
    assert its.anchor_url.endswith(f"/a/{page.id}")
    assert BIRD not in str(its)
    page.hide(place.ana, "0")
    assert page.thread.title == page.thread.anchor_title == f"The {BIRD}"
    assert page.thread.slug == f"the-{BIRD}"
    thread = page.column(Artefact.thread_id)
    page.hide(place.ana)
    shown = page.read(place.jon).text
    assert f"{page.world.home}/t/{thread}" in shown
    comments = page.world.client(place.jon).get(
        f"{page.world.home}/t/{thread}", follow_redirects=True
    )
    assert "Does it?" in comments.text
    assert BIRD not in comments.text


def test_a_thread_with_a_title_of_its_own_keeps_it(page: Page) -> None:
    own = Thread.id == page.column(Artefact.thread_id)
    with page.world.request():
        session().query(Thread).filter(own).update({"title": "What we said"})
    page.hide(page.place.ana)
    assert page.thread.title == "What we said"
    assert page.thread.anchor_title == "A page of the library"
    page.hide(page.place.ana, "0")
    assert page.thread.title == "What we said"
    assert page.thread.anchor_title == f"The {BIRD}"


def test_nobody_saves_a_version_of_a_page_that_was_hidden_meanwhile(page: Page) -> None:
    place = page.place
    editor = page.world.id(place.jon)
    page.hide(place.ana)
    values: dict[str, Any] = {"kind": "summary", "title": "Mine", "tags": ()}
    with page.world.request(), pytest.raises(Changed):
        artefacts.revise(page.id, revision=1, editor_id=editor, text=compose("Mine"), **values)


def test_hosts_hear_of_it_after_the_commit(page: Page) -> None:
    heard: list[dict[str, object]] = []

    def hear(_sender: object, **facts: object) -> None:
        heard.append(facts)

    with events.artefact_hidden.connected_to(hear):
        page.hide(page.place.ana)
        page.hide(page.place.ana, "0")
    of = {"artefact": page.id, "space": page.place.space.id}
    assert heard == [{**of, "hidden": True}, {**of, "hidden": False}]


def test_a_thread_that_comes_back_counts_no_hidden_page(page: Page, world: World) -> None:
    place = page.place
    browser = world.client(place.ana)
    page.hide(place.ana)
    world.space("Archive", by=place.ana)
    to = {"space": "archive", "reason": "There", "seen": "1"}
    assert browser.post(f"{world.home}/t/{place.thread}/move", data=to).status_code == 302
    back = {"space": place.space.slug, "reason": "Here", "seen": "1"}
    assert browser.post(f"{world.home}/t/{place.thread}/move", data=back).status_code == 302
    assert page.kept == 0
