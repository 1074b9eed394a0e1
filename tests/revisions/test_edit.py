"""Posts are edited and withdrawn, and their revisions listed and compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.artefacts import actions as artefacts
from forum.core.database.session import session
from forum.moderation import actions as moderation
from forum.moderation.actions import moderate
from forum.revisions import actions as revisions
from forum.texts.actions import compose
from forum.threads.models import Post, Revision, Thread, ThreadTag

from ..support.said import unsigned
from ..support.sealed import open_sealed
from ..support.world import World


def talk(world: World, *, access: str = "open") -> tuple[dict[str, Any], int, int]:
    who: dict[str, Any] = {name: world.member(name) for name in ("Ana", "Ben", "Cleo", "Dina")}
    space = world.space("Letters", by=who["Dina"], access=access, members_=(who["Ana"], who["Ben"]))
    thread = world.ask(space, who["Ana"], "Which envelope?", "The grey one?", tags=("paper",))
    return {**who, "space": space, "nobody": None}, thread, world.write(thread, who["Ben"], "White")


def opening(world: World, thread: int) -> int:
    return int(world.scalar(select(Post.id).where(Post.thread_id == thread, Post.number == 1)) or 0)


def test_an_author_edits_and_every_version_stays(world: World) -> None:
    who, _thread, post = talk(world)
    ben = world.client(who["Ben"])
    form = ben.get(f"/forum/p/{post}/edit").text
    assert "White</textarea>" in form
    assert 'name="revision" value="1"' in form
    assert 'name="title"' not in form
    saved = ben.post(
        f"/forum/p/{post}/edit",
        data={"text": "White, **with a window**", "reason": "More", "revision": "1"},
    )
    assert "said=edited" in saved.location
    assert saved.location.endswith("#p2")
    page = ben.get(saved.location).text
    assert "<strong>with a window</strong>" in page
    assert f"/p/{post}/history" in page
    history = world.client(who["Cleo"]).get(f"/forum/p/{post}/history").text
    assert history.index("Version 2") < history.index(">Version 1<")
    assert "More" in history
    compared = world.client(who["Cleo"]).get(f"/forum/p/{post}/compare?old=1&new=2").text
    assert "added: </span>, **with a window**" in compared
    assert "3 words added" in compared
    sides = world.client(who["Cleo"]).get(f"/forum/p/{post}/compare?old=1&new=2&view=sides").text
    assert "Version 1</p>" in sides.split('<div class="fx-sides">')[2]


def test_an_opening_changes_title_and_tags(world: World) -> None:
    who, thread, _post = talk(world)
    first, ana = opening(world, thread), world.client(who["Ana"])
    sent = {"title": "Which paper?", "tags": "Paper,  colour", "text": "The grey one?"}
    saved = ana.post(f"/forum/p/{first}/edit", data={**sent, "revision": "1"})
    assert "-which-paper?" in saved.location
    assert world.scalar(select(Thread.tags)) == "paper, colour"
    assert ana.get("/forum/-/tags/colour").text.count("Which paper?") == 1
    compared = ana.get(f"/forum/p/{first}/compare?old=1&new=2").text
    assert "envelope" in compared
    assert ana.get(f"/forum/t/{thread}-which-envelope").location.endswith("which-paper")
    bad = ana.post(f"/forum/p/{first}/edit", data={**sent, "title": " ", "revision": "2"})
    assert bad.status_code == 422
    assert "Enter a title" in bad.text


def test_a_stale_form_gets_both_texts_and_saves_nothing(world: World) -> None:
    who, thread, post = talk(world)
    ben = world.client(who["Ben"])
    address = f"/forum/p/{post}/edit"
    ben.post(address, data={"text": "White and thick", "reason": "Thick", "revision": "1"})
    stale = ben.post(address, data={"text": "White and thin", "reason": "", "revision": "1"})
    assert stale.status_code == 409
    assert "White and thick</textarea>" in stale.text
    assert "White and thin</textarea>" in stale.text
    assert "deleted: </span>thick" in stale.text
    assert "added: </span>thin" in stale.text
    assert 'name="revision" value="2"' in stale.text
    assert world.scalar(select(Post.revision).where(Post.id == post)) == 2
    again = ben.post(address, data={"text": "White and thin", "revision": "2"})
    assert again.status_code == 302
    assert world.scalar(select(Post.revision).where(Post.id == post)) == 3
    assert ben.get(f"/forum/t/{thread}", follow_redirects=True).status_code == 200


def test_the_same_form_twice_makes_one_revision(world: World) -> None:
    who, _thread, post = talk(world)
    ben = world.client(who["Ben"])
    for _ in range(2):
        answer = ben.post(f"/forum/p/{post}/edit", data={"text": "Black", "revision": "1"})
        assert answer.status_code == 302
    assert world.scalar(select(func.count()).where(Revision.post_id == post)) == 2


def test_neither_a_preview_nor_a_refused_form_saves_anything(world: World) -> None:
    who, _thread, post = talk(world)
    ben, address = world.client(who["Ben"]), f"/forum/p/{post}/edit"
    seen = ben.post(address, data={"text": "*Black*", "revision": "1", "preview": "1"})
    assert (seen.status_code, "<em>Black</em>" in seen.text) == (200, True)
    assert ben.post(address, data={"text": " ", "revision": "1"}).status_code == 422
    assert ben.post(address, data={"text": "Black", "revision": "x"}).status_code == 422
    long = ben.post(address, data={"text": "Black", "reason": "y" * 161, "revision": "1"})
    assert long.status_code == 422
    assert world.scalar(select(Post.revision).where(Post.id == post)) == 1


@pytest.mark.parametrize(
    ("access", "name", "status"),
    [
        ("open", "nobody", 401),
        ("open", "Ana", 403),  # another member, the asker
        ("open", "Dina", 403),  # the steward
        ("closed", "Cleo", 404),  # not a member
    ],
)
@pytest.mark.parametrize("act", ["edit", "back"])
def test_nobody_edits_or_withdraws_the_posts_of_others(
    world: World, access: str, name: str, status: int, act: str
) -> None:
    who, _thread, post = talk(world, access=access)
    browser, address = world.client(who[name]), f"/forum/p/{post}/{act}"
    assert browser.get(address).status_code == status
    sent = {"text": "Changed", "revision": "1"}
    assert browser.post(address, data=sent).status_code == status
    assert world.scalar(select(Post.state).where(Post.id == post)) == "shown"
    assert world.scalar(select(Post.revision).where(Post.id == post)) == 1


def test_a_blocked_author_may_withdraw_but_not_edit(world: World) -> None:
    from forum.spaces import actions as spaces

    who, _thread, post = talk(world)
    id = world.id(who["Ben"])
    with world.request():
        spaces.block_member(who["space"].id, id, blocked=True)
    ben = world.client(who["Ben"])
    sent = {"text": "Changed", "revision": "1"}
    assert ben.post(f"/forum/p/{post}/edit", data=sent).status_code == 403
    assert ben.post(f"/forum/p/{post}/back").status_code == 302
    assert world.scalar(select(Post.state).where(Post.id == post)) == "withdrawn"


def test_html_of_an_import_is_edited_as_html_and_sanitised(world: World) -> None:
    who, _thread, post = talk(world)
    with world.request():
        old = "<p>Old</p>\n<p>text</p>"
        session().execute(
            update(Revision).where(Revision.post_id == post).values(format="html", source=old)
        )
    ben, address = world.client(who["Ben"]), f"/forum/p/{post}/edit"
    assert "&lt;p&gt;Old&lt;/p&gt;" in ben.get(address).text
    hostile = "<p onclick=x()>New</p>\n<script>steal()</script><img src=x onerror=y()>"
    preview = ben.post(address, data={"text": hostile, "revision": "1", "preview": "1"})
    for banned in ("<script>steal", "<p onclick", "<img src=x"):
        assert banned not in preview.text
    assert ben.post(address, data={"text": hostile, "revision": "1"}).status_code == 302
    html = str(world.scalar(select(Post.html).where(Post.id == post)))
    assert "New" in html
    assert not re.search("script|onclick|onerror", html)
    assert world.scalar(select(Revision.format).where(Revision.number == 2)) == "html"
    assert "<script>steal" not in ben.get(f"/forum/p/{post}/compare?old=1&new=2").text


def test_only_its_author_reads_the_history_of_a_hidden_post(world: World) -> None:
    who, _thread, post = talk(world)
    world.client(who["Ben"]).post(f"/forum/p/{post}/edit", data={"text": "Canary", "revision": "1"})
    with world.request():
        row = (
            world.app.extensions["forum"]
            .db.session.execute(select(Post.__table__).where(Post.id == post))
            .one()
        )
        moderate.hide(row.id, why="Off topic")
    paths = [f"/forum/p/{post}/history", f"/forum/p/{post}/compare?old=1&new=2"]
    for path in paths:
        assert world.client(who["Ben"]).get(path).status_code == 200
        for name in ("Ana", "Dina", "Cleo"):
            answer = world.client(who[name]).get(path)
            assert (answer.status_code, "Canary" in answer.text) == (404, False)
    assert world.client(who["Ben"]).get(f"/forum/p/{post}/edit").status_code == 403
    world.client(who["Ben"]).post(f"/forum/p/{post}/back")
    for path in paths:
        assert world.client(who["Ben"]).get(path).status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?old=1", "?old=1&new=9", "?old=x&new=y", "?old=-1&new=1", "?old=1&new=1e9"]
)
def test_comparing_with_a_revision_that_does_not_exist_is_not_found(
    world: World, query: str
) -> None:
    who, _thread, post = talk(world)
    assert world.client(who["Ana"]).get(f"/forum/p/{post}/compare{query}").status_code == 404


def test_withdrawing_says_what_will_happen_and_keeps_the_number(world: World) -> None:
    who, thread, post = talk(world)
    world.write(thread, who["Cleo"], "Yes, white.", to=2)
    ben = world.client(who["Ben"])
    page = ben.get(f"/forum/p/{post}/back").text
    assert "The number 2 stays" in page
    assert "White" in page
    answer = ben.post(f"/forum/p/{post}/back")
    assert "said=back" in answer.location
    page = ben.get(answer.location).text
    assert "The author has deleted this post." in page
    assert "Yes, white." in page
    assert world.scalar(select(Thread.answers)) == 0
    with world.request():
        sources = session().scalars(select(Revision.source).where(Revision.post_id == post)).all()
    assert set(sources) == {""}
    assert ben.post(f"/forum/p/{post}/back").status_code == 403


def test_an_unanswered_opening_takes_its_thread_with_it(world: World) -> None:
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ana)
    first, browser = opening(world, thread), world.client(ana)
    assert "this deletes the whole thread" in browser.get(f"/forum/p/{first}/back").text
    answer = browser.post(f"/forum/p/{first}/back")
    assert unsigned(answer.location) == f"/forum/s/{space.slug}?said=gone"
    assert browser.get(f"/forum/t/{thread}").status_code == 404
    assert browser.get(f"/forum/p/{first}").status_code == 404


def test_a_thread_in_which_only_its_opener_wrote_goes_with_its_opening(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    browser = world.client(ana)
    answered = world.ask(space, ana)
    world.write(answered, ana, "I found it.")
    world.write(answered, ben, "Good.", to=2)
    kept = opening(world, answered)
    assert "this deletes the whole thread" not in browser.get(f"/forum/p/{kept}/back").text
    assert "said=back" in browser.post(f"/forum/p/{kept}/back").location
    sealed = open_sealed(world, space.id, ana)  # with a take of her own
    first = opening(world, sealed)
    assert "this deletes the whole thread" in browser.get(f"/forum/p/{first}/back").text
    assert "said=gone" in browser.post(f"/forum/p/{first}/back").location
    assert browser.get(f"/forum/t/{sealed}").status_code == 404
    with world.request():
        own = select(Post.state).where(Post.thread_id == sealed)
        assert set(session().scalars(own)) == {"withdrawn"}
    assert (
        world.client(ben).get(f"/forum/t/{answered}-x", follow_redirects=True).text.count("Good.")
    )


def test_a_history_sends_no_more_statements_for_many_revisions(
    world: World, statements: Callable[[], Any]
) -> None:
    who, _thread, post = talk(world)
    ben, counts, author = world.client(who["Ben"]), list[int](), world.id(who["Ben"])
    for first, last in ((1, 3), (3, 33)):
        with world.request():
            for number in range(first, last):
                revisions.edit(post, revision=number, editor_id=author, text=compose(f"{number}"))
        with statements() as sent:
            assert f"Version {last}" in ben.get(f"/forum/p/{post}/history").text
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_a_removed_thread_leaves_no_text_behind(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ben, "Canary", "Canary of @ana", tags=("canary",))
    first, author, steward = opening(world, thread), world.id(ben), world.id(ana)
    with world.request():
        kept = artefacts.create(
            space_id=space.id,
            kind="story",
            title="A page",
            tags=(),
            author_id=author,
            text=compose("Mine"),
            sources=[(thread, first)],
        ).id
        moderation.log(
            space.id,
            actor_id=steward,
            act="leave",
            thread_id=thread,
            post_id=first,
            member_id=author,
        )
    world.client(ana).post(f"/forum/p/{first}/report", data={"text": "Look"})
    world.client(ben).post(f"/forum/p/{first}/back")
    with world.request():
        left = session().execute(select(Thread.title, Thread.slug, Thread.tags)).one()
        assert tuple(left) == ("", "", "")
        assert session().scalar(select(func.count()).select_from(ThreadTag)) == 0
    for path in (
        "/",
        "/-/threads",
        "/-/threads?list=unanswered",
        "/-/threads?list=mine",
        "/-/for-you",
        "/-/tags/canary",
        f"/s/{space.slug}",
        f"/s/{space.slug}/log",
        f"/s/{space.slug}/reports",
        "/m/ben",
        f"/a/{kept}-a-page",
        "/-/search?q=canary",
    ):
        for who in (ana, ben):
            page = world.client(who).get(f"/forum{path}", follow_redirects=True)
            # the pages of a search and of a tag repeat the word that was asked for
            asked = "search" in path or "tags" in path
            assert page.status_code == (404 if who is ben and "reports" in path else 200), path
            assert asked or "canary" not in page.text.lower(), path
            assert f"/t/{thread}" not in page.text, path


def test_an_older_version_of_a_post_is_merged_with_the_newest(world: World) -> None:
    who, thread, _post = talk(world)
    first, ana = opening(world, thread), world.client(who["Ana"])
    sent = {"title": "Which envelope?", "tags": "paper", "revision": "1"}
    text = "One\n\nTwo\n\nThree"
    ana.post(f"/forum/p/{first}/edit", data={**sent, "text": text})
    sent["revision"] = "2"
    ana.post(f"/forum/p/{first}/edit", data={**sent, "text": text.replace("One", "1")})
    other = {**sent, "text": text.replace("Three", "3"), "title": "Which envelopes?"}
    merged = ana.post(f"/forum/p/{first}/edit", data=other)
    assert "said=merged" in merged.location
    page = ana.get(merged.location).text
    assert "Another version was saved in between. Both changes are there now." in page
    assert "<p>1</p>\n<p>Two</p>\n<p>3</p>" in page
    assert "Which envelopes?" in page
    again = ana.post(f"/forum/p/{first}/edit", data=other)
    assert "said=edited" in again.location
    assert world.scalar(select(Post.revision).where(Post.id == first)) == 4
    stale = ana.post(f"/forum/p/{first}/edit", data={**sent, "text": text.replace("One", "I")})
    assert stale.status_code == 409
