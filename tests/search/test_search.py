"""The search page: its results, its facets, and its advice when there are no results."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from forum.answers.actions import marks
from forum.core.database.outbox import record_changes
from forum.core.database.session import session
from forum.core.web.body import LONGEST_QUERY
from forum.members.viewer import GUEST
from forum.moderation.actions import moderate
from forum.revisions import actions as revisions
from forum.texts.actions import Text
from forum.threads import queries
from forum.threads.actions import withdraw, write
from forum.threads.models import Post

from ..support.world import World
from .hostile import QUERIES
from .pages import facets, hits, look, total


def test_words_are_found_and_marked(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    letters = world.space("Letters", by=ana)
    thread = world.ask(letters, ana, "Refusal letters: what comes first?", "Nobody reads them.")
    world.write(thread, ben, "We tried the refusal in the *first* sentence; calls fell.")
    page = look(world, ben, "refusals call")
    assert hits(page) == [f"/t/{thread}-refusal-letters-what-comes-first#p2"]
    assert "<mark>refusal</mark>" in page
    assert "<mark>calls</mark>" in page
    assert "Ben in “Refusal letters" in page
    assert total(page) == 2  # the question has one of the words


def test_hostile_text_stays_text(world: World) -> None:
    ana = world.member("Ana <b>")
    space = world.space("<i>Letters</i>", by=ana)
    world.ask(space, ana, "<script>alert(1)</script> letter", "Some `<img src=x>` letter")
    page = look(world, ana, "letter")
    assert total(page) == 1
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<i>Letters" not in page


def test_facets_count_and_narrow(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    letters, calls = world.space("Letters", by=ana), world.space("Calls", by=ana)
    asked = world.ask(letters, ana, "Blue letters?")
    world.write(asked, ben, "Blue, yes.")
    world.write(asked, ana, "Blue thanks.", to=2)
    world.discuss(calls, ben, "Blue calls")
    world.write(asked, ben, "Blue for me.", reflection=True)
    page = look(world, ana, "blue")
    assert total(page) == 5
    counted = {**facets(page), "Everything": 5}
    assert (
        counted
        | {
            "Questions": 1,
            "Answers": 2,
            "Discussions": 1,
            "Reflections": 1,
            "Letters": 4,
            "Calls": 1,
        }
        == counted
    )
    assert total(look(world, ana, "blue", kind="answer")) == 2
    assert total(look(world, ana, "blue", space="calls")) == 1
    assert total(look(world, ana, "blue", kind="answer", space="calls")) == 0
    assert total(look(world, ana, "blue in:letters kind:answer author:me")) == 1
    assert total(look(world, ana, "blue author:ben")) == 3
    assert total(look(world, ana, "author:ben")) == 3


def test_people_and_spaces_can_be_given_by_name(world: World) -> None:
    ana, ines = world.member("Ana"), world.member("Ines Öberholzer")
    world.ask(world.space("Letters and forms", by=ana), ines, "Blue letters?")
    world.discuss(world.space("Calls", by=ana), ana, "Blue calls")
    for named in ('author:"Ines Öberholzer"', 'in:"Letters and forms"', 'in:"letters AND forms"'):
        assert total(look(world, ana, f"blue {named}")) == 1, named
    assert total(look(world, ana, 'blue author:"Ines Öberholzer" author:ANA author:me')) == 2


def test_narrowing_to_nothing_says_what_to_do(world: World) -> None:
    ana = world.member("Ana")
    world.ask(world.space("Letters", by=ana), ana, "Blue letters?")
    for narrowed in ({"space": "nowhere"}, {"kind": "nonsense"}, {"year": "1'"}, {"page": "7"}):
        page = look(world, ana, "blue", **narrowed)
        assert hits(page) == []
        assert "Show everything" in page


@pytest.mark.parametrize(
    ("zone", "year"),
    [("Pacific/Auckland", "2025"), ("America/Los_Angeles", "2024"), (None, "2024")],
)
def test_the_year_is_that_of_the_reader_s_calendar(
    world: World, zone: str | None, year: str
) -> None:
    ana = world.member("Ana", timezone=zone)
    thread = world.ask(world.space("Letters", by=ana), ana, "Blue letters?")
    with world.request():
        at = datetime(2024, 12, 31, 20, tzinfo=UTC)
        session().execute(update(Post).where(Post.thread_id == thread).values(at=at))
        record_changes(session(), kind="thread", ids=[thread])
    assert facets(look(world, ana, "blue"))[year] == 1
    for other in ("2024", "2025"):
        assert total(look(world, ana, "blue", year=other)) == (other == year)


def test_states_change_with_answers_and_marks(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana, "Blue letters?")
    assert total(look(world, ana, "is:unanswered")) == 1
    answer = world.write(thread, ben, "Blue, yes.")
    assert total(look(world, ana, "is:unanswered")) == 0
    assert total(look(world, ana, "is:answered")) == 1
    with world.request():
        marks.mark(answer, helped=True)
    world.tell(ana, post_id=answer)
    page = look(world, ana, "blue is:helped is:tried")
    assert total(page) == 2
    assert len(hits(page)) == 1
    both = look(world, ana, "blue is:helped is:tried", thread=thread)
    assert len(hits(both)) == 2
    assert "1 answer helped" in both
    assert "Tried once: worked 1" in both


def test_an_edited_opening_has_new_words_and_tags(world: World) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana, "Blue letters?", tags=("old",))
    world.write(thread, ana, "An answer to it.")
    assert total(look(world, ana, "tag:old")) == 2
    with world.request():
        post = queries.post_by_number(GUEST, thread, 1)
        assert post
        text = Text(source="Now", html="<p>Now</p>")
        revisions.edit(
            post.id,
            revision=1,
            editor_id=post.author_id,
            text=text,
            title="Green",
            tags=["new one"],
        )
    assert total(look(world, ana, "blue")) == total(look(world, ana, "tag:old")) == 0
    assert total(look(world, ana, "green")) == 2  # an answer is found by the title of its question
    assert total(look(world, ana, 'tag:"new one"')) == 2


def test_hidden_and_withdrawn_posts_are_not_found(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana, "Blue letters?")
    world.write(thread, ben, "A zebra")
    with world.request():
        post = queries.post_by_number(GUEST, thread, 2)
        assert post
        moderate.hide(post.id, why="Names")
    assert total(look(world, ben, "zebra")) == 0
    with world.request():
        post = queries.post_by_number(GUEST, thread, 2)
        assert post
        moderate.restore(post.id)
    assert total(look(world, ben, "zebra")) == 1
    with world.request():
        post = queries.post_by_number(GUEST, thread, 2)
        assert post
        withdraw.withdraw(post.id)
    assert total(look(world, ben, "zebra")) == 0
    assert total(look(world, ben, "is:unanswered")) == 1


def test_a_hit_leads_to_the_page_it_is_on(world: World) -> None:
    ana = world.member("Ana")
    thread = world.discuss(world.space("Letters", by=ana), ana, "Long talk")
    for n in range(21):
        world.write(thread, ana, f"Post wordnumber{n}")
    page = look(world, ana, "wordnumber20")
    assert hits(page) == [f"/t/{thread}-long-talk?page=2#p22"]
    answer = world.client(ana).get("/forum" + hits(page)[0])
    assert "wordnumber20" in answer.text


def test_pages_and_order(world: World) -> None:
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    for n in range(25):
        thread = world.discuss(space, ana, f"Talk {n}", text="Blue")
    world.write(thread, ana, "Blue", to=1)
    first, second = look(world, ana, "blue"), look(world, ana, "blue", page=2)
    assert total(first) == total(second) == 26
    assert len(hits(first)) == 20
    assert len({*hits(first), *hits(second)}) == 25
    assert "page=2" in first
    newest = hits(look(world, ana, "blue", order="newest"))
    assert newest[0].endswith("#p2")
    assert world.client(ana).get("/forum/-/search?q=blue&page=51").status_code == 404


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("", "What are you looking for?"),
        ("zebra", "Ask this"),
        ("the of", "These words are too common"),
        ("author:nobody", "What are you looking for?"),
    ],
)
def test_empty_pages_say_what_to_do(world: World, q: str, said: str) -> None:
    ana = world.member("Ana")
    world.ask(world.space("Letters", by=ana), ana)
    page = look(world, ana, q)
    assert said in page
    assert hits(page) == []


def test_asking_fills_in_the_words(world: World) -> None:
    ana = world.member("Ana")
    world.ask(world.space("Letters", by=ana), ana)
    found = re.search(r'href="(/forum/-/ask\?[^"]+)"', look(world, ana, 'zebra "two words" in:x'))
    assert found
    assert 'value="zebra two words"' in world.client(ana).get(found[1]).text


def test_no_search_breaks_the_page(world: World) -> None:
    ana = world.member("Ana")
    world.ask(world.space("Letters", by=ana), ana, "Letters")
    browser = world.client(ana)
    for q in QUERIES:
        sent = urlencode({"q": q}, errors="surrogatepass")
        for address in (
            f"-/search?{sent}",
            f"-/search?order=newest&kind={sent[2:]}&{sent}",
            f"-/similar?title={sent[2:]}",
        ):
            answer = browser.get(f"/forum/{address}").status_code
            refused = 414 if len(address) > LONGEST_QUERY else 404 if "\0" in q else 0
            assert answer == (refused or 200), q  # NUL and great length are refused at the door


def test_a_page_of_hits_costs_the_same_with_6_and_20(
    world: World, statements: Callable[[], Any]
) -> None:
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    sent = []
    for wanted in (6, 25):
        for n in range(wanted):
            world.write(world.discuss(space, ana, f"Talk {n}"), ana, "Blue")
        look(world, ana, "blue")  # what a process remembers of the index is read once
        with statements() as seen:
            look(world, ana, "blue")
        sent.append(len(seen))
    assert sent[0] == sent[1]


def test_guests_can_search_where_guests_can_read(make_site: Callable[..., World]) -> None:
    world = make_site(guests_read=True)
    ana = world.member("Ana")
    world.ask(world.space("Letters", by=ana), ana, "Blue letters?")
    assert total(look(world, None, "blue")) == 1
    assert "Sign in to search what you wrote." in look(world, None, "blue author:me")


def test_guests_sign_in_first_where_they_cannot_read(world: World) -> None:
    ana = world.member("Ana")
    world.ask(world.space("Letters", by=ana), ana, "Blue letters?")
    for address in ("/forum/-/search?q=blue", "/forum/-/similar?title=blue"):
        answer = world.client().get(address)
        assert answer.status_code == 401
        assert "lue" not in answer.text


def test_threads_with_a_similar_title_are_shown(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    letters = world.space("Letters", by=ana)
    thread = world.ask(letters, ana, "How do you write refusal letters?")
    world.write(thread, ben)
    browser = world.client(ben)
    found = browser.get("/forum/-/similar?title=writing a refusal lett").json
    assert found == {
        "threads": [
            {
                "title": "How do you write refusal letters?",
                "url": f"/forum/t/{thread}-how-do-you-write-refusal-letters",
                "meta": "1 answer",
            }
        ]
    }
    page = browser.post(
        "/forum/-/open",
        data={
            "kind": "question",
            "space": letters.slug,
            "title": "Refusal letters",
            "text": "Hm",
            "preview": "1",
        },
    )
    assert page.status_code == 200
    assert "Has this been asked" in page.text
    assert "How do you write refusal letters?" in page.text


def test_a_post_that_is_rolled_back_is_not_found(world: World) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    with world.app.test_request_context("/forum/", method="POST"):
        write.write(thread, author_id=1, text=Text(source="Z", html="<p>Zebra</p>"))
        session().rollback()
    assert total(look(world, ana, "zebra")) == 0
