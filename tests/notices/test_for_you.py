"""The page "For you": readable notices, newest first; reading it writes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.following import actions as following
from forum.members.models import Member
from forum.members.viewer import GUEST
from forum.moderation.actions import moderate
from forum.notices.actions import notify_of_hiding
from forum.notices.models import Notice
from forum.spaces import actions as spaces
from forum.threads import queries
from forum.threads.actions import withdraw

from ..support.world import User, World


def waiting(world: World, user: User) -> int:
    """Return how many notices of *user* are unseen in the table."""
    count: int = world.scalar(
        select(func.count())
        .select_from(Notice)
        .where(Notice.member_id == world.id(user), Notice.seen_at.is_(None))
    )
    return count


def test_it_lists_the_author_the_text_and_the_thread(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana, "Which form?")
    post = world.write(thread, ben, "The **blue** one, <script>alert(1)</script>")
    text = world.client(ana).get(f"{world.home}/-/for-you").text
    assert "<bdi>Ben</bdi> answered your question" in text
    assert "Which form?" in text
    assert "The blue one" in text
    assert f'href="{world.home}/p/{post}"' in text
    assert "<script>alert" not in text
    assert "1 new notice" in text
    assert re.search(r'fx-count">1<', text)


@pytest.mark.parametrize("notice", ["reply to my post", "mention", "follow", "in my thread"])
def test_every_kind_has_its_words(world: World, notice: str) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    letters = world.space("Letters", by=ana)
    if notice == "mention":
        world.ask(letters, ben, text="@ana, do you know?")
    elif notice == "in my thread":
        world.write(world.discuss(letters, ana), ben)
    else:
        thread = world.ask(letters, ben)
        world.write(thread, ana)
        world.write(thread, ben, to=2 if notice == "reply to my post" else None)
    words = {
        "reply to my post": "replied to you",
        "mention": "mentioned you",
        "follow": "posted in a thread you follow",
        "in my thread": "posted in your thread",
    }
    assert words[notice] in world.client(ana).get(f"{world.home}/-/for-you").text


def test_a_guest_is_asked_to_sign_in(make_site: Callable[..., World]) -> None:
    world = make_site(guests_read=True)
    assert world.client().get(f"{world.home}/-/for-you").status_code == 401
    assert world.client().post(f"{world.home}/-/for-you").status_code == 401


def test_somebody_who_never_wrote_sees_an_empty_page(world: World) -> None:
    answer = world.client(world.user("New")).get(f"{world.home}/-/for-you")
    assert answer.status_code == 200
    assert "No notices yet" in answer.text
    assert world.scalar(select(func.count()).select_from(Member)) == 0


def test_opening_it_marks_nothing_and_the_button_marks_those_shown(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ben)
    world.write(thread, ben)
    browser = world.client(ana)
    page = browser.get(f"{world.home}/-/for-you").text
    assert waiting(world, ana) == 2
    world.write(thread, ben)
    newest = re.search(r'name="newest" value="([^"]+)"', page)
    assert newest
    answer = browser.post(f"{world.home}/-/for-you", data={"newest": newest[1]})
    assert answer.status_code == 302
    assert waiting(world, ana) == 1


@pytest.mark.parametrize("newest", ["", "x", "-1", "9" * 400, "1-1-1", "nan-1", "\0"])
def test_an_invalid_place_is_refused(world: World, newest: str) -> None:
    ana = world.member("Ana")
    answer = world.client(ana).post(f"{world.home}/-/for-you", data={"newest": newest})
    assert answer.status_code == 422


def test_marking_as_seen_changes_only_ones_own_notices(world: World) -> None:
    ana, ben, eva = world.member("Ana"), world.member("Ben"), world.member("Eva")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ben)
    world.client(eva).post(f"{world.home}/-/for-you", data={"newest": "99999999999.0-1"})
    assert waiting(world, ana) == 1


def test_notices_of_an_unreadable_space_leave_the_page_and_the_count(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    closed = world.space("Between us", by=ana, access="closed", members_=(ben,))
    thread = world.ask(closed, ben, "The heron flies")
    world.write(thread, ana, "A canary sings")
    browser = world.client(ben)
    assert "canary" in browser.get(f"{world.home}/-/for-you").text
    id = world.id(ben)
    with world.request():
        spaces.remove_member(closed.id, id)
    page = browser.get(f"{world.home}/-/for-you").text
    assert "canary" not in page
    assert "heron" not in page
    assert "Between us" not in page
    assert "fx-count" not in page


@pytest.mark.parametrize("state", ["hidden", "withdrawn"])
def test_the_text_of_a_hidden_or_withdrawn_post_is_not_shown(world: World, state: str) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ben, "A canary sings")
    with world.request():
        post = queries.post_by_number(GUEST, thread, 2)
        assert post is not None
        if state == "hidden":
            moderate.hide(post.id, why="It named somebody")
        else:
            withdraw.withdraw(post.id)
    page = world.client(ana).get(f"{world.home}/-/for-you").text
    assert "canary" not in page
    assert "It named somebody" not in page
    assert ("This post is hidden." if state == "hidden" else "has deleted this post") in page


def test_pages_have_no_gaps_and_no_repeats(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    posts = [world.write(thread, ben) for _ in range(45)]
    browser, seen = world.client(ana), list[int]()
    address: str | None = f"{world.home}/-/for-you"
    while address:
        page = browser.get(address).text
        found = [int(id) for id in re.findall(r'fx-plain" href="[^"]*/p/(\d+)"', page)]
        assert len(found) <= 20
        seen += found
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older[1].replace("&amp;", "&") if older else None
    assert seen == posts[::-1]


def test_many_notices_cost_no_more_statements(world: World, statements: Callable[[], Any]) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    counts = []
    for more in (3, 30):
        for _ in range(more):
            world.write(thread, ben)
        with statements() as sent:
            world.client(ana).get(f"{world.home}/-/for-you")
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert counts[0] <= 5


def test_notifying_many_followers_costs_no_more_statements(
    world: World, statements: Callable[[], Any]
) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    ids = [world.id(world.member(f"Person {n}")) for n in range(33)]
    author = world.id(ben)
    counts = []
    from forum.texts.actions import compose
    from forum.threads.actions import write

    for some in (ids[:3], ids):
        with world.request():
            for id in some:
                following.follow(id, thread, following=True)
        with world.request(), statements() as sent:
            write.write(thread, author_id=author, text=compose("Yes."))
        counts.append(len(sent))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("hidden", "Your post was hidden"),
        ("shown", "Your post is visible again"),
        ("withdrawn", "You deleted your post"),
    ],
)
def test_a_notice_about_hiding_shows_the_current_state(
    world: World, state: str, words: str
) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread, steward = world.ask(world.space("Letters", by=ana), ana), world.id(ana)
    world.write(thread, ben)
    with world.request():
        post = queries.post_by_number(GUEST, thread, 2)
        assert post is not None
        moderate.hide(post.id, why="Off topic")
        notify_of_hiding(post, by=steward)
        if state == "shown":
            moderate.restore(post.id)
        elif state == "withdrawn":
            withdraw.withdraw(post.id)
    page = world.client(ben).get(f"{world.home}/-/for-you").text
    told = {"Your post was hidden", "Your post is visible again", "You deleted your post"}
    assert {one for one in told if one in page} == {words}
