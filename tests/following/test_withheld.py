"""What was withdrawn, hidden or moved out of sight is not new anywhere; shown again, it is.

Asked after each way to withhold a post: the badge, the marks in "For you", the list of the space,
the number beside the space, the button of the thread, the order of the list, and mail.

The siblings: a post hidden and then withdrawn; a thread that is withdrawn whole; one that is
locked; a space that is archived; a post read before it was hidden; a placeholder that was looked
at; a post hidden while everything is marked as read or as seen; replies beyond the tenth; a mention
that an edit adds; an author who is forgotten; an imported thread; two stewards at once; a member
who is dismissed and comes back. A discussion that the host moves: tests/discuss/test_reading.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select

from forum.core.database.base import now
from forum.core.database.session import session
from forum.doctor import counters
from forum.exchange.actions.posts import ImportedPost
from forum.exchange.actions.threads import NewThread, create_threads
from forum.leaving.actions import forget
from forum.mail.delivery import send_due
from forum.mail.schedule import DAY, OLDEST
from forum.members.viewer import GUEST
from forum.moderation import actions as moderation
from forum.moderation.actions import moderate
from forum.revisions import actions as revisions
from forum.spaces import actions as spaces
from forum.texts.actions import compose
from forum.threads import queries
from forum.threads.actions import withdraw
from forum.threads.models import Post, Thread

from ..support.world import User, World

ADDRESSES: dict[str, Any] = {
    "mail_from": "Forum <forum@intranet.example>",
    "url": "https://intranet.example/forum",
}


class New(NamedTuple):
    """The new things that somebody hears of: everything else is old to them."""

    badge: int = 0
    for_you: int = 0
    listed: int = 0
    beside: int = 0
    first: str = "newer"


@dataclass
class Scene:
    """Ana looks after a space and opened "Newer" there; Ben opened and read "Older"."""

    world: World
    sent: list[EmailMessage]
    ana: User
    ben: User
    cleo: User
    space: Any
    older: int
    newer: int

    def news(self) -> New:
        """Return what Ben is told is new."""
        browser, home = self.world.client(self.ben), self.world.home
        front = browser.get(f"{home}/").text
        space = browser.get(f"{home}/s/{self.space.slug}").text
        order = re.findall(r'/t/\d+-(older|newer)"', space)
        row = re.search(r'<li class="fx-thread.*?>Older<.*?</li>', space, re.S)
        return New(
            badge=number(r'fx-count">(\d+)<', front),
            for_you=browser.get(f"{home}/-/for-you").text.count('"fx-is-new"'),
            listed=number(r"(\d+) new<", row[0] if row else ""),
            beside=number(r"(\d+) new<", front.split("</main>")[0].split("Letters")[-1]),
            first=order[0] if order else "",
        )

    def button(self) -> str | None:
        """Return where the button for new posts leads on the thread's page, without reading it."""
        page = self.world.client(self.ben).get(
            f"{self.world.home}/t/{self.older}-older", headers={"Sec-Purpose": "prefetch"}
        )
        found = re.search(r'href="([^"]*)"[^>]*>\s*Go to the', page.text)
        return found[1].replace("&amp;", "&") if found else None

    def read(self) -> None:
        """Let Ben open "Older"."""
        answer = self.world.client(self.ben).get(f"{self.world.home}/t/{self.older}-older")
        assert answer.status_code == 200

    def mailed(self, later: timedelta = timedelta(minutes=10)) -> int:
        """Return how many messages Ben has, after what is due *later* was sent."""
        with self.world.app.app_context():
            send_due(now() + later)
        return sum(str(self.ben.email) in message["To"] for message in self.sent)

    def say(self, text: str = "Sent by mistake") -> int:
        """Let Cleo answer in "Older"; return the post's id."""
        return self.world.write(self.older, self.cleo, text)


def number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return int(found[1]) if found else 0


@pytest.fixture
def scene(make_site: Callable[..., World]) -> Scene:
    """A site that sends mail; Ben has opened his thread, and the other one is newer."""
    sent: list[EmailMessage] = []
    found: list[World] = []
    world = make_site(**ADDRESSES, mail=sent.append, load=lambda id: found[0].site.people.get(id))
    found.append(world)
    ana, ben, cleo = (
        world.member(name, email=f"{name.lower()}@intranet.example")
        for name in ("Ana", "Ben", "Cleo")
    )
    space = world.space("Letters", by=ana)
    older, newer = (
        world.ask(space, user, title) for user, title in ((ben, "Older"), (ana, "Newer"))
    )
    made = Scene(world, sent, ana, ben, cleo, space, older, newer)
    made.read()
    return made


def hide(scene: Scene, post: int) -> None:
    with scene.world.request():
        moderate.hide(post, why="Not here")


def restore(scene: Scene, post: int) -> None:
    with scene.world.request():
        moderate.restore(post)


def take_back(scene: Scene, post: int) -> None:
    with scene.world.request():
        withdraw.withdraw(post)


def move_away(scene: Scene, _post: int) -> None:
    closed = scene.world.space("Circle", by=scene.cleo, access="closed")
    with scene.world.request():
        moderate.move(scene.older, space_id=closed.id)


def move_back(scene: Scene, _post: int) -> None:
    with scene.world.request():
        moderate.move(scene.older, space_id=scene.space.id)


def hide_and_take_back(scene: Scene, post: int) -> None:
    hide(scene, post)
    take_back(scene, post)


ACTS = {"hidden": (hide, restore), "moved": (move_away, move_back)}
NEWS = New(badge=1, for_you=1, listed=1, beside=1, first="older")


@pytest.mark.parametrize("act", [hide, take_back, hide_and_take_back, move_away])
def test_a_withheld_post_is_not_new_anywhere(scene: Scene, act: Callable[..., None]) -> None:
    post = scene.say()
    assert scene.news() == NEWS
    act(scene, post)
    assert scene.news() == New()
    assert scene.mailed() == 0
    assert scene.mailed(OLDEST) == 0


@pytest.mark.parametrize("act", ACTS)
def test_what_is_shown_again_is_new_again_everywhere(scene: Scene, act: str) -> None:
    withhold, show = ACTS[act]
    post = scene.say()
    withhold(scene, post)
    assert scene.mailed() == 0
    show(scene, post)
    assert scene.news() == NEWS
    assert scene.mailed() == 1
    assert scene.mailed(DAY) == 1


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("button", ["read", "seen"])
def test_marking_everything_leaves_what_is_withheld(scene: Scene, act: str, button: str) -> None:
    withhold, show = ACTS[act]
    post = scene.say()
    withhold(scene, post)
    browser, home = scene.world.client(scene.ben), scene.world.home
    if button == "read":
        assert browser.post(f"{home}/-/read").status_code == 302
    else:
        data = {"newest": "99999999999.0-1"}
        assert browser.post(f"{home}/-/for-you", data=data).status_code == 302
    show(scene, post)
    assert scene.news() == NEWS


def test_marking_everything_reads_the_other_posts_of_such_a_thread(scene: Scene) -> None:
    first, _, third = scene.say(), scene.say(), scene.say()
    hide(scene, first)
    hide(scene, third)
    assert scene.news().listed == scene.news().beside == 1
    scene.world.client(scene.ben).post(f"{scene.world.home}/-/read")
    assert scene.news().listed == scene.news().beside == 0
    restore(scene, third)
    assert scene.news().listed == scene.news().beside == 1


def test_a_placeholder_that_was_looked_at_is_not_the_post(scene: Scene) -> None:
    post = scene.say()
    hide(scene, post)
    scene.read()
    assert scene.news() == New()
    restore(scene, post)
    assert scene.news() == NEWS
    scene.read()
    assert scene.news() == New(first="older")


def test_what_was_read_before_it_was_hidden_stays_read(scene: Scene) -> None:
    post = scene.say()
    scene.read()
    hide(scene, post)
    scene.say("Another")
    assert scene.news().listed == 1
    restore(scene, post)
    assert scene.news().listed == 1
    assert scene.button() == "#p3"


def test_the_button_leads_past_what_is_withheld(scene: Scene) -> None:
    post = scene.say()
    hide(scene, post)
    assert scene.button() is None
    scene.say("Another")
    assert scene.button() == "#p3"
    restore(scene, post)
    assert scene.button() == "#p2"


def test_replies_beyond_the_tenth_count_the_same(scene: Scene) -> None:
    scene.say()
    for n in range(12):
        scene.world.write(scene.older, scene.ana, f"Reply {n}", to=2)
    scene.read()
    assert (scene.news().listed, scene.news().badge) == (2, 2)
    with scene.world.request():
        deep = queries.post_by_number(GUEST, scene.older, 14)
        assert deep is not None
    hide(scene, deep.id)
    assert (scene.news().listed, scene.news().badge) == (1, 1)
    restore(scene, deep.id)
    assert (scene.news().listed, scene.news().badge) == (2, 2)


def test_a_mention_that_an_edit_adds_goes_and_comes_with_its_post(scene: Scene) -> None:
    post = scene.world.write(scene.newer, scene.cleo, "Nobody is named")
    author = scene.world.id(scene.cleo)
    with scene.world.request():
        revisions.edit(post, revision=1, editor_id=author, text=compose("Ask @ben"), reason="")
    assert scene.news().badge == 1
    hide(scene, post)
    assert scene.news().badge == 0
    restore(scene, post)
    assert scene.news().badge == 1


def test_a_locked_thread_and_an_archived_space_change_nothing(scene: Scene) -> None:
    post = scene.say()
    with scene.world.request():
        moderate.lock_thread(scene.older, why="Settled")
        spaces.archive_space(scene.space.id, archived=True)
    assert scene.news()._replace(beside=1) == NEWS
    take_back(scene, post)
    assert scene.news() == New()


def test_a_thread_that_is_withdrawn_whole_is_new_to_nobody(scene: Scene) -> None:
    thread = scene.world.ask(scene.space, scene.cleo, "Gone", "@ben, do you know?")
    assert scene.news().badge == 1
    with scene.world.request():
        opening = queries.post_by_number(GUEST, thread, 1)
        assert opening is not None
    take_back(scene, opening.id)
    assert scene.news() == New()
    assert scene.mailed() == 0


def test_a_forgotten_author_leaves_what_they_wrote_and_hid(scene: Scene) -> None:
    first, _ = scene.say(), scene.say("It stays")
    take_back(scene, first)
    with scene.world.request():
        forget(scene.cleo.id)
    assert (scene.news().listed, scene.news().badge) == (1, 1)


def test_a_dismissed_member_who_comes_back_finds_what_is_new(scene: Scene) -> None:
    world = scene.world
    circle = world.space("Circle", by=scene.ana, access="closed", members_=(scene.ben, scene.cleo))
    thread = world.ask(circle, scene.ben, "Ours")
    world.write(thread, scene.cleo)
    ben = world.id(scene.ben)
    with world.request():
        spaces.remove_member(circle.id, ben)
    assert (scene.news().badge, scene.mailed()) == (0, 0)
    with world.request():
        spaces.add_member(circle.id, ben)
    assert (scene.news().badge, scene.mailed()) == (1, 1)


def test_a_space_that_closes_and_opens_takes_its_news_along(scene: Scene) -> None:
    def describe(access: str) -> None:
        with scene.world.request():
            spaces.describe_space(
                scene.space.id, name="Letters", purpose="Letters", norms="", access=access
            )

    scene.say()
    describe("closed")
    front = scene.world.client(scene.ben).get(f"{scene.world.home}/").text
    assert 'fx-count">' not in front
    assert scene.mailed() == 0
    describe("open")
    assert scene.news() == NEWS
    assert scene.mailed() == 1


def test_the_last_activity_is_that_of_the_newest_shown_post(scene: Scene) -> None:
    def active() -> datetime:
        found: datetime = scene.world.scalar(
            select(Thread.active_at).where(Thread.id == scene.older)
        )
        return found

    opened, first = active(), scene.say()
    after_first, second = active(), scene.say()
    after_second = active()
    for act, post, expected in (
        (hide, first, after_second),
        (hide, second, opened),
        (restore, first, after_first),
        (restore, second, after_second),
        (take_back, second, after_first),
        (take_back, first, opened),
    ):
        act(scene, post)
        assert active() == expected
    with scene.world.request():
        assert list(counters.faults()) == []


def test_an_import_brings_hidden_posts_that_are_no_news(world: World) -> None:
    ana = world.member("Ana")
    space, author, day = (
        world.space("Letters", by=ana),
        world.id(ana),
        datetime(2020, 1, 1, tzinfo=UTC),
    )
    with world.request():
        posts = [
            ImportedPost(
                author_id=author,
                at=day + timedelta(days=n),
                source="<p>Old</p>",
                html="<p>Old</p>",
                hidden="Spam" if n in {1, 3, 4} else "",
            )
            for n in range(5)
        ]
        new = NewThread(space_id=space.id, kind="discussion", title="Old", posts=posts)
        ((id, _),) = create_threads([new])
    with world.request():
        found = session().execute(select(Thread.withheld, Thread.active_at)).one()
        assert tuple(found) == ("2,4-5", day + timedelta(days=2))
        assert list(counters.faults()) == []
    ben = world.member("Ben")
    page = world.client(ben).get(f"{world.home}/t/{id}-old").text
    assert "fx-is-new" not in page
    assert "1 new" not in world.client(ben).get(f"{world.home}/s/letters").text


def test_a_post_written_meanwhile_does_not_make_a_thread_older(world: World) -> None:
    from forum.threads.actions import write

    ana = world.member("Ana")
    thread, author = world.ask(world.space("Letters", by=ana), ana), world.id(ana)
    late = now() + timedelta(seconds=5)
    with world.request():
        write.write(thread, author_id=author, text=compose("Late"), at=late)
        write.write(thread, author_id=author, text=compose("Began before"), at=now())
    assert world.scalar(select(Thread.active_at)) == late
    with world.request():
        assert list(counters.faults()) == []


def test_stewards_who_hide_two_posts_at_once_are_both_counted(world: World) -> None:
    ana = world.member("Ana")
    thread = world.discuss(world.space("Letters", by=ana), ana)
    posts = [world.write(thread, ana) for _ in range(12)]

    def decide(mine: list[int]) -> None:
        for post in mine:
            with world.request():
                moderate.hide(post, why="Not here")
        for post in mine[1:]:
            with world.request():
                moderate.restore(post)

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(decide, posts[n::3]) for n in range(3)]:
            done.result(timeout=120)
    assert world.scalar(select(Thread.withheld)) == "2-4"
    with world.request():
        assert list(counters.faults()) == []
        hidden = session().scalars(select(Post.number).where(Post.state == "hidden"))
        assert sorted(hidden) == [2, 3, 4]


def test_a_steward_s_own_act_moves_the_notices_too(scene: Scene) -> None:
    closed = scene.world.space("Circle", by=scene.ana, access="closed")
    scene.say()
    viewer = scene.world.viewer(scene.ana)
    with scene.world.request():
        thread = queries.thread(viewer, scene.older)
        assert thread is not None
        steward = viewer.member_id or 0
        moderation.move(thread, steward_id=steward, space_id=closed.id, why="Private")
    assert scene.news() == New()
    assert scene.mailed() == 0
