"""Whoever made a page of the library withdraws it, as long as nobody else has written on it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from forum.artefacts.actions import visibility
from forum.artefacts.models import Artefact, ArtefactRevision, ArtefactSection, ArtefactTag
from forum.core import events
from forum.core.database.session import session
from forum.core.errors import Changed
from forum.margins.models import Placement
from forum.moderation.models import Report
from forum.search import documents
from forum.spaces.actions import appoint_steward, remove_member
from forum.threads.models import Thread

from ..support.world import World
from .place import Shelf

BIRD = "canary"
TEXT = f"# A {BIRD}\n\nThe {BIRD} sings."
GONE = "The author has deleted this page."


@pytest.fixture
def shelf(world: World) -> Shelf:
    """A page of Ana's in two versions, made from a thread, with a comment of Bo's on its words."""
    shelf = Shelf(world, "Nothing yet", title="A page")
    thread = world.ask(shelf.space, shelf.bo, "Which bird?")
    shelf.id = shelf.add(TEXT, title=f"The {BIRD}", tags=(f"{BIRD}s",), sources=[(thread, 1)])
    shelf.save(shelf.ana, TEXT + f"\n\nStill a {BIRD}.", title=f"The {BIRD}", reason=BIRD)
    comment = {"text": "Does it?", "words": f"The {BIRD} sings", "section": "1"}
    assert shelf.client(shelf.bo).post(f"{shelf.at}/comment", data=comment).status_code == 302
    return shelf


def back(shelf: Shelf, user: Any) -> Any:
    """Withdraw the page, or ask for it."""
    return shelf.client(user).post(f"{shelf.at}/back")


def count(shelf: Shelf, table: Any) -> int:
    """Return how many rows a table has of the page."""
    of_it = select(func.count()).select_from(table).where(table.artefact_id == shelf.id)
    return int(shelf.world.scalar(of_it))


def test_a_withdrawn_page_keeps_its_number_and_nothing_else(shelf: Shelf) -> None:
    world = shelf.world
    assert f'href="{shelf.at}/back"' in shelf.read(shelf.ana)
    assert f'href="{shelf.at}/back"' not in shelf.read(shelf.bo)
    form = shelf.read(shelf.ana, "/back")
    assert "You cannot undo it." in form
    assert world.scalar(select(Thread.kept).where(Thread.title == "Which bird?")) == 1
    answer = back(shelf, shelf.ana)
    assert answer.status_code == 302
    assert "said=page-back" in answer.location
    for user in (shelf.ana, shelf.bo, shelf.cleo):
        page = shelf.read(user)
        assert f"{GONE}</h1>" in page
        assert BIRD not in page
    for path in ("versions", "versions/1", "compare?old=1&new=2", "edit", "comment", "report"):
        assert shelf.client(shelf.ana).get(f"{shelf.at}/{path}").status_code == 404, path
    with world.request():
        rows = [
            *session().execute(select(Artefact.__table__).where(Artefact.id == shelf.id)),
            *session().execute(
                select(ArtefactRevision.__table__).where(ArtefactRevision.artefact_id == shelf.id)
            ),
            *session().execute(select(Placement.__table__)),
            *session().execute(select(Thread.__table__)),
        ]
        kept, gone = documents.artefacts([shelf.id])
    assert len(rows) >= 5
    assert BIRD not in str(rows)
    assert (kept, gone) == ([], [("id", f"a{shelf.id}")])
    assert count(shelf, ArtefactTag) == count(shelf, ArtefactSection) == 0
    assert world.scalar(select(Thread.kept).where(Thread.title == "Which bird?")) == 0


def test_comments_stay_readable_as_a_thread(shelf: Shelf) -> None:
    back(shelf, shelf.ana)
    thread = shelf.world.scalar(select(Artefact.thread_id).where(Artefact.id == shelf.id))
    assert f"/forum/t/{thread}" in shelf.read()
    assert "The log of this space" not in shelf.read()  # which says nothing of it
    read = shelf.client(shelf.cleo).get(f"/forum/t/{thread}", follow_redirects=True).text
    assert "Does it?" in read
    assert "A page of the library" in read
    assert BIRD not in read


def test_a_page_on_which_somebody_else_wrote_is_for_the_stewards(shelf: Shelf) -> None:
    shelf.save(shelf.bo, "Mine as well", title="Birds")
    assert "Send the request" in shelf.read(shelf.ana, "/back")
    answer = back(shelf, shelf.ana)
    assert "said=page-asked" in answer.location
    after = shelf.client(shelf.ana).get(answer.location, follow_redirects=True).text
    assert "Sent. The people who look after this space will decide." in after
    assert shelf.newest == 3
    assert shelf.world.scalar(select(Artefact.visibility).where(Artefact.id == shelf.id)) == "shown"
    assert shelf.world.scalar(select(Report.text)) == "Please delete this page."
    listed = shelf.client(shelf.ana).get(f"/forum/s/{shelf.space.slug}/reports").text
    assert "Its author asks to delete this page" in listed
    assert "Birds" in listed


@pytest.mark.parametrize("who", ["bo", "guest"])
def test_nobody_else_withdraws_a_page(shelf: Shelf, who: str) -> None:
    user = None if who == "guest" else shelf.bo
    assert back(shelf, user).status_code == (401 if who == "guest" else 403)
    assert BIRD in shelf.read()


def test_a_page_is_withdrawn_once_and_also_while_it_is_hidden(shelf: Shelf) -> None:
    with shelf.world.request():
        visibility.hide(shelf.id, why="A name", thread_title="A page")
    assert f"{shelf.at}/back" in shelf.read(shelf.ana)
    assert back(shelf, shelf.ana).status_code == 302
    assert back(shelf, shelf.ana).status_code == 403
    assert GONE in shelf.read()
    assert shelf.world.scalar(select(Thread.kept).where(Thread.title == "Which bird?")) == 0


def test_a_version_saved_meanwhile_is_not_blanked(shelf: Shelf) -> None:
    with shelf.world.request():
        old = session().get(Artefact, shelf.id)
        assert old
        session().expunge(old)
    shelf.save(shelf.bo, "Mine as well", title="Birds")
    with shelf.world.request(), pytest.raises(Changed):
        visibility.withdraw(old, thread_title="A page")  # type: ignore[arg-type]
    assert "Mine as well" in shelf.read()


def test_who_does_not_read_the_space_does_not_learn_of_it(world: World) -> None:
    shelf = Shelf(world, TEXT, access="closed")
    back(shelf, shelf.ana)
    assert GONE in shelf.read(shelf.bo)
    assert shelf.client(shelf.cleo).get(shelf.at).status_code == 404


def test_hosts_hear_of_it(shelf: Shelf) -> None:
    heard: list[dict[str, object]] = []

    def hear(_sender: object, **facts: object) -> None:
        heard.append(facts)

    with events.artefact_taken_back.connected_to(hear):
        back(shelf, shelf.ana)
    assert heard == [{"artefact": shelf.id, "space": shelf.space.id}]


def test_who_made_a_page_and_left_its_space_can_withdraw_it(world: World) -> None:
    shelf = Shelf(world, f"The {BIRD} sings.", access="closed", title=f"A {BIRD}")
    bo = world.id(shelf.bo)
    ana = world.id(shelf.ana)
    other = shelf.add(f"Another {BIRD}", title=f"More of the {BIRD}")
    first, shelf.id = shelf.id, other
    shelf.save(shelf.bo, "Mine as well", title="Renamed by Bo")
    shelf.id = first
    with world.request():
        appoint_steward(shelf.space.id, bo)
        remove_member(shelf.space.id, ana)
    client = shelf.client(shelf.ana)
    assert client.get(shelf.at).status_code == 404
    own = client.get("/forum/m/ana").text
    assert f"{shelf.at}/back" in own
    assert f"A {BIRD}" in own
    assert "Renamed by Bo" not in own
    assert "Delete your page" in client.get(f"{shelf.at}/back").text
    assert f"{shelf.at}/back" not in shelf.client(shelf.bo).get("/forum/m/ana").text
    assert shelf.client(shelf.cleo).get(f"{shelf.at}/back").status_code == 404

    answer = back(shelf, shelf.ana)

    assert "/m/ana" in answer.location
    state = select(Artefact.visibility)
    assert world.scalar(state.where(Artefact.id == first)) == "withdrawn"
    assert client.get(f"{shelf.at}/back").status_code == 404
    shelf.id = other
    asked = client.get(f"{shelf.at}/back").text
    assert "Send the request" in asked
    assert "Renamed by Bo" not in asked
    assert "said=page-asked" in back(shelf, shelf.ana).location
    assert world.scalar(state.where(Artefact.id == other)) == "shown"
