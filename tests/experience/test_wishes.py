"""What would help: said when asking, changed, said back where one answers; and "yes, that is it".

Kinds covered: each wish, none, a value that is not offered, a discussion, a former asker, prompts
that the host or the space leaves out, an edit of the answer, taken back, who may tick.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.core.text.sections import join_sections
from forum.experience.policy import UNDERSTOOD
from forum.leaving.actions import forget
from forum.members.models import Member
from forum.moderation.actions import moderate
from forum.prompts.presenters import newest_wording
from forum.spaces.models import Space
from forum.texts.actions import compose
from forum.threads.actions import write
from forum.threads.models import WISHES, Post, Revision, Thread

from ..support.world import User, World

SAID = {
    "ideas": "Ana asks for ideas, finished or not.",
    "experience": "Ana asks for experience, not advice.",
    "listen": "Ana asks you to listen, not to solve it.",
    "hand": "Ana asks for a hand. Say what you can do, and when.",
}
AT_QUESTION = {
    "ideas": "ideas",
    "experience": "somebody who has been there",
    "listen": "somebody who just listens",
    "hand": "a hand",
}


@pytest.fixture
def people(world: World) -> dict[str, User]:
    return {name: world.member(name) for name in ("Ana", "Ben", "Cleo")}


def ask(world: World, by: User, wish: str = "", kind: str = "question", **more: Any) -> int:
    """Ask as *by* does in a browser; return the id of the thread."""
    if world.scalar(select(Space.id)) is None:
        world.space("Letters", by=by)
    sent = {"kind": kind, "space": "letters", "title": "Refused", "text": "We got a letter."}
    answer = world.client(by).post("/forum/-/open", data={**sent, "wish": wish, **more})
    assert answer.status_code == 302, answer.text
    return int(re.findall(r"/t/(\d+)", answer.location)[0])


def page(world: World, user: User | None, thread: int) -> str:
    """Return the page of a thread as *user* reads it, with names and quotes as they look."""
    text = world.client(user).get(f"/forum/t/{thread}", follow_redirects=True).text
    return re.sub("</?bdi>", "", text)


def opening_of(thread: int) -> int:
    """Return the id of the first post of a thread, inside a request."""
    first = select(Post.id).where(Post.thread_id == thread, Post.number == 1)
    return int(session().scalar(first) or 0)


def answer_with(world: World, by: User, thread: int, key: str = UNDERSTOOD) -> int:
    """Answer with the questions *key*; return the id of the post."""
    author, asked = world.id(by), newest_wording(key, "en")
    with world.request():
        text = compose(
            join_sections(
                asked.headings, ["You wait.", "Since when?", "Why?"][: len(asked.headings)]
            ),
            prompts=asked,
        )
        return write.write(thread, author_id=author, text=text).id


def tick(world: World, by: User | None, post: int, value: str = "1") -> int:
    sent = world.client(by).post(f"/forum/p/{post}/heard", data={"heard": value})
    return int(sent.status_code)


@pytest.mark.parametrize("wish", WISHES)
def test_it_is_said_at_the_question_and_where_one_answers(
    world: World, people: dict[str, User], wish: str
) -> None:
    thread = ask(world, people["Ana"], wish)
    for name in ("Ana", "Ben"):
        assert f"What would help: {AT_QUESTION[wish]}<" in page(world, people[name], thread)
    assert SAID[wish] in page(world, people["Ben"], thread)
    assert SAID[wish] not in page(world, people["Ana"], thread)
    for name, said in (("Ben", True), ("Ana", False)):
        for query, is_answer in (("", True), ("?to=1", True), ("?to=2", False)):
            world.write(thread, people["Cleo"])
            form = world.client(people[name]).get(f"/forum/t/{thread}/reply{query}").text
            assert (SAID[wish] in re.sub("</?bdi>", "", form)) is (said and is_answer)
    with world.request():
        moderate.hide(opening_of(thread), why="Off topic")
    assert "What would help" not in page(world, people["Ben"], thread)
    assert "Ana asks" not in page(world, people["Ben"], thread)


@pytest.mark.parametrize(
    ("wish", "kind"), [("", "question"), ("x", "question"), ("listen", "discussion")]
)
def test_nothing_chosen_is_nothing_said(
    world: World, people: dict[str, User], wish: str, kind: str
) -> None:
    thread = ask(world, people["Ana"], wish, kind)
    text = page(world, people["Ben"], thread)
    assert "What would help" not in text
    assert "Ana asks" not in text
    assert world.scalar(select(Thread.wish)) == ""
    form = world.client(people["Ana"]).get(f"/forum/-/{'ask' if kind == 'question' else 'discuss'}")
    assert ("What would help? (optional)" in form.text) is (kind == "question")


def test_a_preview_and_other_questions_keep_it(world: World, people: dict[str, User]) -> None:
    ask(world, people["Ana"])
    sent = {"kind": "question", "space": "letters", "title": "Refused", "text": "A letter."}
    for button in ("1", "with:case", "with:"):
        form = {**sent, "wish": "hand", "preview": button}
        shown = world.client(people["Ana"]).post("/forum/-/open", data=form).text
        assert '<option value="hand" selected>' in shown


def test_it_is_changed_and_taken_away_with_the_opening(
    world: World, people: dict[str, User]
) -> None:
    thread = ask(world, people["Ana"], "ideas")
    post = world.scalar(select(Post.id))
    ana, where = world.client(people["Ana"]), f"/forum/p/{post}/edit"
    assert '<option value="ideas" selected>' in ana.get(where).text
    same = {"title": "Refused", "text": "We got a letter.", "tags": "", "revision": "1"}
    assert ana.post(where, data={**same, "wish": "experience"}).status_code == 302
    assert SAID["experience"] in page(world, people["Ben"], thread)
    assert world.scalar(select(Post.revision)) == 1  # no version: its text is the same
    assert ana.post(where, data=same).status_code == 302  # a form without the field
    assert world.scalar(select(Thread.wish)) == "experience"
    assert ana.post(where, data={**same, "text": "Other.", "wish": ""}).status_code == 302
    assert "What would help" not in page(world, people["Ben"], thread)
    assert len(world.client(people["Ana"]).get(f"/forum/p/{post}/history").text) > 0
    with world.request():
        assert len(session().scalars(select(Revision.number)).all()) == 2


def test_a_former_asker_is_not_named_and_who_left_wishes_nothing(
    world: World, people: dict[str, User]
) -> None:
    thread = ask(world, people["Ana"], "experience")
    ana = world.id(people["Ana"])
    with world.request():
        session().execute(update(Member).where(Member.id == ana).values(name=""))
    assert "This question asks for experience, not advice." in page(world, people["Ben"], thread)
    with world.request():
        forget(people["Ana"].id)
    assert "What would help" not in page(world, people["Ben"], thread)
    assert "asks for" not in page(world, people["Ben"], thread)


def test_the_questions_that_fit_are_a_link_to_the_form_that_asks_them(
    world: World, people: dict[str, User]
) -> None:
    for wish, key, title in (
        ("experience", "been-there", "I have been there"),
        ("listen", UNDERSTOOD, "Checking that I understood"),
    ):
        thread = ask(world, people["Ana"], wish)
        address = f"/forum/t/{thread}/reply?prompts={key}"
        assert f'href="{address}"' in page(world, people["Ben"], thread)
        assert title in page(world, people["Ben"], thread)
        form = world.client(people["Ben"]).get(address).text
        assert newest_wording(key, "en").headings[0] in form
    with world.request():  # a space that offers none at an answer
        session().execute(update(Space).values(prompts='{"answer": []}'))
    assert "?prompts=" not in page(world, people["Ben"], thread)
    assert SAID["listen"] in page(world, people["Ben"], thread)


def test_without_prompts_it_only_says_so(make_site: Callable[..., World]) -> None:
    world = make_site(without=("prompts",))
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = ask(world, ana, "experience")
    assert SAID["experience"] in page(world, ben, thread)
    assert "?prompts=" not in page(world, ben, thread)


def test_whoever_asked_ticks_that_it_is_it(world: World, people: dict[str, User]) -> None:
    thread = ask(world, people["Ana"], "listen")
    post = answer_with(world, people["Ben"], thread)
    says = "Ana says: yes, that is it."
    mine = page(world, people["Ana"], thread)
    assert "Yes, that is it" in mine
    assert "Put it right" in mine
    assert "This helped me" in mine
    assert "Yes, that is it" not in page(world, people["Ben"], thread)
    assert tick(world, people["Ana"], post) == 302
    for name in ("Ana", "Ben", "Cleo"):
        assert page(world, people[name], thread).count(says) == 1
    assert "Put it right" not in page(world, people["Ana"], thread)
    assert tick(world, people["Ana"], post, "0") == 302
    assert says not in page(world, people["Cleo"], thread)


def test_nobody_else_ticks_and_nothing_else_is_ticked(
    world: World, people: dict[str, User]
) -> None:
    thread = ask(world, people["Ana"], "listen")
    post = answer_with(world, people["Ben"], thread)
    plain, own = (world.write(thread, people[name]) for name in ("Ben", "Ana"))
    feedback = answer_with(world, people["Ben"], thread, "feedback")
    other = answer_with(world, people["Ben"], ask(world, people["Ana"], "ideas"))
    for who, id, status in (
        ("Ben", post, 403),
        ("Cleo", post, 403),
        ("Ana", plain, 403),
        ("Ana", own, 403),
        ("Ana", feedback, 403),
        ("Ana", other, 403),
        ("Ana", 99_999, 404),
    ):
        assert (id, tick(world, people[who], id)) == (id, status)
    assert tick(world, None, post) == 401


def test_it_is_said_of_the_words_that_it_was_said_of(world: World, people: dict[str, User]) -> None:
    thread = ask(world, people["Ana"], "listen")
    post = answer_with(world, people["Ben"], thread)
    tick(world, people["Ana"], post)
    with world.request():
        moderate.hide(post, why="Off topic")
    assert "Ana says" not in page(world, people["Cleo"], thread)
    with world.request():
        moderate.restore(post)
    assert "Ana says" in page(world, people["Cleo"], thread)
    asked = newest_wording(UNDERSTOOD, "en")
    edit = {"part1": "You do not wait.", "part2": "Why?", "prompts": asked.reference}
    sent = world.client(people["Ben"]).post(f"/forum/p/{post}/edit", data={**edit, "revision": "1"})
    assert sent.status_code == 302
    assert "Ana says" not in page(world, people["Cleo"], thread)
    tick(world, people["Ana"], post)
    with world.request():
        session().execute(update(Thread).values(wish=""))
    assert "Ana says" not in page(world, people["Cleo"], thread)


def test_a_page_with_all_of_it_takes_no_statement_more_without_it(
    make_site: Callable[..., World], statements: Callable[[], Any]
) -> None:
    world = make_site(guests_read=True, drain="worker")
    ana, ben = world.member("Ana"), world.member("Ben")
    plain, wished = ask(world, ana), ask(world, ana, "listen")
    for thread in (plain, wished):
        tick(world, ana, answer_with(world, ben, thread))
    for reader, most in ((None, 2), (ben, 4)):
        for thread in (plain, wished):
            where = f"/forum/t/{thread}-refused"
            world.client(reader).get(where)
            with statements() as sent:
                assert world.client(reader).get(where).status_code == 200
            assert len(sent) <= most


@pytest.mark.parametrize("kind", ["question", "discussion"])
@pytest.mark.parametrize("wish", WISHES)
def test_a_list_says_it_in_a_few_words(
    world: World, people: dict[str, User], wish: str, kind: str
) -> None:
    said = {
        "ideas": "Looking for ideas",
        "experience": "Looking for somebody who has been there",
        "listen": "Looking for somebody who listens",
        "hand": "Looking for a hand",
    }
    ask(world, people["Ana"], wish, kind)
    for where in ("", "s/letters", "-/threads", "-/threads?list=unanswered"):
        shown = world.client(people["Ben"]).get(f"/forum/{where}").text
        found = [words for words in said.values() if f"{words}<" in shown]
        assert found == ([said[wish]] if kind == "question" else [])


@pytest.mark.parametrize("over", ["helped", "kept", "locked_at"])
def test_a_list_says_it_until_it_was_found(
    world: World, people: dict[str, User], over: str
) -> None:
    thread = ask(world, people["Ana"], "ideas")
    with world.request():
        value = now() if over == "locked_at" else 1
        session().execute(update(Thread).where(Thread.id == thread).values({over: value}))
    assert "Looking for" not in world.client(people["Ben"]).get("/forum/s/letters").text
