"""What can be tried: answers, reflections, posts of discussions, pages of library and host."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.artefacts.models import Artefact
from forum.attempts.models import Attempt
from forum.core import events
from forum.core.database.session import session
from forum.discuss.actions import anchors
from forum.doctor.attempts import wrong_counts
from forum.doctor.counters import faults
from forum.moderation.actions import moderate
from forum.threads.models import Post, Thread

from ..search.pages import look
from ..support.sealed import seal
from ..support.walk import furnish
from ..support.world import Client, User, World

TOLD = {"outcome": "worked", "kept": "All of it", "tried_on": "2026-03-02"}


@pytest.fixture
def people(world: World) -> tuple[User, User, Any]:
    """Ana and Ben, and a space that Ana looks after."""
    ana, ben = (world.member(name, organisation=f"{name}'s office") for name in ("Ana", "Ben"))
    return ana, ben, world.space("Letters", by=ana)


def main(page: str) -> str:
    words = re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])
    return re.sub(r"\s+", " ", words)


def tell(browser: Client, address: str, **more: str) -> int:
    assert browser.get(address).status_code == 200
    return int(browser.post(address, data={**TOLD, **more}).status_code)


def right(world: World) -> bool:
    with world.request():
        return [*wrong_counts(), *faults()] == []


@pytest.mark.parametrize("what", ["opening", "post", "reply", "reflection"])
def test_any_post_of_a_discussion(world: World, people: tuple[User, User, Any], what: str) -> None:
    ana, ben, space = people
    thread = world.discuss(space, ana, "What we saw")
    post = world.scalar(select(Post.id).where(Post.thread_id == thread))
    if what != "opening":
        post = world.write(thread, ana, reflection=what == "reflection")
    if what == "reply":
        post = world.write(thread, ana, to=2)
    page = world.client(ben).get(f"/forum/t/{thread}", follow_redirects=True).text
    menu = re.search(rf"</summary><div>(?:(?!</div>).)*/p/{post}/tried", page, re.DOTALL)
    assert menu
    assert tell(world.client(ben), f"/forum/p/{post}/tried") == 302
    assert world.client(ana).get(f"/forum/p/{post}/tried").status_code == 403  # her own
    page = world.client(ana).get(f"/forum/t/{thread}", follow_redirects=True).text
    assert page.count("Tried once in 1 organisation: worked 1") == 1
    assert "Ben's office".replace("'", "&#39;") in page
    assert world.scalar(select(Thread.tried)) == 1
    assert right(world)


def test_a_reflection_but_no_question_and_no_reply_to_an_answer(
    world: World, people: tuple[User, User, Any]
) -> None:
    ana, ben, space = people
    thread = world.ask(space, ana)
    world.write(thread, ana)
    opening = world.scalar(select(Post.id).where(Post.number == 1))
    reply = world.write(thread, ana, to=2)
    mirror = world.write(thread, ana, reflection=True)
    assert tell(world.client(ben), f"/forum/p/{mirror}/tried") == 302
    alone = world.ask(space, ana, "What I saw", kind="reflection")
    opened = world.scalar(select(Post.id).where(Post.thread_id == alone))
    assert tell(world.client(ben), f"/forum/p/{opened}/tried") == 302
    for id in (opening, reply):
        assert world.client(ben).get(f"/forum/p/{id}/tried").status_code == 403
        assert world.client(ben).post(f"/forum/p/{id}/tried", data=TOLD).status_code == 403


def test_three_actions_stand_beside_an_answer(world: World, people: tuple[User, User, Any]) -> None:
    """For its readers Reply, I tried this, More; for the asker the mark, and the try under More."""
    ana, ben, space = people
    thread = world.ask(space, ana)
    world.write(thread, ben)
    cleo = world.member("Cleo")
    for who, seen, menu in ((cleo, "I tried this", ""), (ana, "This helped me", "I tried this")):
        page = world.client(who).get(f"/forum/t/{thread}", follow_redirects=True).text
        acts = page.partition('id="p2"')[2].partition('<div class="fx-acts">')[2]
        visible, _, hidden = acts.partition("<details")
        assert visible.count('class="fx-act"') == 2
        assert seen in visible
        assert menu in hidden.partition("</details>")[0]


def artefact_of(world: World, space: Any, ana: User, ben: User) -> int:
    made = furnish(world, space, ana, ben, say="plain {}".format, tag="t", word="blue")
    with world.request():
        session().execute(update(Artefact).values(title="Blue letters"))
        session().query(Attempt).delete()
        for table in (Artefact, Post, Thread):
            session().execute(update(table).values(tried=0, worked=0, partly=0, organisations=0))
    return made.artefact


def test_a_page_of_the_library_by_anyone_who_may_write_there(
    world: World, people: tuple[User, User, Any]
) -> None:
    ana, ben, space = people
    page = artefact_of(world, space, ana, ben)
    heard = list[dict[str, Any]]()

    @events.tried.connect_via(world.app)
    def note(_app: object, **facts: Any) -> None:
        heard.append(facts)

    for who in (ana, ben):  # Ana wrote it
        assert tell(world.client(who), f"/forum/a/{page}/tried", kept=f"By {who.name}") == 302
    assert {(facts["post"], facts["artefact"]) for facts in heard} == {(None, page)}
    said = "Tried 2 times in 2 organisations: worked 2"
    for address in (f"/forum/a/{page}", "/forum/-/library", "/forum/", "/forum/s/letters"):
        assert said in main(world.client(ben).get(address, follow_redirects=True).text), address
    shown = main(world.client(ben).get(f"/forum/a/{page}", follow_redirects=True).text)
    assert "By Ana" in shown
    found = look(world, ben, "is:tried kind:artefact")
    assert said in found
    assert world.client(world.member("Cleo")).get(f"/forum/a/{page}").status_code in {200, 302}
    assert world.client().get(f"/forum/a/{page}/tried").status_code == 401
    attempt = world.scalar(select(func.min(Attempt.id)))  # Ana's
    answer = world.client(ana).post(f"/forum/-/tried/{attempt}", data={"withdraw": "1"})
    assert f"/a/{page}-" in answer.location
    assert world.scalar(select(Artefact.tried).where(Artefact.id == page)) == 1
    assert right(world)


def test_a_library_page_takes_one_statement_more_once_it_was_tried(
    world: World, people: tuple[User, User, Any], statements: Any
) -> None:
    ana, ben, space = people
    page = artefact_of(world, space, ana, ben)
    browser = world.client(ben)
    address = browser.get(f"/forum/a/{page}").location
    counts = []
    for _ in range(3):
        browser.get(address)
        with statements() as sent:
            assert browser.get(address).status_code == 200
        counts.append(len(sent))
        world.tell(ben, artefact_id=page)
    assert counts[1] == counts[2] == counts[0] + 1


def about_page(world: World, space: Any, by: User) -> int:
    """Open a discussion of a page of the host."""
    thread = world.discuss(space, by, "Leave")
    with world.request():
        values = {"anchor_key": "policy:1", "anchor_title": "Leave policy", "anchor_url": "/p/1"}
        session().execute(update(Thread).where(Thread.id == thread).values(values))
    return thread


HOST_PAGE = '{{ forum.discuss("policy:1", title="Leave policy", url="/p/1") }}'


def embedded(world: World, user: User) -> str:
    context: dict[str, Any] = {}
    with world.app.test_request_context("/p/1", headers={"X-User": user.id}):
        world.app.update_template_context(context)
        return world.app.jinja_env.from_string(HOST_PAGE).render(**context)


def test_a_page_of_the_host_is_tried_and_so_is_what_was_said_about_it(
    make_site: Callable[..., World],
) -> None:
    world = make_site(discuss_space="letters")
    ana, ben = (world.member(name, organisation=f"{name}'s office") for name in ("Ana", "Ben"))
    space = world.space("Letters", by=ana)
    thread = about_page(world, space, ana)
    post = world.write(thread, ana, "We ask for two weeks.")
    assert tell(world.client(ben), f"/forum/t/{thread}/tried", kept="The form of it") == 302
    assert tell(world.client(ana), f"/forum/t/{thread}/tried", outcome="partly") == 302
    assert tell(world.client(ben), f"/forum/p/{post}/tried", kept="Two weeks") == 302
    page = world.client(ben).get(f"/forum/t/{thread}", follow_redirects=True).text
    own = "Tried 2 times in 2 organisations: worked 1, partly 1"
    assert own in main(page)
    assert "Tried once in 1 organisation: worked 1" in main(page)
    assert (
        "Tried 3 times in 2 organisations: worked 2, partly 1"
        in world.client(ben).get("/forum/").text
    )
    here = re.sub(r"<[^>]+>", " ", embedded(world, ben))
    assert own in here
    assert "The form of it" in here
    assert "Two weeks" in here
    assert f'href="/forum/t/{thread}/tried"' in embedded(world, ben)
    with world.request():
        moderate.lock_thread(thread, why="Done")
    assert f'href="/forum/t/{thread}/tried"' in embedded(world, ben)
    assert tell(world.client(ben), f"/forum/t/{thread}/tried") == 302
    assert right(world)
    with world.request():
        anchors.release("policy:1", why="The page is gone")
    page = world.client(ben).get(f"/forum/t/{thread}", follow_redirects=True).text
    assert "The form of it" in page
    assert f'href="/forum/t/{thread}/tried"' not in page
    assert world.client(ben).get(f"/forum/t/{thread}/tried").status_code == 404
    assert right(world)


def test_a_thread_about_no_page_is_not_tried_as_a_whole(
    world: World, people: tuple[User, User, Any]
) -> None:
    ana, ben, space = people
    thread = world.discuss(space, ana)
    assert world.client(ben).get(f"/forum/t/{thread}/tried").status_code == 404
    assert world.client(ben).post(f"/forum/t/{thread}/tried", data=TOLD).status_code == 404
    closed = about_page(world, world.space("Circle", by=ana, access="closed"), ana)
    assert world.client(ben).get(f"/forum/t/{closed}/tried").status_code == 404
    attempt = world.tell(ana, thread_id=closed)
    assert world.client(ben).get(f"/forum/-/tried/{attempt}").status_code == 404


@pytest.mark.parametrize("kind", ["question", "discussion"])
def test_sealed_first_takes_are_tried_by_those_to_whom_they_are_open(
    world: World, kind: str
) -> None:
    sealed = seal(world, kind=kind)
    with world.request():
        values = {"anchor_key": "policy:1", "anchor_title": "Leave policy", "anchor_url": "/p/1"}
        session().execute(update(Thread).where(Thread.id == sealed.thread).values(values))
    take = f"/forum/p/{sealed.takes[0]}/tried"
    reader = sealed.browser("reader")
    assert reader.get(take).status_code == 404
    assert reader.post(take, data=TOLD).status_code == 404
    assert reader.post(f"/forum/t/{sealed.thread}/tried", data=TOLD).status_code == 403
    second = sealed.browser("second")
    assert tell(second, take, happened="Mine, of hers") == 302
    assert tell(second, f"/forum/t/{sealed.thread}/tried", happened="Of the page") == 302
    page = reader.get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    for words in ("Tried", "Of the page", "Mine, of hers"):
        assert words not in page
    assert "Of the page" in second.get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    assert right(world)
