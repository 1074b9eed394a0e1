"""What is said of a page beside its text: what it is, its state, its origin, what replaces it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from forum.artefacts.details import STUB, Details, as_stored, from_stored, restored
from forum.artefacts.models import Artefact
from forum.core.database.base import now
from forum.core.database.session import session

from ..support.world import World
from .place import TEXT, Shelf

LONG = TEXT + "\n\n" + "Words that make it longer. " * 20


@pytest.fixture
def shelf(world: World) -> Shelf:
    """A page of Ana's."""
    return Shelf(world)


def head(page: str) -> str:
    """Return the words at the head of a page."""
    found = re.search(r'<header class="fx-head">(.*?)</header>', page, re.S)
    assert found is not None
    return " ".join(re.sub(r"<[^>]*>", " ", found[1]).split())


def test_details_are_stored_without_what_is_as_usual() -> None:
    said = Details(about="For clerks", state="settled", language="de")

    assert as_stored(Details()) == "{}"
    assert as_stored(said) == '{"about":"For clerks","state":"settled","language":"de"}'
    assert from_stored(as_stored(said)) == said


def test_a_restored_version_has_its_content_and_no_other_state() -> None:
    old = Details(about="Old", state="settled", language="de", replaced_by="7")
    now = Details(about="New", state="comment", until="2026-12-24", language="fr")

    assert restored(now, old) == now._replace(about="Old")


def test_what_a_page_is_stands_at_its_head(shelf: Shelf) -> None:
    """In words, and the language and the origin as attributes as well."""
    day = now().date() + timedelta(days=9)
    said = {
        "about": "A way to write less. For clerks.",
        "state": "comment",
        "until": day.isoformat(),
        "origin": "machine",
        "origin_note": "Ana",
        "language": "de",
    }
    assert shelf.save(shelf.bo, LONG, **said).status_code == 302

    page = shelf.read()

    assert "A way to write less. For clerks." in head(page)
    assert re.search(rf"Open for comment until {day.day}", head(page))
    assert "Written by a machine, checked by Ana" in head(page)
    assert 'data-fx-origin="machine"' in page
    assert re.search(r'class="fx-prose" lang="de"', page)
    form = shelf.read(shelf.bo, "/edit")
    assert 'value="A way to write less. For clerks."' in form
    assert re.search(r'value="comment" checked', form)


def test_little_text_is_a_stub_and_nobody_chooses_that(shelf: Shelf) -> None:
    assert "Stub" in head(shelf.read())
    assert shelf.save(shelf.bo, TEXT, state="stub").status_code == 422
    shelf.save(shelf.bo, "x " * STUB)
    assert "Draft" in head(shelf.read())
    shelf.save(shelf.bo, TEXT, state="settled")
    assert "Settled" in head(shelf.read())
    assert "Stub" not in head(shelf.read())


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"state": "comment"}, "Choose the last day for comments"),
        ({"state": "comment", "until": "2020-01-01"}, "Choose the last day for comments"),
        ({"origin": "source"}, "Enter the source"),
        ({"origin": "machine"}, "Enter who has checked it"),
        ({"origin": "x"}, "Choose where it is from"),
        ({"kind": "link"}, "Enter the address"),
        ({"kind": "link", "link": "javascript:alert(1)"}, "This is not an address"),
        ({"kind": "recording", "link": "data:text/html,x"}, "This is not an address"),
        ({"kind": "recording", "start": "later"}, "Write it in minutes and seconds"),
        ({"about": "x" * 401}, "Use at most 400 characters"),
        ({"replaced_by": "nowhere"}, "There is no such page"),
        ({"replaced_by": "990001"}, "There is no such page"),
    ],
)
@pytest.mark.sites("sqlite")
def test_a_wrong_detail_is_named_and_nothing_is_lost(
    shelf: Shelf, sent: dict[str, str], words: str
) -> None:
    answer = shelf.save(shelf.bo, "kept text", **sent)

    assert answer.status_code == 422
    assert words in answer.text
    assert "kept text" in answer.text
    assert all(value in answer.text for value in sent.values() if len(value) < 400)


def test_a_link_says_where_it_leads(shelf: Shelf) -> None:
    shelf.save(shelf.bo, TEXT, kind="link", link="example.org/guide?a=1")

    page = shelf.read()

    assert 'href="https://example.org/guide?a=1" rel="nofollow noopener ugc"' in page
    assert "Link" in head(page)


def test_a_recording_says_where_to_start_and_what_it_is_called(shelf: Shelf) -> None:
    said = {"link": "https://talks.example/7", "link_title": "A <talk>", "start": "1:02:30"}
    shelf.save(shelf.bo, TEXT, kind="recording", **said)
    page = shelf.read()
    assert 'href="https://talks.example/7"' in page
    assert "A &lt;talk&gt;</a>, start at 1:02:30" in page
    shelf.save(shelf.bo, TEXT, base=2, kind="document", **said)
    assert "talks.example" not in shelf.read().split("</header>")[0]


def test_two_who_change_other_details_both_have_their_way(shelf: Shelf) -> None:
    shelf.save(shelf.bo, TEXT, base=1, about="For clerks")
    answer = shelf.save(shelf.ana, TEXT, base=1, state="settled")

    assert answer.status_code == 302
    page = head(shelf.read())
    assert "For clerks" in page
    assert "Settled" in page
    assert shelf.save(shelf.bo, TEXT, base=1, about="For all").status_code == 409


def test_what_is_replaced_leads_to_the_last_one_in_one_step(shelf: Shelf) -> None:
    """However many have replaced each other; and no ring can be made."""
    pages = [shelf.id, *(shelf.add(TEXT, title=f"Page {n}") for n in (2, 3))]
    for page, successor in pairwise(pages):
        shelf.id = page
        assert shelf.save(shelf.ana, TEXT, replaced_by=f"/forum/a/{successor}-x").status_code == 302

    shelf.id = pages[0]
    assert "Replaced by Page 3" in head(shelf.read())
    shelf.id = pages[2]
    for page in pages:
        answer = shelf.save(shelf.ana, TEXT, replaced_by=str(page))
        assert answer.status_code == 422
        assert "That page is itself replaced by this one" in answer.text


def test_a_successor_out_of_sight_is_not_named(world: World) -> None:
    shelf = Shelf(world)
    closed = world.space("Closed", by=shelf.ana, access="closed")
    open_space, shelf.space = shelf.space, closed
    secret = shelf.add(TEXT, title="Secretwords")
    shelf.space = open_space
    shelf.save(shelf.ana, TEXT, replaced_by=str(secret))

    page = shelf.read()

    assert "Replaced by a page from a place you cannot read." in head(page)
    assert "Secretwords" not in page
    assert "secretwords" not in page
    assert shelf.save(shelf.bo, TEXT, replaced_by=str(secret)).status_code in {302, 409, 422}


def test_state_and_language_can_be_asked_for_in_sql(shelf: Shelf) -> None:
    shelf.save(shelf.bo, TEXT, state="settled", language="de")
    columns = select(Artefact.state, Artefact.language).where(Artefact.id == shelf.id)

    with shelf.world.request():
        assert session().execute(columns).one() == ("settled", "de")


def test_a_last_day_that_is_over_is_saved_again_and_no_other(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.save(shelf.bo, TEXT, state="comment", until="2099-01-01")
    after = datetime(2099, 1, 3, tzinfo=UTC)
    monkeypatch.setattr("forum.artefacts.presenters.details.now", lambda: after)
    monkeypatch.setattr("forum.artefacts.presenters.details.today", lambda: after.date())
    assert "Comments closed on 1 January 2099" in head(shelf.read())
    again = shelf.save(shelf.bo, f"{TEXT} More.", state="comment", until="2099-01-01")
    assert again.status_code == 302
    other = shelf.save(shelf.bo, TEXT, state="comment", until="2099-01-02")
    assert other.status_code == 422


def test_the_library_says_which_pages_are_not_settled(shelf: Shelf) -> None:
    other = shelf.add("Text.", title="Another", details=Details(state="settled"))
    shelf.save(shelf.bo, "word " * 200, replaced_by=str(other))
    library = shelf.client(shelf.cleo).get("/forum/-/library").text
    assert "<span>Replaced</span>" in library
    shelf.save(shelf.bo, "word " * 200, state="comment", until="2099-01-01")
    library = shelf.client(shelf.cleo).get("/forum/-/library").text
    assert "<span>Open for comment until 1 January 2099</span>" in library


def test_comments_are_asked_for_from_the_page_itself(shelf: Shelf) -> None:
    page = shelf.read(shelf.bo)
    assert "Set a last day for comments" in page
    assert f"{shelf.at}/edit?state=comment#fx-more" in page
    form = shelf.client(shelf.bo).get(f"{shelf.at}/edit?state=comment").text
    assert re.search(r'name="state" value="comment"[^>]* checked', form)
    assert '<details class="fx-fold" open>\n  <summary id="fx-more">' in form
    shelf.save(shelf.bo, TEXT, state="comment", until="2099-01-01")
    assert "Set a last day for comments" not in shelf.read(shelf.bo)


def test_a_conflict_in_a_detail_shows_no_text_twice(shelf: Shelf) -> None:
    shelf.save(shelf.bo, TEXT, base=1, about="For clerks")
    answer = shelf.save(shelf.ana, TEXT, base=1, about="For all")
    assert answer.status_code == 409
    assert "Your text is the same as the current one." in answer.text
    assert "What your text would change" not in answer.text
    assert answer.text.count("Less paper.") == 1
    both = shelf.save(shelf.ana, f"{TEXT} More.", base=1, about="For all")
    assert "What your text would change" in both.text
