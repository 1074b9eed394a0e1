"""A page is replaced by another, which is picked by its title; its text can go there first."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from sqlalchemy import select

from forum.artefacts.models import Artefact, ArtefactRevision, ArtefactSource
from forum.core.database.session import session

from ..artefacts.place import Shelf
from ..support.world import User, World

OTHER = "# Old steps\n\nAsk twice."


def press(shelf: Shelf, by: User, page: int, to: int | str) -> Any:
    at = f"/forum/a/{page}/replace"
    return shelf.client(by).post(at, data={"replaced_by": str(to)})


def row(world: World, page: int) -> Any:
    newest = select(Artefact.replaced_by, Artefact.revision, ArtefactRevision.reason).join(
        ArtefactRevision,
        (ArtefactRevision.artefact_id == Artefact.id)
        & (ArtefactRevision.number == Artefact.revision),
    )
    with world.request():
        return tuple(session().execute(newest.where(Artefact.id == page)).one())


def filled(page: str) -> dict[str, str]:
    """Return what a browser would send of the form with a text on *page*."""
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.S) if "<textarea" in one)
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'{what}="([^"]*)"', tag) for what in ("name", "value"))
        if name and ("radio" not in tag or " checked" in tag):
            fields[name[1]] = unescape(value[1]) if value else ""
    for name, words in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S
    ):
        fields[name] = unescape(words)
    return fields


def test_a_page_is_picked_by_its_title_and_leads_there(world: World) -> None:
    shelf = Shelf(world)
    second = shelf.add(OTHER, title="Old steps")
    elsewhere = world.space("Forms", by=shelf.ana)
    own, shelf.space = shelf.space, elsewhere
    third = shelf.add(OTHER, title="Forms by letter")
    shelf.space = own
    assert f"/a/{second}/replace" in shelf.read(shelf.bo, "").replace(
        shelf.at, f"/forum/a/{second}"
    )
    at = f"/forum/a/{second}/replace"
    page = shelf.client(shelf.bo).get(at).text
    assert page.index("Envelopes") < page.index("Forms by letter")  # its own library is first
    assert f'value="{second}"' not in page
    found = shelf.client(shelf.bo).get(f"{at}?q=letter").text
    assert "Envelopes" not in found
    assert f'value="{third}"' in found

    assert press(shelf, shelf.bo, second, shelf.id).status_code == 302
    assert row(world, second) == (shelf.id, 2, "Replaced by another page")
    assert press(shelf, shelf.bo, second, shelf.id).status_code == 302
    assert row(world, second)[1] == 2
    refused = press(shelf, shelf.bo, shelf.id, second)
    assert refused.status_code == 422
    assert "itself replaced by this one" in refused.text
    assert "No page replaces this one" in shelf.client(shelf.bo).get(at).text
    assert press(shelf, shelf.bo, second, "").status_code == 302
    assert row(world, second) == (None, 3, "No longer replaced by another page")


def test_an_edit_keeps_what_replaces_a_page_even_if_that_is_hidden(world: World) -> None:
    shelf = Shelf(world)
    second = shelf.add(OTHER, title="Old steps")
    press(shelf, shelf.bo, shelf.id, second)
    with world.request():
        session().execute(
            Artefact.__table__.update()
            .where(Artefact.__table__.c.id == second)
            .values(visibility="hidden")
        )
    page = shelf.client(shelf.bo).get(f"{shelf.at}/edit").text
    data = filled(page) | {"text": "New words"}
    assert shelf.client(shelf.bo).post(f"{shelf.at}/edit", data=data).status_code == 302
    assert row(world, shelf.id)[0] == second


def test_the_text_of_a_page_goes_into_another_with_its_sources(world: World) -> None:
    shelf = Shelf(world)
    circle = world.space("Circle", by=shelf.ana, access="closed")
    thread = world.ask(circle, shelf.ana, "Which door?")
    post = world.write(thread, shelf.ana, "Knock at canary4711 twice")
    quote = f"> forum:/p/{post}\n>\n> Knock at canary4711 twice"
    second = shelf.add(f"{OTHER}\n\n{quote}", title="Old steps", sources=[(thread, post)])
    bo = shelf.client(shelf.bo)
    listed = bo.get(f"/forum/a/{second}/replace").text
    assert f"/forum/a/{shelf.id}/edit?other={second}" in listed
    form = bo.get(f"/forum/a/{shelf.id}/edit?other={second}").text
    assert "canary4711" not in form
    data = filled(form)
    assert data["text"].endswith(f"# Old steps\n\n## Old steps\n\nAsk twice.\n\n> forum:/p/{post}")
    answer = bo.post(f"/forum/a/{shelf.id}/edit", data=data)
    assert answer.status_code == 302
    assert f"/a/{second}/replace?to={shelf.id}" in answer.location
    source = world.scalar(
        select(ArtefactRevision.source).where(
            ArtefactRevision.artefact_id == shelf.id, ArtefactRevision.number == 2
        )
    )
    assert source.endswith(f"Ask twice.\n\n{quote}")
    with world.request():
        of = select(ArtefactSource.post_id).where(ArtefactSource.artefact_id == shelf.id)
        assert list(session().scalars(of)) == [post]
    offer = bo.get(answer.location).text
    assert "Does the other page replace this one?" in offer
    assert offer.count('name="replaced_by"') == 1
    assert press(shelf, shelf.bo, second, shelf.id).status_code == 302
    assert "canary4711" not in shelf.read(shelf.bo)
    assert "canary4711" in shelf.read(shelf.ana)


def test_the_text_of_a_closed_page_goes_nowhere_else(world: World) -> None:
    shelf = Shelf(world)
    circle = world.space("Circle", by=shelf.ana, access="closed", members_=(shelf.bo,))
    own, shelf.space = shelf.space, circle
    inside = shelf.add("Words canary4711", title="Inside")
    shelf.space = own
    bo = shelf.client(shelf.bo)
    assert f"other={inside}" not in bo.get(f"/forum/a/{inside}/replace").text
    assert "canary4711" not in bo.get(f"/forum/a/{shelf.id}/edit?other={inside}").text
    assert shelf.client(shelf.cleo).get(f"/forum/a/{inside}/replace").status_code == 404
    assert press(shelf, shelf.cleo, shelf.id, inside).status_code == 422
