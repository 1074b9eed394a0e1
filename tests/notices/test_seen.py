"""A notice is seen when its post was on a page that was shown, not when another page was.

The siblings: pages of a thread; replies beyond the tenth, on the page of their branch; the opening,
which later pages only repeat in a fold; a mention that an edit adds while the page is being read; a
post that is a placeholder on the page; a page nobody looked at. The host's pages:
tests/discuss/test_reading.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, insert, literal, select

from forum.core.database.session import session
from forum.moderation.actions import moderate
from forum.notices.models import Notice
from forum.revisions import actions as revisions
from forum.texts.actions import compose
from forum.threads.models import Post

from ..support.world import User, World


def unseen(world: World, user: User) -> list[int]:
    """Return the numbers of the posts that *user* has unseen notices about."""
    waiting = (
        select(Post.number)
        .join(Notice, Notice.post_id == Post.id)
        .where(Notice.member_id == world.id(user), Notice.seen_at.is_(None))
        .order_by(Post.number)
    )
    with world.request():
        return list(session().scalars(waiting))


@pytest.fixture
def people(world: World) -> tuple[User, User, Any]:
    """Ana, who looks after a space, Ben, who reads, and the space."""
    ana, ben = world.member("Ana"), world.member("Ben")
    return ana, ben, world.space("Letters", by=ana)


@pytest.fixture
def long(world: World, people: tuple[User, User, Any]) -> int:
    """A discussion of three pages, which mentions Ben on the first and the last of them."""
    ana, _, space = people
    thread = world.discuss(space, ana, "Long", text="@ben, please read all of it")
    for n in range(2, 46):
        world.write(thread, ana, "@ben, and this" if n in {7, 45} else f"Post {n}")
    return thread


def test_only_the_page_with_the_post_shows_it(
    world: World, people: tuple[User, User, Any], long: int
) -> None:
    _, ben, _ = people
    browser, address = world.client(ben), f"{world.home}/t/{long}-long"
    browser.get(f"{address}?page=2")
    assert unseen(world, ben) == [1, 7, 45]
    browser.get(address)
    assert unseen(world, ben) == [45]
    browser.get(f"{address}?page=3")
    assert unseen(world, ben) == []


def test_a_later_page_repeats_the_opening_in_a_fold_and_does_not_show_it(
    world: World, people: tuple[User, User, Any], long: int
) -> None:
    _, ben, _ = people
    world.client(ben).get(f"{world.home}/t/{long}-long?page=3")
    assert unseen(world, ben) == [1, 7]


def test_a_reply_beyond_the_tenth_is_seen_on_the_page_of_its_branch(
    world: World, people: tuple[User, User, Any]
) -> None:
    ana, ben, space = people
    thread = world.ask(space, ana, "Deep")
    world.write(thread, ana)
    for n in range(12):
        world.write(thread, ana, "@ben, look" if n in {0, 11} else "So did I", to=2)
    browser = world.client(ben)
    browser.get(f"{world.home}/t/{thread}-deep")
    assert unseen(world, ben) == [14]
    deep = world.scalar(select(Post.id).where(Post.thread_id == thread, Post.number == 14))
    page = browser.get(f"{world.home}/p/{deep}", follow_redirects=True)
    assert "/answer/1" in page.request.path
    assert unseen(world, ben) == []


def test_a_mention_added_while_the_page_is_read_is_not_seen(
    world: World, people: tuple[User, User, Any]
) -> None:
    ana, ben, space = people
    thread = world.discuss(space, ana, "Edited", text="Nobody is named")
    post = world.scalar(select(Post.id).where(Post.thread_id == thread))
    author, browser = world.id(ana), world.client(ben)
    answer = browser.get(f"{world.home}/t/{thread}-edited", buffered=False)
    assert "Nobody is named" in answer.get_data(as_text=True)
    with world.request():
        revisions.edit(post, revision=1, editor_id=author, text=compose("@ben"), reason="")
    answer.close()
    assert unseen(world, ben) == [1]
    browser.get(f"{world.home}/t/{thread}-edited")
    assert unseen(world, ben) == []


def test_a_placeholder_shows_nothing(world: World, people: tuple[User, User, Any]) -> None:
    ana, ben, space = people
    thread = world.discuss(space, ana, "Hidden")
    post = world.write(thread, ana, "@ben, look")
    browser, address = world.client(ben), f"{world.home}/t/{thread}-hidden"
    with world.request():
        moderate.hide(post, why="Not here")
    browser.get(address)
    with world.request():
        moderate.restore(post)
    assert unseen(world, ben) == [2]
    browser.get(address)
    assert unseen(world, ben) == []


def test_an_author_sees_the_notice_about_their_hidden_post_at_the_post(
    world: World, people: tuple[User, User, Any]
) -> None:
    from forum.notices.actions import notify_of_hiding
    from forum.threads import queries

    ana, ben, space = people
    thread = world.discuss(space, ana, "Hidden")
    post_id, steward = world.write(thread, ben), world.id(ana)
    viewer = world.viewer(ana)
    with world.request():
        post = queries.post(viewer, post_id)
        assert post is not None
        moderate.hide(post_id, why="Not here")
        notify_of_hiding(post, by=steward)
    browser = world.client(ben)
    assert 'fx-count">1<' in browser.get(f"{world.home}/").text
    browser.get(f"{world.home}/t/{thread}-hidden")
    assert 'fx-count">' not in browser.get(f"{world.home}/").text


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}])
def test_a_page_nobody_looked_at_shows_nothing(
    world: World, people: tuple[User, User, Any], long: int, headers: dict[str, str]
) -> None:
    _, ben, _ = people
    world.client(ben).get(f"{world.home}/t/{long}-long", headers=headers)
    assert unseen(world, ben) == [1, 7, 45]


def test_a_notice_elsewhere_in_the_thread_makes_no_page_write(
    world: World, people: tuple[User, User, Any], long: int, statements: Callable[[], Any]
) -> None:
    _, ben, _ = people
    browser, address = world.client(ben), f"{world.home}/t/{long}-long"
    browser.get(address)
    with statements() as sent:
        browser.get(address)
    assert [one for one in sent if not one.lstrip().startswith("SELECT")] == []


def button(world: World, user: User, address: str) -> str:
    """Return where the button for new posts leads on a page that is only fetched beforehand."""
    page = world.client(user).get(address, headers={"Sec-Purpose": "prefetch"}).text
    found = re.search(r'href="([^"]*)"[^>]*>\s*Go to the', page)
    assert found, page
    return found[1].replace("&amp;", "&")


def test_the_button_leads_to_the_first_new_post_and_loads_nothing_if_it_is_here(
    world: World, people: tuple[User, User, Any]
) -> None:
    ana, ben, space = people
    thread = world.discuss(space, ana, "Few")
    browser, address = world.client(ben), f"{world.home}/t/{thread}-few"
    browser.get(address)
    for _ in range(3):
        world.write(thread, ana)
    page = browser.get(address).text
    assert 'href="#p2"' in page
    assert 'id="p2"' in page
    assert "Go to the 3 new posts" in page
    assert page.count('"fx-is-new"') == 3


def test_the_button_leads_to_another_page_and_to_the_same_post_when_that_was_read(
    world: World, people: tuple[User, User, Any], long: int
) -> None:
    ana, ben, _ = people
    browser, address = world.client(ben), f"{world.home}/t/{long}-long"
    for page in ("", "?page=2", "?page=3"):
        browser.get(address + page)
    for _ in range(3):
        world.write(long, ana)
    there = button(world, ben, address)
    assert there == f"{world.home}/t/{long}/new?from=46"
    assert button(world, ben, f"{address}?page=3") == "#p46"
    for _ in range(2):
        assert browser.get(there).location == f"{address}?page=3#p46"
        browser.get(f"{address}?page=3")


def test_the_button_leads_to_the_uppermost_new_post_of_the_page(
    world: World, people: tuple[User, User, Any]
) -> None:
    ana, ben, space = people
    thread = world.ask(space, ana, "Asked")
    world.write(thread, ana)
    address = f"{world.home}/t/{thread}-asked"
    world.client(ben).get(address)
    world.write(thread, ana, "Another answer")
    world.write(thread, ana, "A reply above it", to=2)
    assert button(world, ben, address) == "#p4"


@pytest.mark.parametrize("start", ["", "0", "-1", "99", "x", "²", "9" * 400, "1.5"])
def test_any_other_place_is_the_first_unread_post(
    world: World, people: tuple[User, User, Any], start: str
) -> None:
    ana, ben, space = people
    thread = world.discuss(space, ana, "Few")
    browser, address = world.client(ben), f"{world.home}/t/{thread}-few"
    browser.get(address)
    world.write(thread, ana)
    world.write(thread, ana)
    answer = browser.get(f"{world.home}/t/{thread}/new?from={start}")
    assert answer.location == f"{address}#p2"


def test_more_than_99_notices_are_not_counted_out(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    for _ in range(25):
        world.write(thread, ben)
    member = world.id(ana)
    with world.request():
        session().execute(delete(Notice))
        for kind in ("answer", "reply", "mention", "follow"):
            told = select(literal(member), literal(kind), Post.thread_id, Post.id)
            columns = ["member_id", "kind", "thread_id", "post_id", "at"]
            posts = told.add_columns(Post.at).where(Post.number > 1)
            session().execute(insert(Notice).from_select(columns, posts))
    browser = world.client(ana)
    page = browser.get(f"{world.home}/-/for-you").text
    assert re.search(r'class="fx-count">99\+<', page)
    assert "More than 99 new notices" in page
    with world.request():
        session().execute(delete(Notice).where(Notice.kind == "reply"))
    page = browser.get(f"{world.home}/-/for-you").text
    assert re.search(r'class="fx-count">75<', page)
    assert "75 new notices" in page
