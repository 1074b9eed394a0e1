"""Comments on a page of the library: posts of its own thread, each at its place."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from sqlalchemy import func, select

from forum.artefacts.models import Artefact
from forum.core.database.session import session
from forum.margins.models import Placement
from forum.moderation.actions import moderate
from forum.notices.models import Notice
from forum.threads.actions.withdraw import withdraw
from forum.threads.models import Post, Thread

from ..support.statements import counted
from ..support.world import User, World
from .library import TEXT, comment, groups, ids, made, revise, shown, world_row


def test_a_comment_stands_at_its_section(world: World, people: dict[str, User], page: int) -> None:
    first, second = ids(shown(world, people["ben"], page))
    for words, section in (("c1", ""), ("c2", second), ("c3", first), ("c4", "none")):
        assert comment(world, people["ben"], page, words, section).status_code == 302

    text = shown(world, people["eva"], page)

    assert groups(text) == {"The whole page": ["c1", "c4"], "First": ["c3"], "Second": ["c2"]}
    assert text.count("1 comment<") == 2
    thread = world.scalar(select(Artefact.thread_id))
    with world.request():
        of_page = select(Post.kind).where(Post.thread_id == thread).order_by(Post.number)
        posts = session().scalars(of_page).all()
    assert posts == ["opening", "post", "post", "post"]
    assert (
        "c3"
        in world.client(people["eva"]).get(f"{world.home}/t/{thread}", follow_redirects=True).text
    )


def test_a_comment_stays_at_its_section_after_edits(
    world: World, people: dict[str, User], page: int
) -> None:
    """Reworded, moved down, and gone; where it is gone, it goes where its words stand once."""
    ben, ana = people["ben"], people["ana"]
    first, second = ids(shown(world, ben, page))
    comment(world, ben, page, "about first", first, "One way")
    comment(world, ben, page, "about second", second)
    revise(world, ana, page, TEXT.replace("# First", "# First\n\nx\n\n# Reworded"))
    assert groups(shown(world, ben, page)) == {"First": ["about first"], "Second": ["about second"]}
    revise(world, ana, page, "# Other\n\nNo. One way to do it.\n\n# Third\n\nElse.")

    found = groups(shown(world, ben, page))

    assert found["About a part that is gone"] == ["about second"]
    assert found["Other"] == ["about first"]
    revise(world, ana, page, "# Other\n\nOne way.\n\n# Third\n\nOne way.")
    gone = groups(shown(world, ben, page))["About a part that is gone"]
    assert gone == ["about first", "about second"]


def test_a_reply_stands_where_the_comment_does_that_it_answers(
    world: World, people: dict[str, User], page: int
) -> None:
    """Written on the page, or in the thread."""
    ben, eva = people["ben"], people["eva"]
    first, _ = ids(shown(world, ben, page))
    comment(world, ben, page, "opening")
    comment(world, ben, page, "comment", first, "One way")
    thread = world.scalar(select(Artefact.thread_id))
    form = re.search(rf'href="([^"]*/t/{thread}/reply[^"]*to=2[^"]*)"', shown(world, eva, page))
    assert form is not None
    sent = {"text": "reply", "to": "2", "on": "page", "form_key": str(uuid4())}

    answer = world.client(eva).post(f"{world.home}/t/{thread}/reply", data=sent)
    world.write(thread, eva, "in the thread")

    place = rf"/a/{page}-how-to-write#fx-{thread}-p3$"
    assert re.search(place, answer.headers["Location"])
    assert f'id="fx-{thread}-p3"' in shown(world, ben, page)
    assert groups(shown(world, ben, page)) == {
        "The whole page": ["opening", "in the thread"],
        "First": ["comment", "reply"],
    }
    with world.request():
        placed = session().execute(
            select(Placement.section, Placement.words).order_by(Placement.post_id)
        )
        assert placed.all() == [("", ""), (first, "One way"), (first, "One way"), ("", "")]


def test_the_thread_of_a_page_stays(world: World, people: dict[str, User], page: int) -> None:
    """Also when its only author takes back what they wrote; it has the title of the page."""
    ben = people["ben"]
    comment(world, ben, page, "alone")
    thread = world.scalar(select(Artefact.thread_id))
    revise(world, people["ana"], page, TEXT, title="A better title")
    opening = world.scalar(select(Post.id))
    with world.request():
        withdraw(opening)

    gone, title, slug, about = world_row(
        world, select(Thread.gone_at, Thread.title, Thread.slug, Thread.anchor_title)
    )
    assert gone is None
    assert (title, slug, about) == ("A better title", "a-better-title", "A better title")
    assert "The author has deleted this post." in shown(world, people["eva"], page)
    assert comment(world, ben, page, "again").status_code == 302
    assert world.scalar(select(Artefact.thread_id)) == thread


def test_the_thread_of_a_page_is_not_moved(
    world: World, people: dict[str, User], page: int
) -> None:
    """Who reads the page reads its comments, and nobody else."""
    comment(world, people["ben"], page, "here")
    thread = world.scalar(select(Artefact.thread_id))
    world.space("Elsewhere", by=people["ana"])

    assert world.client(people["ana"]).get(f"{world.home}/t/{thread}/move").status_code == 403


def test_nobody_comments_where_they_may_not_write(world: World, people: dict[str, User]) -> None:
    closed = world.space("Closed", by=people["ana"], access="closed")
    page = made(world, people["ana"], closed, TEXT)
    comment(world, people["ana"], page, "secret")

    assert comment(world, people["eva"], page, "x").status_code == 404
    assert comment(world, None, page, "x").status_code in {401, 403}
    got = world.client(people["eva"]).get(f"{world.home}/a/{page}/comment")
    assert got.status_code == 404


def test_a_comment_that_is_sent_twice_is_one(
    world: World, people: dict[str, User], page: int
) -> None:
    sent = {"text": "once", "form_key": str(uuid4())}
    answers = [
        world.client(people["ben"]).post(f"{world.home}/a/{page}/comment", data=sent)
        for _ in range(2)
    ]

    places = [urlsplit(answer.headers["Location"]) for answer in answers]
    assert places[0][2::2] == places[1][2::2]
    assert groups(shown(world, people["ben"], page)) == {"The whole page": ["once"]}


def test_a_wrong_comment_comes_back_with_its_text(
    world: World, people: dict[str, User], page: int
) -> None:
    first, _ = ids(shown(world, people["ben"], page))
    answer = comment(world, people["ben"], page, "kept text", first, "w" * 301)

    assert answer.status_code == 422
    assert "kept text" in answer.text
    assert f'name="section" value="{first}"' in answer.text


def test_who_made_a_page_is_told_of_comments(
    world: World, people: dict[str, User], page: int
) -> None:
    """Of the first, and of those after it; reading them on the page is enough."""
    unseen = select(func.count()).where(
        Notice.member_id == world.id(people["ana"]), Notice.seen_at.is_(None)
    )
    for n in range(1, 4):
        comment(world, people["ben"], page, "told")
        assert world.scalar(unseen) == n

    shown(world, people["ana"], page)

    assert world.scalar(unseen) == 0


def test_a_page_costs_the_same_with_comments(
    world: World, people: dict[str, User], letters: Any
) -> None:
    """Sixty comments in twelve sections send as many statements as none."""
    text = "\n\n".join(f"# Section {n}\n\nText {n}." for n in range(12))
    page = made(world, people["ana"], letters, text)

    def spent() -> int:
        shown(world, people["eva"], page)
        with world.app.app_context():
            engine = world.app.extensions["forum"].db.engine
        with counted(engine) as statements:
            address = f"{world.home}/a/{page}-how-to-write"
            assert world.client(people["eva"]).get(address).status_code == 200
        return len(statements)

    none = spent()
    for n, section in enumerate(ids(shown(world, people["eva"], page)) * 5):
        comment(world, people["ben"], page, f"comment {n}", section)
    assert shown(world, people["eva"], page).count("5 comments<") == 12
    assert spent() == none


def test_margins_can_be_left_out(make_site: Any) -> None:
    world = make_site(without=("margins",))
    ana = world.member("Ana")
    page = made(world, ana, world.space("Letters", by=ana), TEXT)

    assert "Comment" not in shown(world, ana, page)
    assert comment(world, ana, page, "x").status_code == 404


def test_the_words_that_a_comment_is_about_are_read_as_the_post_is_that_they_are_from(
    world: World, people: dict[str, User], letters: Any
) -> None:
    ana, ben, eva = people["ana"], people["ben"], people["eva"]
    circle = world.space("Circle", by=ana, access="closed", members_=(ben,))
    thread = world.ask(circle, ana, "Which door?")
    posts_ = [world.write(thread, ana, f"Knock at canary4{n}11 twice") for n in range(3)]
    quotes = [f"> forum:/p/{id}\n>\n> Knock at canary4{n}11 twice" for n, id in enumerate(posts_)]
    page = made(world, ana, letters, "\n\n".join(["Our own words stand here.", *quotes]))
    comment(world, ben, page, "c1", words="Knock at canary4011 twice")
    comment(world, ben, page, "c2", words="words stand here. Ana: Knock at canary4111")
    comment(world, ben, page, "c3", words="Our own words")
    comment(world, ben, page, "c4", words="canary4111 twice Knock at canary4211")
    assert "canary4" not in shown(world, eva, page)
    assert "About “Our own words”" in shown(world, eva, page)
    seen = shown(world, ben, page)
    assert "About “Knock at canary4011 twice”" in seen
    assert "Knock at canary4111”" in seen
    assert seen.count("About “") == 3  # words of two posts are not kept
    assert "canary4" not in world.client(eva).get(f"{world.home}/a/{page}/comments").text
    with world.request():
        moderate.hide(posts_[1], why="Off topic")
        withdraw(posts_[0])
    seen = shown(world, ben, page)
    assert seen.count("About “") == 1
    with world.request():
        assert set(session().scalars(select(Placement.words))) == {
            *("", "Our own words", "words stand here. Ana: Knock at canary4111")
        }
