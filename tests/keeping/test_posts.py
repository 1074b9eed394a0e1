"""Posts of a thread become an artefact: chosen, edited as one text, and linked both ways."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.answers.actions import marks
from forum.artefacts.models import Artefact, ArtefactSource
from forum.core import events
from forum.core.database.outbox import Outbox
from forum.keeping.presenters import texts
from forum.moderation.actions import moderate
from forum.threads.models import Post, Thread

from ..support.world import World


def talk(world: World, *, access: str = "open") -> tuple[dict[str, Any], int, list[int]]:
    who: dict[str, Any] = {name: world.member(name) for name in ("Ana", "Ben", "Cleo", "Dina")}
    space = world.space("Letters", by=who["Dina"], access=access, members_=(who["Ana"], who["Ben"]))
    thread = world.ask(space, who["Ana"], "Which envelope?", tags=("paper",))
    posts = [
        world.write(thread, who["Ben"], "White, with *a window*"),
        world.write(thread, who["Dina"], "Grey is [cheaper](https://example.org)"),
    ]
    with world.request():
        marks.mark(posts[0], helped=True)
    return {**who, "space": space, "nobody": None}, thread, posts


def key(page: str) -> str:
    found = re.search(r'name="form_key" value="([^"]+)"', page)
    assert found
    return found[1]


def test_posts_that_helped_are_chosen_already_and_become_a_draft(world: World) -> None:
    who, thread, posts = talk(world)
    cleo, address = world.client(who["Cleo"]), f"/forum/t/{thread}/keep"
    page = cleo.get(address).text
    assert f'value="{posts[0]}" checked' in page
    assert f'value="{posts[1]}">' in page
    assert 'value="Which envelope?"' in page
    chosen = {"posts": [str(id) for id in posts], "title": "Envelopes", "kind": "summary"}
    draft = cleo.post(address, data={**chosen, "draft": "1"})
    assert draft.status_code == 200
    assert f"&gt; forum:/p/{posts[0]}\n&gt;\n" in draft.text
    assert "[Ben]" not in draft.text
    assert "&gt; White, with *a window*" in draft.text
    assert "[cheaper](https://example.org)" in draft.text
    assert world.scalar(select(func.count()).select_from(Artefact)) == 0


def test_an_artefact_and_its_thread_link_to_each_other(world: World) -> None:
    who, thread, posts = talk(world)
    told: list[int] = []

    @events.artefact_revised.connect_via(world.app)
    def note(_app: object, *, revision: int, **_facts: object) -> None:
        told.append(revision)

    cleo, address = world.client(who["Cleo"]), f"/forum/t/{thread}/keep"
    chosen = {"posts": [str(id) for id in posts], "title": "Envelopes", "kind": "summary"}
    draft = cleo.post(address, data={**chosen, "draft": "1"}).text
    sent = {
        **chosen,
        "text": f"White.\n\n> [Ben](forum:/p/{posts[0]}):\n> White",
        "tags": "paper",
        "form_key": key(draft),
    }
    saved = cleo.post(address, data=sent)
    assert saved.location.startswith("/forum/a/1-envelopes?said=kept")
    again = cleo.post(address, data=sent)
    assert again.location.startswith("/forum/a/1-envelopes")
    assert world.scalar(select(func.count()).select_from(Artefact)) == 1
    assert world.scalar(select(Thread.kept)) == 1
    assert world.scalar(select(func.count()).select_from(ArtefactSource)) == 2
    page = cleo.get(saved.location).text
    assert f'href="/forum/p/{posts[0]}"' in page
    assert f"/forum/t/{thread}-which-envelope" in page
    assert "2 posts used" in page
    assert "/forum/a/1-envelopes" in cleo.get(f"/forum/t/{thread}", follow_redirects=True).text
    assert told == [1]
    assert cleo.post(address, data={**sent, "text": "Other"}).status_code == 409


def test_a_new_artefact_is_queued_for_the_index(make_site: Any) -> None:
    world = make_site(drain="worker")
    who, thread, posts = talk(world)
    world.client(who["Cleo"]).post(
        f"/forum/t/{thread}/keep",
        data={"posts": str(posts[0]), "title": "E", "kind": "story", "text": "White"},
    )
    kept = select(func.count()).select_from(Outbox).where(Outbox.kind == "artefact")
    assert world.scalar(kept) == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"posts": []}, "Choose at least one post"),
        ({"posts": ["x", "-1", "999999999999999999"]}, "Choose at least one post"),
        ({"kind": "badge"}, "Choose what it is"),
        ({"title": "\u202e \u200b"}, "Enter a title"),
        ({"title": "x" * 161}, "Use at most 160 characters"),
    ],
)
@pytest.mark.parametrize("step", ["draft", "save"])
def test_an_incomplete_form_is_refused_with_its_text(
    world: World, sent: dict[str, Any], words: str, step: str
) -> None:
    who, thread, posts = talk(world)
    whole = {"posts": [str(posts[0])], "title": "E", "kind": "story", "text": "Mine", **sent}
    if step == "draft":
        whole["draft"] = "1"
    answer = world.client(who["Cleo"]).post(f"/forum/t/{thread}/keep", data=whole)
    assert answer.status_code == 422
    assert words in answer.text
    if step == "save":
        assert "Mine</textarea>" in answer.text
    assert world.scalar(select(func.count()).select_from(Artefact)) == 0


def test_posts_of_another_thread_and_hidden_posts_cannot_be_saved(world: World) -> None:
    who, thread, posts = talk(world)
    circle = world.space("Circle", by=who["Dina"], access="closed")
    secret = world.ask(circle, who["Dina"], "Hush", "Canary")
    hidden = world.scalar(select(Post.id).where(Post.thread_id == secret))
    with world.request():
        row = (
            world.app.extensions["forum"]
            .db.session.execute(select(Post.__table__).where(Post.id == posts[1]))
            .one()
        )
        moderate.hide(row.id, why="Off topic")
    cleo, address = world.client(who["Cleo"]), f"/forum/t/{thread}/keep"
    assert "cheaper" not in cleo.get(address).text
    for id in (hidden, posts[1]):
        sent = {"posts": [str(id)], "title": "E", "kind": "story", "draft": "1"}
        answer = cleo.post(address, data=sent)
        assert answer.status_code == 422
        assert "Canary" not in answer.text
        assert "cheaper" not in answer.text


@pytest.mark.parametrize(
    ("access", "name", "status"),
    [("open", "nobody", 401), ("closed", "Cleo", 404), ("open", "blocked", 403)],
)
def test_people_who_may_not_write_there_save_nothing(
    world: World, access: str, name: str, status: int
) -> None:
    from forum.spaces import actions as spaces

    who, thread, posts = talk(world, access=access)
    if name == "blocked":
        who["blocked"], id = who["Cleo"], world.id(who["Cleo"])
        with world.request():
            spaces.block_member(who["space"].id, id, blocked=True)
    browser, address = world.client(who[name]), f"/forum/t/{thread}/keep"
    assert browser.get(address).status_code == status
    sent = {"posts": [str(posts[0])], "title": "E", "kind": "story", "text": "Mine"}
    assert browser.post(address, data=sent).status_code == status
    assert world.scalar(select(func.count()).select_from(Artefact)) == 0


def test_a_later_page_of_a_thread_offers_its_own_posts(world: World) -> None:
    who, thread, posts = talk(world)
    for number in range(20):
        world.write(thread, who["Ben"], f"Colour {number}")
    cleo, address = world.client(who["Cleo"]), f"/forum/t/{thread}/keep"
    assert "Colour 19" not in cleo.get(address).text
    page = cleo.get(f"{address}?page=2").text
    assert "Colour 19" in page
    assert f'value="{posts[1]}"' not in page
    assert cleo.get(f"{address}?page=3").status_code == 404


def fields(page: str) -> dict[str, Any]:
    """Return what a browser would send of the form for choosing."""
    form = page[page.index("<fieldset") : page.rindex("</form>")]
    boxes = re.findall(r'type="checkbox" name="posts" value="(\d+)" checked', form)
    hidden = re.findall(r'type="hidden" name="posts" value="(\d+)"', form)
    title = re.findall(r'name="title"[^>]* value="([^"]*)"', form)
    kind = re.findall(r'name="kind" value="([^"]*)" checked', form)
    return {"posts": hidden + boxes, "title": title[0], "kind": kind[0]}


def test_posts_from_several_pages_become_one_artefact(world: World) -> None:
    who, thread, posts = talk(world)
    more = [world.write(thread, who["Ben"], f"Colour {number}") for number in range(40)]
    cleo, address = world.client(who["Cleo"]), f"/forum/t/{thread}/keep"
    first = fields(cleo.get(address).text)
    assert first["posts"] == [str(posts[0])]
    sent = {**first, "title": "Colours", "posts": [str(posts[0]), str(posts[1])], "turn": "1"}
    second = cleo.post(f"{address}?page=2", data=sent)
    assert second.status_code == 200
    assert "2 posts are chosen on other pages" in second.text
    assert f'formaction="{address}?page=3"' in second.text
    chosen = fields(second.text)
    assert chosen == {**first, "title": "Colours", "posts": [str(id) for id in posts]}
    chosen["posts"].append(str(more[25]))
    third = cleo.post(f"{address}?page=3", data={**chosen, "turn": "1"})
    assert "3 posts are chosen on other pages" in third.text
    back = fields(cleo.post(f"{address}?page=1", data={**fields(third.text), "turn": "1"}).text)
    assert set(back["posts"]) == {str(posts[0]), str(posts[1]), str(more[25])}
    back["posts"].remove(str(posts[1]))
    draft = cleo.post(address, data={**back, "draft": "1"})
    assert draft.status_code == 200
    assert "Colour 25" in draft.text
    assert "White, with" in draft.text
    assert "Grey is" not in draft.text
    saved = cleo.post(address, data={**back, "text": "Two", "form_key": key(draft.text)})
    assert "said=kept" in saved.location
    assert world.scalar(select(func.count()).select_from(ArtefactSource)) == 2


def test_posts_that_helped_on_another_page_are_chosen_already(world: World) -> None:
    who, thread, posts = talk(world)
    last = [world.write(thread, who["Ben"], f"Colour {number}") for number in range(20)][-1]
    with world.request():
        marks.mark(last, helped=True)
    page = world.client(who["Cleo"]).get(f"/forum/t/{thread}/keep").text
    assert "1 post is chosen on other pages" in page
    assert set(fields(page)["posts"]) == {str(posts[0]), str(last)}


def test_going_to_another_page_drops_posts_that_may_not_be_saved(world: World) -> None:
    who, thread, posts = talk(world)
    for number in range(20):
        world.write(thread, who["Ben"], f"Colour {number}")
    other = world.ask(who["space"], who["Ana"], "Elsewhere")
    foreign = world.scalar(select(Post.id).where(Post.thread_id == other))
    sent = {"posts": [str(foreign), str(posts[0]), "x"], "title": "E", "kind": "story", "turn": "1"}
    cleo, address = world.client(who["Cleo"]), f"/forum/t/{thread}/keep"
    page = cleo.post(f"{address}?page=2", data=sent).text
    assert fields(page)["posts"] == [str(posts[0])]
    assert cleo.post(f"{address}?page=9", data=sent).status_code == 404


def test_posts_that_are_too_long_together_are_refused_before_they_are_quoted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred long posts of brackets and addresses took two minutes of a worker."""
    who, thread, posts = talk(world)
    long = [world.write(thread, who["Ben"], "a@b.cc " * 3_000) for _ in range(2)]
    cleo, address = world.client(who["Cleo"]), f"/forum/t/{thread}/keep"
    sent = {"title": "Envelopes", "kind": "summary", "draft": "1"}
    assert cleo.post(address, data={**sent, "posts": [str(long[0])]}).status_code == 200
    assert cleo.post(address, data={**sent, "posts": [str(id) for id in posts]}).status_code == 200
    monkeypatch.setattr(texts, "quotation", None)
    answer = cleo.post(address, data={**sent, "posts": [str(id) for id in (*posts, *long)]})
    assert answer.status_code == 422
    assert "Together, these posts are too long" in answer.text
    assert f'value="{posts[0]}" checked' in answer.text
