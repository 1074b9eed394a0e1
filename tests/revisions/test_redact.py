"""An author removes what an earlier version says: from history, comparison and first take alike.

The kind: a text that was edited out and can still be read beside the newest one. Siblings: the
title, the tags and the reason of that version; the comparisons on both sides of it; addresses typed
by hand; the first version of a first take; the newest version, and somebody else's post.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.threads.models import Post, Revision, Thread

from ..support.world import Client, World

NAME = "Wilhelmina"


def edited(world: World, post: int, client: Client, *texts: str, **more: str) -> None:
    """Save *texts* one after the other as new versions of a post."""
    for text in texts:
        newest = world.scalar(select(Post.revision).where(Post.id == post))
        data = {"text": text, "revision": str(newest), **more}
        assert "said=edited" in client.post(f"/forum/p/{post}/edit", data=data).location


def talk(world: World) -> tuple[dict[str, Any], int, int]:
    """Return people, a thread by Ana, and a post in it by Ben whose second version has the name."""
    who: dict[str, Any] = {name: world.member(name) for name in ("Ana", "Ben", "Dina")}
    space = world.space("Letters", by=who["Dina"])
    thread = world.ask(space, who["Ana"], "Which envelope?", "The grey one?")
    post = world.write(thread, who["Ben"], "White")
    ben = world.client(who["Ben"])
    edited(world, post, ben, f"Ask {NAME}", reason=f"{NAME} knows")
    edited(world, post, ben, "Ask at the counter")
    return who, thread, post


def test_what_an_earlier_version_says_is_removed(world: World) -> None:
    who, _thread, post = talk(world)
    ben, ana = world.client(who["Ben"]), world.client(who["Ana"])
    remove = f"/forum/p/{post}/versions/2/remove"
    assert remove in ben.get(f"/forum/p/{post}/history").text
    assert remove not in ana.get(f"/forum/p/{post}/history").text
    assert NAME in ben.get(remove).text
    assert "said=redacted" in ben.post(remove).location
    logged = ana.get("/forum/s/letters/log").text  # nobody hides their own trace
    assert "removed the text of earlier versions of a post" in logged
    for client in (ben, ana):
        history = client.get(f"/forum/p/{post}/history").text
        assert NAME not in history
        assert "text removed by the author" in history
        assert 'value="2"' not in history
        assert history.count("checked") == 2
        assert NAME not in client.get(f"/forum/p/{post}/compare?old=1&new=3").text
        for beside in ("old=1&new=2", "old=2&new=3", "old=2&new=2", "old=1&new=2&view=sides"):
            beside_it = client.get(f"/forum/p/{post}/compare?{beside}")
            assert beside_it.status_code == 200
            assert "The author has removed the text of version 2" in beside_it.text
            assert "words deleted" not in beside_it.text
            assert NAME not in beside_it.text
            assert "no-cache" in beside_it.headers["Cache-Control"]
            assert "ETag" not in beside_it.headers
    assert world.scalar(select(func.count()).where(Revision.source.contains(NAME))) == 0
    assert world.scalar(select(func.count()).where(Revision.reason.contains(NAME))) == 0
    assert ben.post(remove).status_code == 404


def test_an_opening_loses_title_and_tags_of_that_version(world: World) -> None:
    who, thread, _post = talk(world)
    ana = world.client(who["Ana"])
    first = int(world.scalar(select(Post.id).where(Post.thread_id == thread, Post.number == 1)))
    edited(world, first, ana, "The grey one?", title=f"Which envelope, {NAME}?", tags=NAME)
    edited(world, first, ana, "The grey one?", title="Which envelope?", tags="paper")
    assert NAME in ana.get(f"/forum/p/{first}/compare?old=1&new=2").text
    assert NAME in ana.get(f"/forum/p/{first}/versions/2/remove").text
    ana.post(f"/forum/p/{first}/versions/2/remove")
    row = Revision.post_id == first, Revision.number == 2
    assert world.scalar(select(Revision.title).where(*row)) is None
    assert world.scalar(select(Revision.tags).where(*row)) is None
    assert NAME not in ana.get(f"/forum/p/{first}/history").text


def test_neither_the_newest_version_nor_somebody_elses(world: World) -> None:
    who, _thread, post = talk(world)
    ben, ana, dina = (world.client(who[name]) for name in ("Ben", "Ana", "Dina"))
    for number in (3, 4, 0):
        assert ben.post(f"/forum/p/{post}/versions/{number}/remove").status_code == 404
    assert ana.get(f"/forum/p/{post}/versions/2/remove").status_code == 403
    assert ana.post(f"/forum/p/{post}/versions/2/remove").status_code == 403
    assert dina.post(f"/forum/p/{post}/versions/2/remove").status_code == 422  # without a reason
    assert world.scalar(select(func.count()).where(Revision.redacted_at.is_not(None))) == 0


def test_a_first_take_says_that_its_text_was_removed(world: World) -> None:
    who, _thread, post = talk(world)
    ben = world.client(who["Ben"])
    with world.request():
        session().execute(update(Thread).values(sealed_until=now()))
        session().execute(update(Post).where(Post.id == post).values(take="first"))
    assert "White" in ben.get(f"/forum/p/{post}/first-take").text
    ben.post(f"/forum/p/{post}/versions/1/remove")
    page = ben.get(f"/forum/p/{post}/first-take").text
    assert "White" not in page
    assert "The author removed the text" in page


def test_a_reply_says_that_what_it_answers_was_edited_since(world: World) -> None:
    who, thread, post = talk(world)
    ana, ben = world.client(who["Ana"]), world.client(who["Ben"])
    world.write(thread, who["Ana"], "I did, thank you", to=2)
    assert "before it was edited" not in ana.get(f"/forum/t/{thread}-x", follow_redirects=True).text
    edited(world, post, ben, "Ask by telephone")
    page = ana.get(f"/forum/t/{thread}-x", follow_redirects=True).text
    assert page.count("before it was edited") == 1
    world.write(thread, who["Ana"], "Nobody answers it", to=2)
    page = ana.get(f"/forum/t/{thread}-x", follow_redirects=True).text
    assert page.count("before it was edited") == 1


def test_an_edit_made_from_a_removed_version_shows_both_and_nothing_of_it(world: World) -> None:
    who, _thread, post = talk(world)
    ben = world.client(who["Ben"])
    ben.post(f"/forum/p/{post}/versions/2/remove")
    newest = int(world.scalar(select(Post.revision).where(Post.id == post)))
    stale = ben.post(f"/forum/p/{post}/edit", data={"text": "Mine alone", "revision": "2"})
    assert stale.status_code == 409
    assert NAME not in stale.text
    assert "Mine alone" in stale.text
    assert world.scalar(select(Post.revision).where(Post.id == post)) == newest
