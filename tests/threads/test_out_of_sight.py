"""Whoever can no longer read a space still finds what they wrote there, and can delete it.

The kind: somebody's own words that only others can still reach. Siblings covered: dismissed from a
closed space, out of the host's group, an open space that was closed, a moved thread, an opening, a
reply, a reflection, a hidden post, an archived space, a locked thread; and that it ends when the
space is readable again. ``tests/test_canary.py`` checks that nothing else of the space is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.moderation.actions import moderate
from forum.spaces import actions as spaces
from forum.spaces.models import Membership, Space
from forum.threads.models import Post, Revision, Thread

from ..support.world import User, World

HEADING = "Written in spaces you can no longer read"


class Left:
    """Ana looks after a space that Ben has left; he wrote there, and in an open one."""

    def __init__(self, world: World, *, audience: str | None = None) -> None:
        self.world, self.ana = world, world.member("Ana")
        groups = frozenset({audience} if audience else ())
        self.ana.audiences = groups
        self.ben = world.member("Ben", audiences=groups)
        self.space = world.space(
            "Round table",
            by=self.ana,
            access="bound" if audience else "closed",
            audience=audience,
            members_=() if audience else (self.ben,),
        )
        self.thread = world.ask(self.space, self.ana, "Kx7q title", "Kx7q opening")
        self.post = world.write(self.thread, self.ben, "My own **words**")
        self.others = world.write(self.thread, self.ana, "Kx7q reply", to=2)

    def leave(self) -> None:
        """Ben no longer reads the space."""
        self.ben.audiences = frozenset()
        id = self.world.id(self.ben)
        with self.world.request():
            session().query(Membership).filter_by(member_id=id).delete()

    def own_page(self, user: User | None = None) -> str:
        """Return Ben's page as *user* sees it, by default Ben."""
        return str(self.world.client(user or self.ben).get(f"{self.world.home}/m/ben").text)

    def state(self, post: int) -> str:
        return str(self.world.scalar(select(Post.state).where(Post.id == post)))


@pytest.fixture
def left(world: World) -> Left:
    made = Left(world)
    made.leave()
    return made


def back(left: Left, post: int, user: User | None = None) -> Any:
    client = left.world.client(user or left.ben)
    return client.post(f"{left.world.home}/p/{post}/back")


@pytest.mark.parametrize("audience", [None, "round-table-people"])
def test_the_list_shows_number_date_and_text_and_deletes(world: World, audience: str) -> None:
    left = Left(world, audience=audience)
    assert HEADING not in left.own_page()
    left.leave()
    page = left.own_page()
    assert HEADING in page
    section = page.partition(HEADING)[2]
    assert "#2" in section
    assert "<time" in section
    assert "My own words" in section
    assert f"/p/{left.post}/back" in section
    for secret in ("Kx7q", "Round table", f"/t/{left.thread}", "round-table"):
        assert secret not in page
    form = world.client(left.ben).get(f"/forum/p/{left.post}/back")
    assert form.status_code == 200
    assert "My own <strong>words</strong>" in form.text
    for secret in ("Kx7q", "Round table", f"/t/{left.thread}", "round-table"):
        assert secret not in form.text
    answer = back(left, left.post)
    assert answer.status_code == 302
    after = world.client(left.ben).get(answer.location).text
    assert "Your post has been deleted." in after
    assert HEADING not in after
    assert left.state(left.post) == "withdrawn"
    source = world.scalar(select(Revision.source).where(Revision.post_id == left.post))
    assert source == ""
    shown = world.client(left.ana).get(f"/forum/t/{left.thread}", follow_redirects=True).text
    assert "My own" not in shown
    assert "Kx7q reply" in shown


def test_nobody_else_sees_the_list_or_deletes(left: Left) -> None:
    root = left.world.member("Root", is_admin=True)
    for user in (left.ana, root, left.world.member("Eva")):
        assert HEADING not in left.own_page(user)
        expected = 403 if user is left.ana else 404
        assert back(left, left.post, user).status_code == expected
    assert left.state(left.post) == "shown"


def test_posts_of_others_there_stay_out_of_reach(left: Left) -> None:
    opening = left.world.scalar(select(Post.id).where(Post.number == 1))
    for post in (opening, left.others):
        assert left.world.client(left.ben).get(f"/forum/p/{post}/back").status_code == 404
        assert back(left, post).status_code == 404
    for where in ("edit", "history", "report", "hide"):
        answer = left.world.client(left.ben).get(f"/forum/p/{left.post}/{where}")
        assert answer.status_code == 404, where
    assert left.world.client(left.ben).get(f"/forum/p/{left.post}").status_code == 404


def test_guests_see_no_such_list(make_site: Callable[..., World]) -> None:
    world = make_site(guests_read=True)
    left = Left(world)
    left.leave()
    world.ask(world.space("Letters", by=left.ana), left.ben)
    answer = world.client().get("/forum/m/ben")
    assert answer.status_code == 200
    assert HEADING not in answer.text


@pytest.mark.parametrize("what", ["hidden", "locked", "archived", "open then closed", "moved"])
def test_it_works_whatever_became_of_the_post(world: World, what: str) -> None:
    left = Left(world)
    other = world.space("Another table", by=left.ana, access="closed")
    with world.request():
        if what == "hidden":
            moderate.hide(left.post, why="Kx7q why")
        elif what == "locked":
            session().execute(update(Thread).values(locked_at=now(), locked_why="Kx7q lock"))
        elif what == "archived":
            session().execute(update(Space).values(archived_at=now()))
        elif what == "moved":
            session().execute(update(Thread).values(space_id=other.id))
    if what != "moved":
        left.leave()
    page = left.own_page()
    assert "My own words" in page
    assert "Kx7q" not in page
    assert back(left, left.post).status_code == 302
    assert left.state(left.post) == "withdrawn"


@pytest.mark.parametrize("kind", ["opening", "reply", "reflection", "alone"])
def test_every_kind_of_post_is_listed(world: World, kind: str) -> None:
    left = Left(world)
    if kind in {"opening", "alone"}:
        thread = world.ask(left.space, left.ben, "Kx7q mine", "Words of mine")
        if kind == "opening":
            world.write(thread, left.ana, "Kx7q answer")
        post = world.scalar(select(Post.id).where(Post.thread_id == thread, Post.number == 1))
    else:
        to = 2 if kind == "reply" else None
        reflection = kind == "reflection"
        post = world.write(left.thread, left.ben, "Words of mine", to=to, reflection=reflection)
    left.leave()
    page = left.own_page()
    assert "Words of mine" in page
    assert "Kx7q" not in page
    answer = back(left, post)
    assert answer.location.partition("?")[0].endswith("/m/ben")
    assert "Words of mine" not in left.own_page()


def test_once_the_space_is_readable_again_the_list_is_gone(left: Left) -> None:
    id = left.world.id(left.ben)
    with left.world.request():
        spaces.add_member(left.space.id, id)
    page = left.own_page()
    assert HEADING not in page
    assert "My own words" in page
    assert "Kx7q title" in page


def test_what_can_be_read_is_not_in_the_list(left: Left) -> None:
    world = left.world
    world.ask(world.space("Letters", by=left.ana), left.ben, "In the open", "Open words")
    section = left.own_page().partition(HEADING)[2]
    assert "My own words" in section
    assert "Open words" not in section


def lists(sent: Iterable[object]) -> list[str]:
    """Return the statements that look for posts out of sight; the badge is another one."""
    of_posts = "NOT IN ('withdrawn', 'removed')"
    return [one for one in map(str, sent) if of_posts in one and "forum_notice" not in one]


def test_a_long_list_costs_one_statement_and_goes_on_as_posts_are_deleted(
    left: Left, statements: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from forum.members import views

    monkeypatch.setattr(views, "OUT_OF_SIGHT", 3)
    world, id = left.world, left.world.id(left.ben)
    with world.request():
        spaces.add_member(left.space.id, id)
    posts = [left.post, *(world.write(left.thread, left.ben, f"Number {n}") for n in range(4))]
    left.leave()
    left.own_page()
    with statements() as sent:
        page = left.own_page()
    assert len(lists(sent)) == 1
    assert [f"/p/{post}/back" in page for post in posts] == [False, False, True, True, True]
    back(left, posts[-1])
    assert f"/p/{posts[1]}/back" in left.own_page()
    with statements() as sent:
        world.client(left.ana).get("/forum/m/ben")
    assert not lists(sent)
