"""Where kept posts go: a new page, a page that is there, a note for oneself; and what stays out."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.artefacts.models import Artefact, ArtefactRevision, ArtefactSource
from forum.journal.models import Entry
from forum.moderation.actions import moderate
from forum.spaces.actions import remove_member
from forum.threads.models import Post, Thread

from ..support.kept import keep
from ..support.world import Client, User, World

UNSEEN = "from a place you cannot read"
OWN = "Copy my own posts from this closed space to another space’s library"


class Talk:
    """Two threads in an open space and one in a closed one; Ana and Ben write in all of them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ana, self.ben, self.cleo = (world.member(name) for name in ("Ana", "Ben", "Cleo"))
        self.open = world.space("Letters", by=self.ana)
        self.circle = world.space("Circle", by=self.ana, access="closed", members_=(self.ben,))
        self.first = world.ask(self.open, self.ana, "Which envelope?", "Asked first")
        self.second = world.ask(self.open, self.ana, "Which paper?", "Asked second")
        self.inside = world.ask(self.circle, self.ana, "Hush title", "Asked inside")
        self.posts = [
            world.write(thread, self.ben, words)
            for thread, words in (
                (self.first, "White ones"),
                (self.second, "Thick paper"),
                (self.inside, "Ben secret4711"),
            )
        ]

    def opening(self, thread: int) -> int:
        return int(
            self.world.scalar(select(Post.id).where(Post.thread_id == thread, Post.number == 1))
        )

    def choose(self, user: User, thread: int, *posts: int, **more: str) -> Any:
        """Send the form for choosing, with its button."""
        fields = {"title": "Stationery", "kind": "summary", "into": "new", "draft": "1", **more}
        data: dict[str, Any] = {**fields, "posts": [str(id) for id in posts]}
        return self.world.client(user).post(f"/forum/t/{thread}/keep", data=data)

    def save(self, user: User, draft: Any, **more: str) -> Any:
        """Send the form that *draft* shows."""
        action, data = form_in(draft.text)
        return self.world.client(user).post(action, data={**data, **more})

    def sources(self, page: int = 1) -> set[int]:
        with self.world.request():
            return {
                row[0]
                for row in self.world.app.extensions["forum"].db.session.execute(
                    select(ArtefactSource.post_id).where(ArtefactSource.artefact_id == page)
                )
            }


def form_in(page: str) -> tuple[str, dict[str, Any]]:
    """Return where the big form of *page* is sent, and what a browser would send of it."""
    form = next(f for f in re.findall(r"<form.*?</form>", page, re.S) if "<textarea" in f)
    data: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'{what}="([^"]*)"', tag) for what in ("name", "value"))
        is_off = ('type="radio"' in tag or 'type="checkbox"' in tag) and " checked" not in tag
        if name and not is_off:
            data.setdefault(name[1], []).append(unescape(value[1] if value else ""))
    for name, words in re.findall(
        r'<textarea[^>]* name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S
    ):
        data[name] = [unescape(words)]
    found = re.search(r'action="([^"]*)"', form)
    assert found
    return unescape(found[1]), data


def test_a_page_is_made_from_two_threads_and_added_to_from_a_third(world: World) -> None:
    talk = Talk(world)
    third = world.ask(talk.open, talk.cleo, "Which stamp?", "Blue ones")
    draft = talk.choose(talk.cleo, talk.first, talk.opening(talk.first), talk.posts[0])
    assert draft.status_code == 200
    _, data = form_in(draft.text)
    assert "Asked first" in data["part1"][0]
    assert f"> forum:/p/{talk.posts[0]}" in data["part2"][0]
    assert "What is open" in draft.text
    assert "said=kept" in talk.save(talk.cleo, draft, part3="Who pays?").location
    for thread, post in ((talk.second, talk.posts[1]), (third, talk.opening(third))):
        picked = talk.choose(talk.cleo, thread, post, into="page")
        assert picked.status_code == 302
        page = world.client(talk.cleo).get(picked.location).text
        address = re.search(r'href="(/forum/a/1/edit[^"]*)"', unescape(page))
        assert address
        edit = world.client(talk.cleo).get(address[1])
        _, data = form_in(edit.text)
        assert f"> forum:/p/{post}" in data["part2"][0]
        assert data["reason"] == ["Added posts from a thread"]
        assert "said=edited" in talk.save(talk.cleo, edit).location
    assert world.scalar(select(Artefact.revision)) == 3
    assert talk.sources() == {talk.opening(talk.first), *talk.posts[:2], talk.opening(third)}
    page = world.client(talk.cleo).get("/forum/a/1", follow_redirects=True).text
    for words in (
        "White ones",
        "Thick paper",
        "Blue ones",
        "Who pays?",
        "Added posts from a thread",
    ):
        assert words in page
    history = world.client(talk.cleo).get("/forum/a/1/versions").text
    assert [t in history for t in ("Which envelope?", "Which paper?", "Which stamp?")] == [True] * 3
    for thread in (talk.first, talk.second, third):
        shown = world.client(talk.ana).get(f"/forum/t/{thread}", follow_redirects=True).text
        assert "/forum/a/1-stationery" in shown
        assert world.scalar(select(Thread.kept).where(Thread.id == thread)) == 1


def test_the_boxes_become_one_and_nothing_that_was_typed_is_lost(world: World) -> None:
    talk = Talk(world)
    draft = talk.choose(talk.cleo, talk.first, talk.posts[0])
    one = talk.save(talk.cleo, draft, part3="Still open", preview="with:")
    _, data = form_in(one.text)
    assert "# What we know now" in data["text"][0]
    assert "White ones" in data["text"][0]
    assert "# What is open\n\nStill open" in data["text"][0]
    assert data["posts"] == [str(talk.posts[0])]
    again = talk.save(talk.cleo, one, preview="with:kept")
    assert form_in(again.text)[1]["part3"] == ["Still open"]
    assert talk.save(talk.cleo, one).status_code == 302
    assert talk.sources() == {talk.posts[0]}


def test_a_page_written_otherwise_gets_one_more_section(world: World) -> None:
    talk = Talk(world)
    page = keep(world, talk.open, talk.ana, [], "# Goals\n\nLess paper.")
    edit = world.client(talk.cleo).get(
        f"/forum/a/{page}/edit?thread={talk.first}&posts={talk.posts[0]}"
    )
    _, data = form_in(edit.text)
    text = f"# Goals\n\nLess paper.\n\n# From a thread\n\n> forum:/p/{talk.posts[0]}\n>\n"
    assert data["text"][0].startswith(text)


def test_pages_are_found_by_their_title_without_a_script(world: World) -> None:
    talk = Talk(world)
    titles = ("Plain", "Élan and Other", "Inner")
    for title, space in zip(titles, (talk.open, talk.open, talk.circle), strict=True):
        id = keep(world, space, talk.ana, [])
        with world.request():
            row = world.app.extensions["forum"].db.session.get(Artefact, id)
            row.title = title
    at = f"/forum/t/{talk.first}/keep/page?posts={talk.posts[0]}"
    cleo, ana = world.client(talk.cleo), world.client(talk.ana)
    everything = cleo.get(at).text
    assert "Plain" in everything
    assert "Inner" not in everything
    assert "Inner" in ana.get(at).text
    found = cleo.get(f"{at}&q=ELAN").text
    assert "Élan and Other" in found
    assert "Plain" not in found
    assert "No such page" in cleo.get(f"{at}&q=inner").text
    assert "No such page" in cleo.get(f"{at}&q=%25").text


def test_what_others_wrote_in_a_closed_place_stays_in_its_library(world: World) -> None:
    talk = Talk(world)
    inside, ben = talk.posts[2], talk.posts[2]
    out = {"library": talk.open.slug, "title": "A title of its own"}
    refused = talk.choose(talk.ana, talk.inside, ben, **out)
    assert refused.status_code == 422
    assert "#2: written by others in the closed space “Circle”." in refused.text
    forged = talk.choose(talk.ana, talk.inside, ben, **out, draft="", text="Mine", own="1")
    assert forged.status_code == 422
    assert world.scalar(select(func.count()).select_from(Artefact)) == 0
    page = keep(world, talk.open, talk.ana, [])
    address = f"/forum/a/{page}/edit?thread={talk.inside}&posts={inside}&own=1"
    edit = world.client(talk.ana).get(address)
    assert "written by others in the closed space" in edit.text
    assert "secret4711" not in edit.text
    _, data = form_in(edit.text)
    sent = {**data, "thread": str(talk.inside), "posts": str(inside), "own": "1", "text": "More"}
    assert world.client(talk.ana).post(f"/forum/a/{page}/edit", data=sent).status_code == 302
    assert not talk.sources(page)
    own = talk.choose(talk.ana, talk.inside, ben, library=talk.circle.slug)
    assert "secret4711" in own.text
    assert talk.save(talk.ana, own).status_code == 302


def test_ones_own_words_leave_a_closed_place_when_one_says_so(world: World) -> None:
    talk = Talk(world)
    own, out = talk.opening(talk.inside), {"library": talk.open.slug}
    assert OWN in world.client(talk.ana).get(f"/forum/t/{talk.inside}/keep").text
    assert OWN not in world.client(talk.ana).get(f"/forum/t/{talk.first}/keep").text
    asked = talk.choose(talk.ana, talk.inside, own, **out)
    assert asked.status_code == 422
    assert "Tick the box about your own posts" in asked.text
    named = talk.choose(talk.ana, talk.inside, own, own="1", title="Hush title", **out)
    assert "Enter a different title" in named.text
    draft = talk.choose(talk.ana, talk.inside, own, talk.posts[2], own="1", **out)
    assert draft.status_code == 200
    assert "Asked inside" in draft.text
    assert "secret4711" not in draft.text
    assert "#2: written by others in the closed space “Circle”" in draft.text
    assert talk.save(talk.ana, draft).status_code == 302
    assert talk.sources() == {own}
    assert world.scalar(select(Artefact.space_id)) == talk.open.id
    for address in ("", "/versions", "/versions/1", ".md", "/whole"):
        page = world.client(talk.cleo).get(f"/forum/a/1{address}", follow_redirects=True).text
        assert "Hush" not in page, address
        assert ("Asked inside" in page) is (address != "/versions"), address
        assert UNSEEN in page.lower(), address
    thread = world.client(talk.ben).get(f"/forum/t/{talk.inside}", follow_redirects=True).text
    assert "/forum/a/1-stationery" in thread
    assert world.scalar(select(Thread.kept).where(Thread.id == talk.inside)) == 0


@pytest.mark.parametrize("how", ["left", "hidden", "foreign"])
def test_forged_posts_are_kept_nowhere(world: World, how: str) -> None:
    talk = Talk(world)
    user, thread, post = talk.ben, talk.inside, talk.opening(talk.inside)
    page = keep(world, talk.open, talk.ana, [])
    if how == "left":
        with world.request():
            remove_member(talk.circle.id, world.id(talk.ben))
    if how == "hidden":
        thread, post = talk.first, talk.posts[0]
        with world.request():
            moderate.hide(post, why="Off topic")
    if how == "foreign":
        thread = talk.first
    ben = world.client(user)
    sent = {"kind": "summary", "title": "E", "revision": "1", "text": "More", "own": "1"}
    sent |= {"thread": str(thread), "posts": str(post)}
    assert ben.post(f"/forum/a/{page}/edit", data=sent).status_code == 302
    edit = ben.get(f"/forum/a/{page}/edit?thread={thread}&posts={post}&own=1").text
    assert all(words not in edit for words in ("Asked inside", "Hush title", "White ones"))
    assert talk.choose(user, thread, post, draft="", text="x").status_code in (404, 422)
    note = ben.get(f"/forum/t/{thread}/note?posts={post}")
    assert note.status_code in (200, 404)
    assert all(words not in note.text for words in ("Asked inside", "White ones"))
    assert not talk.sources(page)


def journal_form(answer: Any, browser: Client) -> dict[str, Any]:
    assert answer.status_code == 302
    page = browser.get(answer.location)
    assert page.status_code == 200
    return form_in(page.text)[1]


def test_posts_are_taken_home_in_a_note_for_oneself(world: World) -> None:
    talk = Talk(world)
    cleo, ids = world.client(talk.cleo), (talk.opening(talk.first), talk.posts[0])
    data = journal_form(talk.choose(talk.cleo, talk.first, *ids, into="note"), cleo)
    assert "Asked first" in data["part1"][0]
    assert f"> forum:/p/{ids[1]}" in data["part2"][0]
    assert data["part3"] == [""]
    assert data["part4"] == [f"- [Post 1](forum:/p/{ids[0]})\n- [Post 2](forum:/p/{ids[1]})"]
    saved = cleo.post("/forum/-/journal/new", data={**data, "part3": "Ask Dov"})
    assert saved.status_code == 302
    journal = cleo.get("/forum/-/journal").text
    for words in ("What I propose", "Ask Dov", "White ones", "Ben", "Which envelope?"):
        assert words in journal
    assert world.scalar(select(Entry.thread_id)) == talk.first
    assert world.scalar(select(func.count()).select_from(Artefact)) == 0
    assert world.scalar(select(Thread.kept).where(Thread.id == talk.first)) == 0


def test_a_note_leaves_out_what_may_not_be_quoted_and_keeps_the_link(world: World) -> None:
    talk = Talk(world)
    ana, ids = world.client(talk.ana), (talk.opening(talk.inside), talk.posts[2])
    data = journal_form(talk.choose(talk.ana, talk.inside, *ids, into="note"), ana)
    assert data["part1"] == ["Asked inside\n\n"]
    assert data["part2"] == [""]
    assert f"(forum:/p/{ids[1]})" in data["part4"][0]
    assert "secret4711" not in str(data)


def test_it_works_where_the_host_leaves_questions_out(make_site: Any) -> None:
    world = make_site(without=("prompts",))
    talk = Talk(world)
    draft = talk.choose(talk.cleo, talk.first, talk.opening(talk.first), talk.posts[0])
    assert talk.save(talk.cleo, draft).status_code == 302
    page = world.client(talk.cleo).get("/forum/a/1", follow_redirects=True).text
    assert "White ones" in page
    note = talk.choose(talk.cleo, talk.first, talk.posts[0], into="note")
    data = journal_form(note, world.client(talk.cleo))
    assert "# What others did\n\n> forum:/p/" in data["text"][0]


def test_there_is_no_note_where_the_host_leaves_journals_out(make_site: Any) -> None:
    world = make_site(without=("journal",))
    talk = Talk(world)
    form = world.client(talk.cleo).get(f"/forum/t/{talk.first}/keep").text
    assert 'value="note"' not in form
    assert talk.choose(talk.cleo, talk.first, talk.posts[0], into="note").status_code == 422


def test_a_revision_that_takes_posts_in_merges_with_what_was_saved_meanwhile(world: World) -> None:
    talk = Talk(world)
    page = keep(world, talk.open, talk.ana, [], "# Goals\n\nLess paper.\n\n# Steps\n\nAsk.")
    at = f"/forum/a/{page}/edit"
    edit = world.client(talk.cleo).get(f"{at}?thread={talk.first}&posts={talk.posts[0]}")
    sent = {"kind": "summary", "title": "Kept", "revision": "1"}
    text = "# Goals\n\nNo paper.\n\n# Steps\n\nAsk."
    kind = world.scalar(select(ArtefactRevision.title).where(ArtefactRevision.artefact_id == page))
    other = world.client(talk.ana).post(at, data={**sent, "title": kind, "text": text})
    assert other.status_code == 302
    saved = talk.save(talk.cleo, edit)
    assert "said=merged" in saved.location
    shown = world.client(talk.cleo).get(f"/forum/a/{page}", follow_redirects=True).text
    assert "No paper." in shown
    assert "White ones" in shown
    assert talk.sources(page) == {talk.posts[0]}
