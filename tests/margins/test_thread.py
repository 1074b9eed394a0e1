"""The thread of a page: where its comments stand, until when one comments, who is told how."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.artefacts.models import Artefact
from forum.core.database.session import session
from forum.moderation.actions.moderate import hide
from forum.threads.models import Thread

from ..support.world import User, World
from .library import TEXT, close, comment, edit, ids, made, posts, reply, shown, world_row

TODAY = datetime.now(UTC).date()


@pytest.fixture
def commented(world: World, people: dict[str, User], page: int) -> int:
    """The page of Ana's with comments of Ben's: on all of it, and on its first section."""
    first, _ = ids(shown(world, people["ben"], page))
    comment(world, people["ben"], page, "about all of it")
    comment(world, people["ben"], page, "about the first", first, "One way")
    return page


def thread_of(world: World, page: int) -> int:
    """Return the id of the thread of a page."""
    return int(world_row(world, select(Artefact.thread_id).where(Artefact.id == page))[0])


def read(world: World, by: User | None, page: int) -> str:
    """Return the thread of a page as *by* reads it."""
    address = f"/forum/t/{thread_of(world, page)}"
    return str(world.client(by).get(address, follow_redirects=True).text)


def places(text: str) -> list[tuple[str, str]]:
    """Return where the comments in a thread stand, each with its address on the page."""
    lines = re.findall(r'<p class="fx-meta fx-dots"><span>([^#]*?#fx-.*?)</p>', text, re.S)
    return [
        (" ".join(re.sub("<[^>]*>", " ", line).split()), re.findall(r'href="([^"]*)"', line)[0])
        for line in lines
    ]


def ends_on(world: World, page: int, days: int) -> None:
    """Let the last day for comments on *page* be so many *days* from now."""
    day = TODAY + timedelta(days=days)
    details = f'{{"state":"comment","until":"{day}"}}'
    with world.request():
        session().execute(update(Artefact).where(Artefact.id == page).values(details=details))


def test_each_comment_says_where_it_stands_and_what_became_of_it(
    world: World, people: dict[str, User], commented: int
) -> None:
    ana, eva = people["ana"], people["eva"]
    reply(world, eva, commented, 2, "so do I")
    thread, base = thread_of(world, commented), f"/forum/a/{commented}-how-to-write#fx-"

    assert places(read(world, eva, commented)) == [
        ("About the whole page Open", f"{base}{thread}-p1"),
        ("About the section First Open", f"{base}{thread}-p2"),
    ]

    two = posts(world, commented)[2]
    sent = {f"taken.{two}": "1", f"why.{two}": "it is <b>better</b>"}
    edit(world, ana, commented, TEXT.replace("One way", "A better way"), **sent)
    comment(world, eva, commented, "gone soon", ids(shown(world, eva, commented))[1])
    edit(world, ana, commented, TEXT.split("# Second")[0])

    found = places(read(world, eva, commented))
    assert [words for words, _ in found] == [
        "About the whole page Open",
        "About the section First Closed with version 2: it is &lt;b&gt;better&lt;/b&gt;",
        "About a part that is gone Open",
    ]
    for _, address in found:
        assert f'id="{address.partition("#")[2]}"' in shown(world, eva, commented)


def test_what_a_hidden_comment_became_is_not_said(
    world: World, people: dict[str, User], commented: int
) -> None:
    one = posts(world, commented)[1]
    close(world, people["ana"], commented, one, "zebra")
    assert "zebra" in read(world, people["eva"], commented)
    with world.request():
        hide(one, why="No")
    assert "zebra" not in read(world, people["eva"], commented)


def test_a_page_out_of_sight_is_not_named(world: World, people: dict[str, User]) -> None:
    """Its thread was moved to where others read it."""
    ana, eva = people["ana"], people["eva"]
    closed, open_space = world.space("Closed", by=ana, access="closed"), world.space("Open", by=ana)
    page = made(world, ana, closed, "# Zebra\n\nText.")
    comment(world, ana, page, "seen", ids(shown(world, ana, page))[0])
    thread = thread_of(world, page)
    with world.request():
        moved = update(Thread).where(Thread.id == thread).values(space_id=open_space.id)
        session().execute(moved)

    text = world.client(eva).get(f"/forum/t/{thread}", follow_redirects=True).text
    assert "seen" in text
    assert "Zebra" not in text
    assert "About the section" not in text
    assert "About the section Zebra Open" in dict(places(read(world, ana, page)))


def test_the_thread_says_until_when_one_comments(
    world: World, people: dict[str, User], commented: int
) -> None:
    assert "You can comment until" not in read(world, people["eva"], commented)
    ends_on(world, commented, 3)
    assert "You can comment until" in read(world, people["eva"], commented)


def test_only_what_a_steward_has_locked_can_be_unlocked(
    world: World, people: dict[str, User], commented: int
) -> None:
    ana = people["ana"]
    ends_on(world, commented, -1)

    page = read(world, ana, commented)

    assert "The last day for comments was" in page
    assert "Unlock" not in page
    assert re.search(r"/lock\">.*?Lock</a>", page, re.S)
    with world.request():
        session().execute(update(Thread).values(locked_at=datetime.now(UTC), locked_why="Enough"))
    page = read(world, ana, commented)
    assert "Unlock" in page
    assert "The last day for comments" not in page


def test_no_other_thread_costs_a_statement_more(
    world: World,
    people: dict[str, User],
    letters: Any,
    commented: int,
    statements: Callable[..., Any],
) -> None:
    """That of a page costs three, however many comments it has."""
    eva = people["eva"]
    thread = world.discuss(letters, people["ana"], "How to write")
    world.write(thread, people["ben"])
    client, of_page = world.client(eva), thread_of(world, commented)

    def sent_for(of: int) -> int:
        client.get(f"/forum/t/{of}-how-to-write")
        with statements() as sent:
            assert client.get(f"/forum/t/{of}-how-to-write").status_code == 200
        return len(sent)

    numbers = [sent_for(thread), sent_for(of_page)]
    for _ in range(5):
        comment(world, people["ben"], commented, "more")
    numbers.append(sent_for(of_page))
    assert numbers == [3, 6, 6]


def told(world: World, user: User) -> list[str]:
    """Return the headings of a member's notices, newest first."""
    page = world.client(user).get("/forum/-/for-you").text
    found = re.findall(r'<h2 class="fx-h3">(.*?)</h2>', page, re.S)
    return [" ".join(re.sub("<[^>]*>", "", one).split()) for one in found]


def test_notices_speak_of_the_page(world: World, people: dict[str, User], page: int) -> None:
    """To whoever made the page, to who commented first, to who is answered, and to others."""
    ana, ben, eva = people["ana"], people["ben"], people["eva"]
    comment(world, ben, page, "first")
    comment(world, eva, page, "second")
    reply(world, ana, page, 2, "an answer")
    comment(world, ben, page, "third")

    assert told(world, ana) == ["Ben commented on your page: How to write"] + [
        f"{name} commented on your page: How to write" for name in ("Eva", "Ben")
    ]
    assert told(world, ben) == [
        "Ana commented on a page you commented on: How to write",
        "Eva commented on a page you commented on: How to write",
    ]
    assert told(world, eva) == [
        "Ben posted in a thread you follow: How to write",
        "Ana replied to you: How to write",
    ]
