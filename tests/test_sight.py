"""Lists, queries and pages agree on who sees what: one truth table for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.artefacts import actions as keeping
from forum.artefacts import policy as shelf
from forum.artefacts import queries as artefacts
from forum.artefacts.policy import may_copy
from forum.artefacts.queries import revisions as artefact_revisions
from forum.core.database.session import session
from forum.lists.queries import posts as written_posts
from forum.lists.queries import threads as lists
from forum.members.viewer import GUEST, Viewer
from forum.moderation import policy as order
from forum.moderation.actions import moderate
from forum.moderation.queries import reports
from forum.revisions import queries as revisions
from forum.search.queries.hits import post_hits
from forum.spaces import actions as spaces
from forum.spaces.current import current_spaces, current_viewer, find_space
from forum.spaces.policy import may_manage, readable_by_member
from forum.texts.actions import compose
from forum.threads import queries
from forum.threads.actions import withdraw
from forum.threads.models import Post, Revision
from forum.threads.policy import acts, readable_text
from forum.threads.quotations import chosen_posts

from .support.world import User, World

VIEWERS = ("guest", "stranger", "member", "author", "blocked", "steward", "admin")
"""Everybody but guest, stranger and admin belongs to the closed space, and to the group."""
EVERYBODY = set(VIEWERS)
THOSE_IN = {"member", "author", "blocked", "steward"}

READS = {
    # (access, whether guests read): everybody who reads the space, its threads and artefacts
    ("open", True): EVERYBODY,
    ("open", False): EVERYBODY - {"guest"},
    ("closed", True): THOSE_IN,
    ("closed", False): THOSE_IN,
    ("bound", True): THOSE_IN,
    ("bound", False): THOSE_IN,
}
WRITES = {
    "open": EVERYBODY - {"guest", "blocked"},
    "closed": THOSE_IN - {"blocked"},
    "bound": THOSE_IN - {"blocked"},
}
MANAGES = {"open": {"steward", "admin"}, "closed": {"steward"}, "bound": {"steward"}}
GROUP = "team:7"
"""The host's group that reads the bound space; the members of the closed space are in it."""
STATES = {
    # the state of an opening: whether its thread is there, and which readers may read its text
    "shown": (True, EVERYBODY),
    "hidden": (True, {"author"}),
    "withdrawn": (True, set[str]()),
    "gone": (False, set[str]()),
}


@dataclass
class Shelf:
    """A space with a thread in every state, and an artefact made from the one that is shown."""

    space: Any
    threads: dict[str, int]
    posts: dict[str, int]
    artefact: int


@dataclass
class Site:
    """A world with a space of every access, and everybody who may look."""

    world: World
    people: dict[str, User | None]
    shelves: dict[str, Shelf]

    @contextmanager
    def viewing_as(self, who: str) -> Iterator[Viewer]:
        """Look as somebody does in a request of theirs."""
        user = self.people[who]
        headers = {"X-User": user.id} if user else {}
        with self.world.app.test_request_context(f"{self.world.home}/", headers=headers):
            yield current_viewer()


def furnish(world: World, people: dict[str, User | None], access: str) -> Shelf:
    """Make a space of *access* with everything in it."""
    steward, author = people["steward"], people["author"]
    assert steward
    assert author
    inside = [people[name] for name in ("member", "author", "blocked")]
    space = world.space(
        access,
        by=steward,
        access=access,
        members_=tuple(user for user in inside if user) if access == "closed" else (),
        audience=GROUP if access == "bound" else None,
    )
    threads = {
        state: world.ask(space, author, f"{access} {state}", tags=("t",)) for state in STATES
    }
    world.write(threads["withdrawn"], steward, "An answer keeps the thread.")
    with world.request():
        posts = {state: queries.post_by_number(GUEST, id, 1) for state, id in threads.items()}
        moderate.hide(posts["hidden"].id, why="A name")  # type: ignore[union-attr]
        for state in ("withdrawn", "gone"):
            withdraw.withdraw(posts[state].id)  # type: ignore[union-attr]
        ids = {state: post.id for state, post in posts.items() if post}
        kept = keeping.create(
            space_id=space.id,
            kind="summary",
            title=access,
            tags=["t"],
            text=compose("Kept"),
            author_id=posts["shown"].author_id,  # type: ignore[union-attr]
            sources=[(threads["shown"], ids["shown"])],
        )
        artefact = kept.id
    id = world.id(people["blocked"])  # type: ignore[arg-type]
    with world.request():
        spaces.block_member(space.id, id, blocked=True)
    return Shelf(space, threads, ids, artefact)


@pytest.fixture(params=[True, False], ids=["guests read", "guests read nothing"])
def guests_read(request: pytest.FixtureRequest) -> bool:
    """Whether guests read open spaces."""
    return bool(request.param)


@pytest.fixture
def site(make_site: Callable[..., World], guests_read: bool) -> Site:
    """Everything there is to see."""
    world = make_site(guests_read=guests_read)
    people: dict[str, User | None] = {"guest": None}
    for name in VIEWERS[1:]:
        people[name] = world.member(
            name.title(),
            is_admin=name == "admin",
            audiences=frozenset({GROUP} if name in THOSE_IN else ()),
        )
    return Site(world, people, {access: furnish(world, people, access) for access in MANAGES})


def ids(found: Iterable[Any], name: str = "id") -> set[int]:
    return {getattr(row, name) for row in found}


def rows(site: Site) -> Iterator[tuple[str, str, Shelf]]:
    """Yield every row of the table: a viewer, the access of a space, and what is in it."""
    for who, (access, shelf_) in product(VIEWERS, site.shelves.items()):
        yield who, access, shelf_


def test_a_space_is_seen_by_the_same_people_everywhere(site: Site, guests_read: bool) -> None:
    for who, access, here in rows(site):
        expected = who in READS[access, guests_read]
        with site.viewing_as(who) as viewer:
            assert (here.space.id in viewer.reads) is expected, (who, access)
            assert (here.space.id in current_spaces()) is expected, (who, access)
            assert (find_space(here.space.slug) is not None) is expected, (who, access)
            if who != "guest":  # notices are sent by the same rule
                told = session().scalar(select(readable_by_member(viewer.member_id, here.space.id)))
                assert bool(told) is expected, (who, access)
        page = site.world.client(site.people[who]).get(f"/forum/s/{here.space.slug}")
        assert (page.status_code == 200) is expected, (who, access)


def test_a_thread_is_seen_by_the_same_people_everywhere(site: Site, guests_read: bool) -> None:
    for who, access, here in rows(site):
        with site.viewing_as(who) as viewer:
            found = {
                "newest": ids(lists.fetcher(viewer, "newest")(False, None, 50)),
                "of the space": ids(
                    lists.fetcher(viewer, "newest", space_id=here.space.id)(False, None, 50)
                ),
                "by tag": ids(lists.fetcher(viewer, "newest", tag="t")(False, None, 50)),
            }
            for state, (there, _words) in STATES.items():
                expected = there and who in READS[access, guests_read]
                id = here.threads[state]
                for name, listed in found.items():
                    assert (id in listed) is expected, (who, access, state, name)
                one = queries.thread(viewer, id)
                assert (one is not None) is expected, (who, access, state)
                post = queries.post(viewer, here.posts[state])
                assert (post is not None) is expected, (who, access, state)
        browser = site.world.client(site.people[who])
        for state, (there, _words) in STATES.items():
            expected = there and who in READS[access, guests_read]
            page = browser.get(f"/forum/t/{here.threads[state]}", follow_redirects=True)
            assert (page.status_code == 200) is expected, (who, access, state)


def test_the_text_of_a_post_is_read_by_the_same_people_everywhere(
    site: Site, guests_read: bool
) -> None:
    for who, access, here in rows(site):
        with site.viewing_as(who) as viewer:
            author = session().scalar(select(Post.author_id).where(Post.id == here.posts["shown"]))
            written = ids(written_posts.posts_by(viewer, author or 0)(False, None, 50))
            found = post_hits(viewer, [f"p{id}" for id in here.posts.values()])
            for state, (_there, readers) in STATES.items():
                readable = who in READS[access, guests_read] and who in readers
                post = queries.post(viewer, here.posts[state])
                alone = post is not None and readable_text.may_read_source(viewer, post)
                assert alone is readable, (who, access, state)
                listed = (
                    readable and state == "shown"
                )  # no list shows a hidden post, even to its author
                assert (here.posts[state] in written) is listed, (who, access, state)
                assert (f"p{here.posts[state]}" in found) is listed, (who, access, state)


def test_expression_and_rule_agree_on_what_is_withheld(site: Site, guests_read: bool) -> None:
    ids_ = [id for here in site.shelves.values() for id in here.posts.values()]
    with site.world.request():  # so that no text is missing because it was blanked
        session().execute(update(Post).where(Post.id.in_(ids_)).values(html="<p>Words</p>"))
        session().execute(update(Revision).where(Revision.post_id.in_(ids_)).values(source="Words"))
    for who, access, here in rows(site):
        if who not in READS[access, guests_read]:
            continue
        with site.viewing_as(who) as viewer:
            for state, (_there, readers) in STATES.items():
                post = queries.post(viewer, here.posts[state])
                stewards = reports.post_to_moderate(viewer, here.posts[state])
                whole = queries.thread(viewer, here.threads[state])
                if post is None or stewards is None or whole is None:
                    assert state == "gone"
                    continue
                expected = "" if who in readers else state
                row = (who, access, state)
                assert post.withheld == readable_text.why_withheld(viewer, post) == expected, row
                assert bool(post.html) is (expected == ""), row
                assert may_copy(post, whole) is (state == "shown"), row
                assert stewards.withheld == ("withdrawn" if state == "withdrawn" else ""), row
                assert bool(stewards.html) is (state != "withdrawn"), row
                revision = revisions.revision(viewer, post.id, 1)
                assert revision is not None, row
                assert bool(revision.source) is (expected == ""), row
                copied = chosen_posts(here.threads[state], [post.id])
                assert bool(copied) is may_copy(post, whole), row


def test_an_artefact_is_seen_by_the_same_people_everywhere(site: Site, guests_read: bool) -> None:
    for who, access, here in rows(site):
        expected = who in READS[access, guests_read]
        with site.viewing_as(who) as viewer:
            lists = (
                artefacts.fetcher(viewer)(False, None, 50),
                artefacts.fetcher(viewer, space_id=here.space.id)(False, None, 50),
                artefacts.fetcher(viewer, tag="t")(False, None, 50),
                artefacts.latest(viewer, most=50),
                artefacts.made_from(viewer, here.threads["shown"]),
            )
            for n, listed in enumerate(lists):
                assert (here.artefact in ids(listed)) is expected, (who, access, n)
            one = artefacts.artefact(viewer, here.artefact)
            assert (one is not None) is expected, (who, access)
            assert (one is None) or shelf.may_read_source(viewer, one), (who, access)
            revision = artefact_revisions.revision(viewer, here.artefact, 1)
            assert (revision is not None and revision.source == "Kept") is expected, (who, access)
        browser = site.world.client(site.people[who])
        page = browser.get(f"/forum/a/{here.artefact}", follow_redirects=True)
        assert (page.status_code == 200) is expected, (who, access)


def test_nobody_acts_in_a_space_they_cannot_read(site: Site, guests_read: bool) -> None:
    for who, access, here in rows(site):
        with site.viewing_as(who) as viewer:
            reads = who in READS[access, guests_read]
            writes = who in WRITES[access]
            space_id = here.space.id
            assert not writes or reads, (who, access)
            assert acts.may_open(viewer, space_id) is writes, (who, access)
            assert shelf.may_create(viewer, space_id) is writes, (who, access)
            assert order.may_settle(viewer, space_id) is (who == "steward"), (who, access)
            assert may_manage(viewer, here.space) is (who in MANAGES[access]), (who, access)
            one = artefacts.artefact(viewer, here.artefact)
            assert (one is not None and shelf.may_edit(viewer, one)) is writes, (who, access)
            for state, (there, _words) in STATES.items():
                _acts(viewer, here, state, who=who, writes=writes and there)


def _acts(viewer: Viewer, here: Shelf, state: str, *, who: str, writes: bool) -> None:
    thread = queries.thread(viewer, here.threads[state])
    post = queries.post(viewer, here.posts[state])
    row = (who, here.space.access, state)
    assert (thread is not None and acts.may_write(viewer, thread)) is writes, row
    assert (thread is not None and acts.may_moderate(viewer, thread)) is (
        thread is not None and who == "steward"
    ), row
    mine = who == "author" and post is not None
    assert (post is not None and thread is not None and acts.may_edit(viewer, post, thread)) is (
        mine and state == "shown"
    ), row
    assert (post is not None and acts.may_withdraw(viewer, post)) is (
        mine and state in {"shown", "hidden"}
    ), row
    assert (post is not None and order.may_report(viewer, post)) is (
        post is not None and state == "shown" and who not in {"guest", "author"}
    ), row
