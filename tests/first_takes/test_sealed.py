"""A sealed take is met nowhere: on no page, in no count, search, mail or copy, by nobody.

Every address of the forum is asked for it, by everybody who has not written theirs: stewards,
administrators, followers, who was mentioned in it, who is blocked, and guests. New addresses are
found by themselves. Then the same is asked on its day, when all of them read it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, or_, select

from forum.core.database.base import now
from forum.core.database.session import session
from forum.core.state import state
from forum.lists.queries import threads as lists
from forum.mail.queries import news
from forum.moderation.queries import reports
from forum.notices import queries as notices
from forum.notices.models import Notice
from forum.search.indexer import drain
from forum.search.queries.results import similar_threads
from forum.threads import queries
from forum.threads.models import Post
from forum.threads.quotations import chosen_posts

from ..support.sealed import CANARY, NAME, OPEN_TO, SEALED_TO, WORD, Sealed, seal, write_take
from ..support.statements import counted
from ..support.walk import address, routes
from ..support.world import World


@pytest.fixture
def sealed(make_site: Callable[..., World]) -> Sealed:
    """A thread with three first takes, two of them reported, tried and told of in notices."""
    return seal(make_site(guests_read=True))


WHERE_POSTS_ARE = {"threads.show", "search.results", "revisions.history"}
"""The pages on which whoever may read a take meets it."""


def answers(site: Sealed, who: str, *, only: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield every address, asked for the sealed posts in every way, and what *who* is shown.

    *only* names the pages that are asked, if not all of them.
    """
    app, browser = site.world.app, site.browser(who)
    both = {"old": "1", "new": "2", "to": "3", "list": "newest", "kind": "answer"}
    asked: tuple[dict[str, str], ...] = (
        {},
        {**site.things.asked(), **both},
        {"quote": "3", "q": f"{WORD} {CANARY}edited", **both},
        {"q": f"author:{NAME}", "from": "3", "to": "2"},
    )
    for rule in routes(app):
        if "GET" not in (rule.methods or ()) or (only and rule.endpoint[6:] not in only):
            continue
        for place in sorted({address(app, rule, one) for one in site.things.each(rule)}):
            for query in asked:
                got = browser.get(place, query_string=query, follow_redirects=True)
                assert got.status_code < 500, place
                yield place, got.text


def met(site: Sealed, who: str, *, only: Collection[str] = ()) -> set[str]:
    """Return where *who* meets a word of a take, or the name of somebody who has written one."""
    asked_for = re.compile(rf"{CANARY}edited|author:{NAME}", re.IGNORECASE)
    return {
        place
        for place, text in answers(site, who, only=only)
        if CANARY in (left := asked_for.sub("", text)) or NAME in left
    }


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize("who", SEALED_TO)
def test_who_has_not_written_meets_it_nowhere(sealed: Sealed, who: str) -> None:
    assert met(sealed, who) == set()


@pytest.mark.sites("postgres")
def test_whoever_looks_after_the_space_meets_it_nowhere_either(sealed: Sealed) -> None:
    """Of the people to whom it is sealed, they have the most pages."""
    assert met(sealed, "steward") == set()


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize("who", OPEN_TO)
def test_who_has_written_meets_it_where_posts_are(sealed: Sealed, who: str) -> None:
    places = met(sealed, who, only=WHERE_POSTS_ARE)
    assert any(place.endswith(f"/t/{sealed.thread}") for place in places)
    assert any(place.endswith("/-/search") for place in places)
    assert any(place.endswith(f"/p/{sealed.takes[0]}/history") for place in places)


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize("who", SEALED_TO)
def test_on_its_day_everybody_meets_it_without_a_job(sealed: Sealed, who: str) -> None:
    sealed.open_at(now() - timedelta(seconds=1))
    places = met(sealed, who, only=WHERE_POSTS_ARE)
    assert any(place.endswith(f"/t/{sealed.thread}") for place in places)
    assert any(place.endswith("/-/search") for place in places)


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize(("kind", "access"), [("discussion", "closed"), ("reflection", "open")])
def test_every_kind_of_thread_and_space_seals(
    make_site: Callable[..., World], kind: str, access: str
) -> None:
    site = seal(make_site(guests_read=True), kind=kind, access=access)
    people = {place for place in met(site, "steward") if not place.endswith("/people")}
    assert people == set()


def test_statements_count_and_list_only_the_question(sealed: Sealed) -> None:
    world = sealed.world
    for who in SEALED_TO:
        viewer = world.viewer(sealed.people[who])
        with world.request():
            thread = queries.thread(viewer, sealed.thread)
            assert thread is not None
            assert thread.sealed
            counts = (thread.posts, thread.answers, thread.helped, thread.tried, thread.kept)
            assert counts == (1, 0, 0, 0, 0), who
            (listed,) = [
                row
                for row in lists.fetcher(viewer, "newest")(False, None, 50)
                if row.id == sealed.thread
            ]
            assert (listed.posts, listed.answers, listed.helped, listed.tried) == (1, 0, 0, 0)
            assert [post.number for post in queries.page(viewer, sealed.thread, 1)] == [1]
            assert queries.branch(viewer, sealed.thread, 1) == []
            latest = queries.latest_posts(viewer, thread, most=10)
            assert [post.number for post in latest] == [1]
            assert all(queries.post(viewer, id) is None for id in sealed.takes)
            assert all(reports.post_to_moderate(viewer, id) is None for id in sealed.takes)
            assert chosen_posts(sealed.thread, list(sealed.takes)) == []
            if who != "guest":
                others = select(func.count()).select_from(Notice)
                others = others.outerjoin(Post, Post.id == Notice.post_id)
                asked = Notice.kind == "asked"  # about a thread, or a page of the library
                others = others.where(or_(Post.state == "shown", asked))
                others = others.where(Notice.member_id == viewer.member_id)
                opened = Notice.kind == "opened"  # of the question, by those who follow the space
                elsewhere = Notice.thread_id.is_distinct_from(sealed.thread)
                others = others.where(or_(elsewhere, opened))
                assert notices.unseen_count(viewer) == session().scalar(others), who
                assert news(viewer, now() + timedelta(hours=1)) == []


def test_stewards_and_administrators_have_no_key(sealed: Sealed) -> None:
    for who in ("steward", "admin"):
        page = sealed.browser(who).get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
        assert "3 people have posted a first take" in page
        assert "Post, then read the others’" in page


def found_in(sealed: Sealed) -> dict[str, object]:
    """Return a search for takes in their thread, where each of them is a hit of its own."""
    return {"q": f"{CANARY}edited", "thread": sealed.thread}


def test_similar_threads_and_a_rebuilt_index_keep_the_seal(sealed: Sealed) -> None:
    world = sealed.world
    with world.app.app_context():
        from forum.search.indexer import rebuild  # a whole index, as after a lost one

        rebuild()
    reader, first = (world.viewer(sealed.people[who]) for who in ("reader", "first"))
    with world.request():
        assert similar_threads(reader, f"{CANARY}edited") == []
    for who, hits in (("reader", 0), ("steward", 0), ("admin", 0), ("first", 2)):
        page = sealed.browser(who).get("/forum/-/search", query_string=found_in(sealed))
        assert len(re.findall("<mark>", page.text)) == hits, who
    del first


def test_after_its_day_the_index_moves_it_into_the_space(sealed: Sealed) -> None:
    sealed.open_at(now() - timedelta(seconds=1))
    world = sealed.world
    with world.app.app_context():
        drain()
        sql = select(func.count()).select_from(Post).where(Post.thread_id == sealed.thread)
        assert world.scalar(sql) == 4
    from forum.threads.models import Thread

    scope = select(Thread.index_scope).where(Thread.id == sealed.thread)
    assert world.scalar(scope) == ""
    page = sealed.browser("reader").get("/forum/-/search", query_string=found_in(sealed))
    assert len(re.findall("<mark>", page.text)) == 2


@pytest.mark.sites("sqlite")
def test_every_statement_that_reads_a_text_asks_whether_it_is_sealed(sealed: Sealed) -> None:
    """Every page is walked, and every SELECT of a post's text has the seal in it."""
    texts = re.compile(r"SELECT\b.*\bforum_(post\.html|revision\.source)\b.*\bFROM\b", re.DOTALL)
    with sealed.world.app.app_context():
        engine = state().db.engine
    with counted(engine) as statements:
        for who in ("steward", "first"):
            for _ in answers(sealed, who):
                pass
    reading = {sql for sql in statements if texts.search(sql)}
    assert len(reading) > 10
    assert [sql for sql in reading if "sealed_until >" not in sql] == []


def test_writing_opens_it_and_deleting_does_not_close_it(sealed: Sealed) -> None:
    world, reader = sealed.world, sealed.people["reader"]
    browser = sealed.browser("reader")
    own = write_take(world, sealed.thread, reader)
    assert CANARY in browser.get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    browser.post(f"/forum/p/{own}/back", data={})
    page = browser.get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    assert f"take of {NAME}" not in page  # edited meanwhile
    assert f"{CANARY}edited" in page
    second = write_take(world, sealed.thread, reader)
    assert world.scalar(select(Post.take).where(Post.id == own)) == "first"
    assert world.scalar(select(Post.take).where(Post.id == second)) is None
