"""The versions of a page: read at their addresses, compared, restored; who wrote them, of what."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from forum.artefacts import actions
from forum.artefacts.models import Artefact, ArtefactRevision, ArtefactSource
from forum.core.database.session import session
from forum.leaving.actions import forget
from forum.texts.actions import compose
from forum.threads.models import Thread

from ..artefacts.place import TEXT, Shelf, ids
from ..support.world import World

UNSEEN = "from a place you cannot read"


def versions(world: World, *texts: str) -> Shelf:
    shelf = Shelf(world, "One", reason="It was asked for")
    for text in texts or ("Two", "Three", "Four"):
        shelf.save(shelf.bo, text, title=f"Envelopes {text}", reason=f"Now {text}")
    return shelf


def test_each_version_is_read_whole_at_its_own_address(world: World) -> None:
    shelf = versions(world)
    page = shelf.read(path="/versions/2")
    assert "You are reading version 2 of 4" in page
    assert "<p>Two</p>" in page
    assert "Envelopes Two</h1>" in page
    assert "<bdi>Bo</bdi>" in page
    assert "Now Two" in page
    for part in (
        "/versions/1",
        "/versions/3",
        "compare?old=1&amp;new=2",
        "compare?old=2&amp;new=4",
    ):
        assert f"{shelf.at}{part}" in page.replace(f"{shelf.at}/compare", f"{shelf.at}compare")
    newest = shelf.read(path="/versions/4")
    assert "version 4 of 4, the current one" in newest
    assert "/versions/5" not in newest
    assert f'{shelf.at}/versions/2">Version 2</a>' in shelf.read()


@pytest.mark.parametrize("path", ["0", "5", "99999999999", "x", "-1"])
def test_a_version_that_is_not_there_is_not_found(world: World, path: str) -> None:
    shelf = versions(world)
    for address in (f"/versions/{path}", f"/versions/{path}/restore"):
        assert shelf.client(shelf.ana).get(shelf.at + address).status_code == 404


def test_nobody_reads_a_version_of_a_page_that_they_do_not_see(world: World) -> None:
    shelf = Shelf(world, access="closed")
    shelf.save(shelf.bo, "Two")
    cleo = shelf.client(shelf.cleo)
    for path in ("/versions", "/versions/1", "/versions/1/restore", "/compare?old=1&new=2"):
        assert cleo.get(shelf.at + path).status_code == 404
        assert shelf.client(shelf.bo).get(shelf.at + path).status_code == 200
    assert cleo.post(f"{shelf.at}/versions/1/restore", data={"revision": "2"}).status_code == 404


def test_restoring_makes_a_new_version_of_the_old_one(world: World) -> None:
    shelf = Shelf(world, tags=("paper", "grey"))
    shelf.save(shelf.bo, "Two", title="Stamps", tags="stamps", kind="story")
    ana, address = shelf.client(shelf.ana), f"{shelf.at}/versions/1/restore"
    asked = ana.get(address).text
    assert 'name="revision" value="2"' in asked
    assert shelf.newest == 2
    restored = ana.post(address, data={"revision": "2"})
    assert "said=version-restored" in restored.location
    assert "envelopes" in restored.location
    page = ana.get(restored.location).text
    assert "Less paper." in page
    assert "Version 1 restored" in page
    assert "grey" in page
    row = select(ArtefactRevision.kind, ArtefactRevision.title, ArtefactRevision.tags)
    with world.request():
        saved = session().execute(row.order_by(ArtefactRevision.number)).all()
    assert saved[0] == saved[2] == ("summary", "Envelopes", "paper, grey")
    assert shelf.newest == 3
    again = ana.post(address, data={"revision": "2"})  # a double click
    assert again.status_code == 302
    assert shelf.newest == 3


def test_restoring_what_somebody_changed_meanwhile_asks_again(world: World) -> None:
    shelf = versions(world)
    answer = shelf.client(shelf.ana).post(f"{shelf.at}/versions/1/restore", data={"revision": "3"})
    assert answer.status_code == 409
    assert "Version 4 was saved in the meantime" in answer.text
    assert 'name="revision" value="4"' in answer.text
    assert shelf.newest == 4
    without = shelf.client(shelf.ana).post(f"{shelf.at}/versions/1/restore")
    assert without.status_code == 422


def test_restoring_counts_as_an_edit(make_site: Callable[..., World]) -> None:
    world = make_site(limits={"edit": "2 per minute"})
    shelf = versions(world, "Two")  # by Bo; Ana has edited nothing yet
    ana, answers = shelf.client(shelf.ana), []
    for number in (1, 2, 3):
        data = {"revision": str(shelf.newest), "preview": "1"}
        answers.append(ana.post(f"{shelf.at}/versions/{number}/restore", data=data).status_code)
    assert answers == [302, 302, 429]


def test_only_who_may_edit_may_restore(world: World) -> None:
    shelf = versions(world)
    address = f"{shelf.at}/versions/1/restore"
    nobody = shelf.client(None)
    assert nobody.get(address).status_code == 401
    assert nobody.post(address, data={"revision": "4"}).status_code == 401
    assert shelf.newest == 4


def test_restoring_tells_nobody_again_that_they_are_mentioned(world: World) -> None:
    shelf = Shelf(world)
    handle = world.viewer(shelf.cleo).handle
    shelf.save(shelf.ana, f"Ask @{handle}")
    shelf.save(shelf.ana, "Ask somebody")
    cleo = shelf.client(shelf.cleo)
    before = cleo.get("/forum/for-you").text.count("mentioned you")
    ana = shelf.client(shelf.ana)
    ana.post(f"{shelf.at}/versions/2/restore", data={"revision": "3"})
    assert f"@{handle}" in shelf.read()
    assert cleo.get("/forum/for-you").text.count("mentioned you") == before


def threads_of(world: World, shelf: Shelf) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return a post that everybody reads, and one of a closed space, each with its thread."""
    dina = world.member("Dina")
    circle = world.space("Circle", by=dina, access="closed")
    open_ = world.ask(shelf.space, shelf.ana, "Open question")
    secret = world.ask(circle, dina, "Canary question")
    return (open_, world.write(open_, shelf.bo, "Grey")), (secret, world.write(secret, dina, "No"))


def revise(shelf: Shelf, text: str, *sources: tuple[int, int]) -> int:
    author = shelf.world.id(shelf.bo)
    with shelf.world.request():
        return actions.revise(
            shelf.id,
            revision=shelf.newest,
            editor_id=author,
            kind="summary",
            title="Envelopes",
            tags=("paper",),
            text=compose(text),
            sources=sources,
        )


def kept(world: World, thread: int) -> Any:
    return world.scalar(select(Thread.kept).where(Thread.id == thread))


def test_sources_belong_to_the_version_that_took_them_and_come_back_with_it(world: World) -> None:
    shelf = Shelf(world)
    open_, secret = threads_of(world, shelf)
    revise(shelf, "Two", open_, secret)
    revise(shelf, "Three", open_)
    assert kept(world, open_[0]) == 1
    assert "Open question" not in shelf.read(path="/versions/1")
    page = shelf.read()
    for address in ("", "/versions", "/versions/2", "/versions/3", "/compare?old=1&new=2"):
        shown = shelf.read(shelf.cleo, address)
        assert "Open question" in shown, address
        assert UNSEEN in shown, address
        assert "Canary" not in shown, address
    assert UNSEEN not in shelf.read(shelf.cleo, "/versions/1")
    assert page.count("Open question") == 2  # in the history and among the sources
    compared = shelf.read(shelf.cleo, "/compare?old=2&new=1")
    assert "Made from, removed" in compared
    assert "Made from" not in shelf.read(shelf.cleo, "/compare?old=2&new=3").split("</h1>")[1]
    shelf.client(shelf.ana).post(f"{shelf.at}/versions/1/restore", data={"revision": "3"})
    assert kept(world, open_[0]) == 0
    assert "Open question" not in shelf.read(path="/versions/4")
    assert "Open question" in shelf.read(path="/versions/3")
    shelf.client(shelf.ana).post(f"{shelf.at}/versions/2/restore", data={"revision": "4"})
    assert kept(world, open_[0]) == 1
    assert "Open question" in shelf.read(path="/versions/5")
    assert "Open question" not in shelf.read(path="/versions/4")
    rows = select(ArtefactSource.revision).where(ArtefactSource.post_id == open_[1])
    with world.request():
        assert sorted(session().scalars(rows)) == [2, 5]


def test_everybody_who_saved_is_credited_in_the_order_they_joined(world: World) -> None:
    shelf = Shelf(world)
    shelf.save(shelf.cleo, "Two")
    shelf.save(shelf.bo, "Three")
    shelf.save(shelf.cleo, "Four")
    page = shelf.read()
    credit = "<bdi>Ana</bdi>, <bdi>Cleo</bdi>, <bdi>Bo</bdi>, in the order they started."
    assert credit in page
    assert 'class="fx-aside' not in page.split(credit)[0]  # what stands there is not printed
    with world.request():
        forget(shelf.cleo.id)
    assert "<bdi>Ana</bdi>, <bdi>former member</bdi>, <bdi>Bo</bdi>" in shelf.read(shelf.bo)


def test_many_versions_cost_no_more_statements_and_are_listed_in_parts(
    world: World, statements: Callable[[], Any]
) -> None:
    shelf = Shelf(world)
    counts = {}
    for total in (2, 130):
        while shelf.newest < total:
            revise(shelf, f"Text {shelf.newest}")
        for path in ("", "/versions", "/versions/2", "/compare?old=1&new=2"):
            with statements() as sent:
                page = shelf.read(shelf.cleo, path)
            counts[total, path] = len(sent)
            assert counts[total, path] == counts[2, path], path
        assert "Version 1" in page
    page = shelf.read(shelf.cleo)
    assert page.count('class="fx-rev"') == 20
    assert "All 130 versions" in page
    first = shelf.read(shelf.cleo, "/versions")
    assert first.count('class="fx-rev"') == 100
    assert f"{shelf.at}/versions?from=30" in first
    assert first.count('?old=30&amp;new=31"') == page.count('?old=110&amp;new=111"') == 1
    assert shelf.read(shelf.cleo, "/versions?from=30").count('class="fx-rev"') == 30
    assert shelf.read(shelf.cleo, "/versions?from=x").count('class="fx-rev"') == 100


def test_two_versions_stand_side_by_side_each_paragraph_beside_its_own(world: World) -> None:
    shelf = Shelf(world, "One\n\nThe cat sat\n\nGone")
    shelf.save(shelf.bo, "One\n\nThe dog sat\n\nCome here")
    inline = shelf.read(path="/compare?old=1&new=2")
    assert "view=sides" in inline
    sides = shelf.read(path="/compare?old=1&new=2&view=sides")
    rows = sides.split('<div class="fx-sides">')[2:]
    assert len(rows) == 3
    assert "Version 1</p>" in rows[0]
    assert rows[0].index("cat") < rows[0].index("dog")
    assert "deleted: </span>cat</del>" in rows[0]
    assert "added: </span>dog</ins>" in rows[0]
    assert "Version 2: this paragraph is no longer there" in rows[1]
    assert "Version 1: this paragraph is not there yet" in rows[2]
    assert "1 unchanged paragraph" in sides
    assert shelf.read(path="/compare?old=1&new=2&view=other") == inline


def test_the_old_text_is_rendered_as_the_new_one_is(world: World) -> None:
    shelf = Shelf(world, TEXT + "\n\n<script>alert(1)</script>")
    shelf.save(shelf.bo, "Two")
    page = shelf.read(path="/versions/1")
    assert ids(page) == ["goals", "steps", "costs"]
    assert "<script>alert" not in page
    assert world.scalar(select(Artefact.revision)) == 2


def test_blanks_that_changed_are_told_by_eye_and_ear(world: World) -> None:
    shelf = Shelf(world, "```\nif x:\n    a\n```")
    shelf.save(shelf.bo, "```\nif x:\n\ta\n```")
    page = shelf.read(path="/compare?old=1&new=2")
    assert re.search(r'4 spaces</span>\s*<span aria-hidden="true">····</span>', page)
    assert re.search(r'tab</span>\s*<span aria-hidden="true">→</span>', page)


def test_what_was_said_of_a_page_is_read_and_compared_too(world: World) -> None:
    shelf = Shelf(world, TEXT)
    page = shelf.read()
    assert "fx-rev" not in page  # one version is not compared: there is no column for that
    shelf.save(shelf.bo, TEXT, about="For clerks", state="settled", language="de")
    shelf.save(shelf.bo, TEXT, about="For all", origin="machine", origin_note="Bo")
    old = shelf.read(path="/versions/2")
    assert "For clerks" in old
    assert "For all" not in old
    assert "Settled</span>" in old
    assert '<div class="fx-prose" lang="de">' in old
    changed = shelf.read(path="/compare?old=2&new=3")
    plain = re.sub(r"\s+", " ", re.sub("<[^>]*>", "", changed))
    for words in (
        r"State: .{,40}Draft",
        r"Language: .{,40}That of this site",
        r"Where it is from: ",
        r"What this is, and for whom: For ",
    ):
        assert re.search(words, plain), words
    assert "Start at" not in plain
