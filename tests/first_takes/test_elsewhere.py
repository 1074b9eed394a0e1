"""A sealed take stays sealed, and opens, wherever its thread is moved and whatever follows."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from forum.core.database.base import now
from forum.core.database.outbox import record_changes
from forum.core.database.session import session
from forum.core.text.sections import join_sections
from forum.leaving.actions import forget
from forum.moderation.actions import moderate
from forum.notices.actions import mark_all_seen
from forum.prompts.presenters import newest_wording
from forum.search.indexer import drain, rebuild
from forum.spaces.models import Space
from forum.texts.actions import compose
from forum.threads.actions import write
from forum.threads.models import Post, Thread

from ..support.sealed import CANARY, NAME, SEALED_TO, Sealed, open_sealed, seal, write_take
from ..support.world import World

ASKED = (
    *("is:answered", "is:unanswered", "is:helped", "is:tried", "kind:answer", "kind:discussion"),
    *(f"author:{NAME}", f"{CANARY}edi", f'"{CANARY}edited"', f"zeisig -{CANARY}edited"),
    *("tag:plain", "author:opener", "after:2020-01-01 zeisig", "in:letters zeisig"),
)
"""Searches that might count or find a take without naming it."""


@pytest.fixture
def sealed(make_site: Callable[..., World]) -> Sealed:
    """A thread with three first takes, two of them reported, tried and told of in notices."""
    return seal(make_site(guests_read=True))


def hits(site: Sealed, who: str, asked: str = f"{CANARY}edited") -> int:
    """Return how many takes of the thread *who* finds."""
    query = {"q": asked, "thread": site.thread}
    page = site.browser(who).get("/forum/-/search", query_string=query)
    assert page.status_code == 200, page.text
    return len(re.findall("<mark>", page.text))


def test_no_search_counts_a_take(make_site: Callable[..., World]) -> None:
    """Every search says the same before and after one more is written: facets and totals too."""
    site = seal(make_site(guests_read=True), access="closed")
    found: list[dict[tuple[str, str], list[str]]] = []
    for _ in range(2):
        found.append({})
        for who in ("reader", "steward", "blocked"):
            for asked in ASKED:
                page = site.browser(who).get("/forum/-/search", query_string={"q": asked}).text
                assert f"{CANARY}take" not in page
                words = re.sub(r"<time[^>]*>[^<]*</time>|<script.*?</script>", "", page)
                found[-1][who, asked] = sorted(re.findall(r"\d+ \w+|\(\d+\)|/t/\d+|/p/\d+", words))
        write_take(site.world, site.thread, site.people["follower"])
        with site.world.app.app_context():
            drain()
    assert found[0] == found[1]


def test_takes_that_answer_a_set_are_not_read_side_by_side(sealed: Sealed) -> None:
    world = sealed.world
    author = world.id(sealed.people["first"])  # type: ignore[arg-type]
    thread = open_sealed(world, sealed.space.id, sealed.people["opener"])  # type: ignore[arg-type]
    with world.request():
        asked = newest_wording("case", "en")
        source = join_sections(asked.headings, [f"{CANARY}case", "", "", ""][: len(asked.headings)])
        text = compose(source, prompts=asked)
        write.write(thread, author_id=author, text=text)
    places = ("/forum/s/letters/prompts/case", "/forum/s/letters/prompts/case.csv")
    for who in (*SEALED_TO, "second"):
        for place in places:
            text_of = sealed.browser(who).get(place).text
            assert CANARY not in text_of, (who, place)
            assert NAME not in text_of.replace(f"{NAME} second", ""), (who, place)
    assert [CANARY in sealed.browser("opener").get(place).text for place in places] == [True, True]


@pytest.mark.parametrize("how", ["close", "move", "rebuild"])
def test_the_index_follows_and_keeps_the_seal(sealed: Sealed, how: str) -> None:
    world, steward = sealed.world, sealed.people["steward"]
    assert steward
    members = tuple(user for name, user in sealed.people.items() if user and name != "admin")
    other = world.space("Elsewhere", by=steward, access="closed", members_=members)
    if how == "close":
        with world.request():
            session().execute(
                update(Space).where(Space.id == sealed.space.id).values(access="closed")
            )
            record_changes(session(), kind="space", ids=[sealed.space.id])
    elif how == "move":
        with world.request():
            moderate.move(sealed.thread, space_id=other.id)
    with world.app.app_context():
        if how == "rebuild":
            rebuild()
        drain()
    finders = ("steward",) if how == "close" else ("reader", "first", "steward")
    assert hits(sealed, "first") == (0 if how == "close" else 2)
    assert [hits(sealed, who) for who in ("reader", "steward", "admin", "guest")] == [0] * 4
    sealed.open_at(now() - timedelta(seconds=1))
    assert [hits(sealed, who) for who in finders] == [2] * len(finders)
    with world.app.app_context():
        drain()
    assert [hits(sealed, who) for who in finders] == [2] * len(finders)
    if how != "rebuild":
        assert [hits(sealed, who) for who in ("admin", "guest")] == [0, 0]
    scope = select(Thread.index_scope).where(Thread.id == sealed.thread)
    assert world.scalar(scope) == ""


@pytest.mark.sites("postgres", "sqlite")
def test_of_two_first_posts_at_once_one_is_the_take(sealed: Sealed) -> None:
    browser = [sealed.browser("reader") for _ in range(4)]
    place = f"/forum/t/{sealed.thread}/reply"
    with ThreadPoolExecutor(4) as pool:
        sent = list(
            pool.map(lambda n: browser[n].post(place, data={"text": f"Number {n}"}), range(4))
        )
    assert [answer.status_code for answer in sent] == [302] * 4
    reader = sealed.world.id(sealed.people["reader"])  # type: ignore[arg-type]
    takes = select(func.count()).where(
        Post.thread_id == sealed.thread, Post.author_id == reader, Post.take == "first"
    )
    assert sealed.world.scalar(takes) == 1


@pytest.mark.parametrize(
    "form",
    [
        *(
            {"text": text}
            for text in ("\u200b", "&#8203;", "[a]: http://b.example", "\u2800", "> ")
        ),
        {"prompts": "case.1.en", "part1": "\u200b", "part2": "&#8203;"},
        {"prompts": "case.1.en", "part1": "> "},
    ],
)
@pytest.mark.parametrize("place", ["reply", "reflect"])
@pytest.mark.sites("sqlite")
def test_what_looks_empty_opens_nothing(sealed: Sealed, place: str, form: dict[str, str]) -> None:
    browser = sealed.browser("reader")
    sent = browser.post(f"/forum/t/{sealed.thread}/{place}", data={**form, "kind": "reflection"})
    assert sent.status_code == 422
    page = browser.get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    assert CANARY not in page


def test_who_has_left_is_named_nowhere_and_what_they_wrote_stays_sealed(sealed: Sealed) -> None:
    first = sealed.people["first"]
    assert first
    with sealed.world.request():
        assert forget(first.id)
    page = sealed.browser("reader").get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    assert "former member" not in page
    assert "Other people have posted first takes" in page  # fewer than eight are left
    opened = sealed.browser("second").get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    assert "former member" in opened


@pytest.mark.sites("sqlite", "postgres")
def test_notices_of_a_take_are_new_once_it_opens(sealed: Sealed) -> None:
    """They are not counted, listed or seen before: not even by marking all of them as seen."""
    reader = sealed.browser("reader")

    def badge() -> list[str]:
        return re.findall(r'fx-count">(\d+)<', reader.get("/forum/").text)

    reader.get(f"/forum/t/{sealed.thread}", follow_redirects=True)
    viewer = sealed.world.viewer(sealed.people["reader"])
    with sealed.world.request():
        mark_all_seen(viewer, to=now())
    assert badge() == []
    assert f"/p/{sealed.takes[0]}" not in reader.get("/forum/-/for-you").text
    sealed.open_at(now() - timedelta(seconds=1))
    assert badge() == ["2"]
    assert f"/p/{sealed.takes[0]}" in reader.get("/forum/-/for-you").text


def test_a_search_after_its_day_has_it_indexed_with_its_space(sealed: Sealed) -> None:
    """PostgreSQL indexes each change with its commit: without that nothing would wake a job."""
    scope = select(Thread.index_scope).where(Thread.id == sealed.thread)
    hits(sealed, "first")
    assert sealed.world.scalar(scope) == "apart"
    sealed.open_at(now() - timedelta(minutes=1))
    assert hits(sealed, "guest") == 2
    assert sealed.world.scalar(scope) == ""
    assert hits(sealed, "guest") == 2
