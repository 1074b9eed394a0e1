"""The library: what is in it, one artefact, its history, and changing it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.artefacts import actions
from forum.artefacts.models import Artefact, ArtefactRevision
from forum.core.database.session import session
from forum.spaces import actions as spaces
from forum.texts.actions import compose

from ..support.world import World


def saved(world: World, space: Any, by: Any, title: str = "Envelopes", **more: Any) -> int:
    author = world.id(by)
    with world.request():
        made = actions.create(
            space_id=space.id,
            title=title,
            author_id=author,
            text=compose(more.pop("text", "White ones")),
            **{"kind": "summary", "tags": ("paper",), **more},
        )
        return made.id


def shelf(world: World, *, access: str = "open") -> tuple[dict[str, Any], int]:
    who: dict[str, Any] = {name: world.member(name) for name in ("Ana", "Ben", "Dina")}
    space = world.space("Letters", by=who["Dina"], access=access, members_=(who["Ana"],))
    return {**who, "space": space, "nobody": None}, saved(world, space, who["Ana"])


def test_the_library_is_listed_by_space_kind_and_tag(world: World) -> None:
    who, _id = shelf(world)
    other = world.space("Counter", by=who["Dina"])
    saved(world, other, who["Dina"], "Queue story", kind="story", tags=("people",))
    ben = world.client(who["Ben"])
    for query, shown in [
        ("", {"Envelopes", "Queue story"}),
        (f"?space={who['space'].slug}", {"Envelopes"}),
        ("?kind=story", {"Queue story"}),
        ("?kind=nonsense", {"Envelopes", "Queue story"}),
        ("?tag=paper", {"Envelopes"}),
        ("?tag=paper&kind=story", set()),
        ("?after=rubbish&before=rubbish", {"Envelopes", "Queue story"}),
    ]:
        page = ben.get(f"/forum/-/library{query}").text
        assert {title for title in ("Envelopes", "Queue story") if title in page} == shown
    assert ben.get("/forum/-/library?space=nowhere").status_code == 404


@pytest.mark.parametrize(("title", "slug"), [("Конверти", "konverti"), ("🙂", "page")])
def test_a_title_in_any_script_has_a_readable_address(world: World, title: str, slug: str) -> None:
    who, _id = shelf(world)
    id = saved(world, who["space"], who["Ana"], title)
    assert world.client(who["Ana"]).get(f"/forum/a/{id}").location.endswith(f"/a/{id}-{slug}")


def test_others_cannot_find_a_closed_library(world: World) -> None:
    who, id = shelf(world, access="closed")
    ben, ana = world.client(who["Ben"]), world.client(who["Ana"])
    assert "Envelopes" in ana.get("/forum/-/library").text
    assert "Envelopes" not in ben.get("/forum/-/library").text
    for path in ("", "/edit", "/compare?old=1&new=1", "-envelopes", "-wrong"):
        assert ben.get(f"/forum/a/{id}{path}").status_code == 404
    assert ben.get(f"/forum/-/library?space={who['space'].slug}").status_code == 404
    assert ben.post(f"/forum/a/{id}/edit", data={"text": "x"}).status_code == 404


def test_only_source_threads_that_the_viewer_reads_are_named(world: World) -> None:
    who, _id = shelf(world)
    circle = world.space("Circle", by=who["Dina"], access="closed")
    secret = world.ask(circle, who["Dina"], "Canary question")
    open_ = world.ask(who["space"], who["Ana"], "Open question")
    id = saved(world, who["space"], who["Dina"], "Both", sources=[(secret, 1), (open_, 2)])
    page = world.client(who["Ben"]).get(f"/forum/a/{id}", follow_redirects=True).text
    assert "Open question" in page
    assert "Canary" not in page
    assert f"/t/{secret}" not in page
    dina = world.client(who["Dina"]).get(f"/forum/a/{id}", follow_redirects=True).text
    assert "Canary question" in dina


def test_a_page_is_added_and_found_under_any_slug(world: World) -> None:
    who, _id = shelf(world)
    ana = world.client(who["Ana"])
    sent = {"space": who["space"].slug, "title": "Talk \"'><b>", "text": "*Hear*"}
    sent["kind"] = "recording"
    seen = ana.post("/forum/-/library/new", data={**sent, "preview": "1"})
    assert (seen.status_code, "<em>Hear</em>" in seen.text) == (200, True)
    saved = ana.post("/forum/-/library/new", data=sent)
    assert "said=kept" in saved.location
    page = ana.get(saved.location).text
    assert "<em>Hear</em>" in page
    assert "Recording" in page
    assert "Talk &#34;&#39;&gt;&lt;b&gt;" in page
    wrong = ana.get("/forum/a/2-something-else")
    assert (wrong.status_code, wrong.location) == (302, "/forum/a/2-talk-b")
    assert ana.post("/forum/-/library/new", data={**sent, "space": "x"}).status_code == 422


def test_a_page_is_not_added_to_a_space_one_may_not_write_in(world: World) -> None:
    who, id = shelf(world)
    ben_id = world.id(who["Ben"])
    with world.request():
        spaces.block_member(who["space"].id, ben_id, blocked=True)
    ben = world.client(who["Ben"])
    sent = {"space": who["space"].slug, "kind": "story", "title": "T", "text": "x"}
    for path in ("/forum/-/library/new", f"/forum/a/{id}/edit"):
        for browser, status in ((ben, 403), (world.client(), 401)):
            assert browser.get(path).status_code == status
            assert browser.post(path, data={**sent, "revision": "1"}).status_code == status
    assert world.scalar(select(func.count()).select_from(ArtefactRevision)) == 1


def test_any_writer_in_the_space_can_edit_it_and_the_history_shows_that(world: World) -> None:
    who, id = shelf(world)
    ben = world.client(who["Ben"])
    assert "White ones</textarea>" in ben.get(f"/forum/a/{id}/edit").text
    sent = {
        "kind": "summary",
        "title": "Envelopes",
        "tags": "paper, window",
        "text": "White and grey ones",
    }
    saved = ben.post(f"/forum/a/{id}/edit", data={**sent, "reason": "Grey", "revision": "1"})
    assert "said=edited" in saved.location
    page = ben.get(saved.location).text
    assert "Version 2" in page
    assert "<bdi>Ana</bdi>, <bdi>Ben</bdi>, in the order they started" in page
    assert "Grey" in page
    compared = ben.get(f"/forum/a/{id}/compare?old=1&new=2").text
    assert "added: </span>and grey" in compared
    assert "window" in compared
    same = ben.post(f"/forum/a/{id}/edit", data={**sent, "revision": "2"})
    assert same.status_code == 302
    assert world.scalar(select(Artefact.revision)) == 2
    assert "window" in ben.get("/forum/-/library?tag=window").text


def test_its_kind_can_be_changed_and_the_history_shows_that(world: World) -> None:
    who, id = shelf(world)
    ben, address = world.client(who["Ben"]), f"/forum/a/{id}/edit"
    assert 'value="summary" checked' in ben.get(address).text
    sent = {"kind": "story", "title": "Envelopes", "tags": "paper", "text": "White ones"}
    for wrong in ("", "badge"):
        refused = ben.post(address, data={**sent, "kind": wrong, "revision": "1"})
        assert refused.status_code == 422
        assert "Choose what it is" in refused.text
    saved = ben.post(address, data={**sent, "revision": "1"})
    assert "said=edited" in saved.location
    assert world.scalar(select(Artefact.kind)) == "story"
    assert "Envelopes" in ben.get("/forum/-/library?kind=story").text
    assert "Envelopes" not in ben.get("/forum/-/library?kind=summary").text
    compared = ben.get(f"/forum/a/{id}/compare?old=1&new=2").text
    assert "added: </span>Story" in compared
    assert "deleted: </span>Summary" in compared


def test_a_form_from_an_older_revision_is_answered_with_both_texts(world: World) -> None:
    who, id = shelf(world)
    ana, ben, address = world.client(who["Ana"]), world.client(who["Ben"]), f"/forum/a/{id}/edit"
    sent = {"kind": "summary", "title": "Envelopes", "tags": "paper", "revision": "1"}
    ana.post(address, data={**sent, "text": "Blue ones"})
    stale = ben.post(address, data={**sent, "text": "Green ones"})
    assert stale.status_code == 409
    assert "The title is now:" in stale.text
    assert "Blue ones</textarea>" in stale.text
    assert "Green ones</textarea>" in stale.text
    assert 'name="revision" value="2"' in stale.text
    assert world.scalar(select(Artefact.revision)) == 2
    assert ben.post(address, data={**sent, "text": "Both", "revision": "x"}).status_code == 422
    saved = ben.post(address, data={**sent, "text": "Both", "revision": "2"})
    assert saved.status_code == 302


@pytest.mark.parametrize("query", ["", "?old=1", "?old=1&new=7", "?old=a&new=b"])
def test_comparing_a_missing_revision_is_not_found(world: World, query: str) -> None:
    who, id = shelf(world)
    assert world.client(who["Ana"]).get(f"/forum/a/{id}/compare{query}").status_code == 404


def test_the_library_is_paged_and_sends_no_more_statements_for_many(
    world: World, statements: Callable[[], Any]
) -> None:
    who, _id = shelf(world)
    ben, counts = world.client(who["Ben"]), list[int]()
    for more in (2, 30):
        for number in range(more):
            saved(world, who["space"], who["Ana"], f"Page {more} {number}")
        with statements() as sent:
            page = ben.get("/forum/-/library").text
        counts.append(len(sent))
    assert counts[0] >= counts[1]  # only where the list ends are those asked for that are replaced
    assert page.count('class="fx-thread"') == 20
    older = ben.get(page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")).text
    assert older.count('class="fx-thread"') == 13
    assert "Envelopes" in older


def test_pages_that_others_have_replaced_come_last_however_one_turns_the_pages(
    world: World,
) -> None:
    who, first = shelf(world)
    ids = [saved(world, who["space"], who["Ana"], f"Page {n}") for n in range(23)]
    gone = ids[20:]
    with world.request():
        values = {"replaced_by": first, "details": f'{{"replaced_by":"{first}"}}'}
        session().execute(update(Artefact).where(Artefact.id.in_(gone)).values(values))
    ben = world.client(who["Ben"])
    place = re.compile(r'<h3 class="fx-h3"><a class="fx-plain" href="/forum/a/(\d+)-')

    def turn(page: str, rel: str) -> str:
        address = page.split(f'rel="{rel}" href="')[1].split('"')[0]
        return str(ben.get(address.replace("&amp;", "&")).text)

    begin = ben.get("/forum/-/library").text
    end = turn(begin, "next")
    assert [int(id) for id in place.findall(begin)] == ids[19::-1]
    assert [int(id) for id in place.findall(end)] == [first, *gone[::-1]]
    assert end.count("<span>Replaced</span>") == 3
    assert place.findall(turn(end, "prev")) == place.findall(begin)
