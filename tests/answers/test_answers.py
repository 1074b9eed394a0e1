"""What became of an answer: whether it helped the asker."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from forum.core import events
from forum.moderation.actions import moderate
from forum.threads.models import Post, Thread

from ..support.said import unsigned
from ..support.world import World


def asked(world: World, *, access: str = "open") -> tuple[dict[str, object], int, int]:
    people = {name: world.member(name) for name in ("Ana", "Ben", "Cleo", "Dina")}
    space = world.space(
        "Letters", by=people["Dina"], access=access, members_=(people["Ana"], people["Ben"])
    )
    thread = world.ask(space, people["Ana"])
    return {**people, "space": space, "nobody": None}, thread, world.write(thread, people["Ben"])


def counters(world: World, post: int) -> tuple[int, ...]:
    with world.request():
        row = (
            world.app.extensions["forum"]
            .db.session.execute(
                select(
                    Post.helped, Post.tried, Post.worked, Thread.helped, Thread.tried, Thread.worked
                )
                .join(Thread, Thread.id == Post.thread_id)
                .where(Post.id == post)
            )
            .one()
        )
    return tuple(int(value) for value in row)


def test_the_asker_marks_an_answer_as_helpful_and_unmarks_it(world: World) -> None:
    who, thread, post = asked(world)
    told: list[int] = []

    @events.answer_helped.connect_via(world.app)
    def note(_app: object, *, post: int, **_facts: object) -> None:
        told.append(post)

    browser = world.client(who["Ana"])
    for _ in range(2):
        answer = browser.post(f"/forum/p/{post}/helped", data={"helped": "1"})
        assert unsigned(answer.location).endswith("?said=helped#p2")
    assert counters(world, post) == (1, 0, 0, 1, 0, 0)
    assert told == [post]
    assert "This helped" in browser.get(f"/forum/t/{thread}", follow_redirects=True).text
    browser.post(f"/forum/p/{post}/helped", data={"helped": "0"})
    assert counters(world, post) == (0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("name", "status"), [("Ben", 403), ("Cleo", 403), ("Dina", 403), ("nobody", 401)]
)
def test_only_the_asker_can_mark_an_answer(world: World, name: str, status: int) -> None:
    who, _thread, post = asked(world)
    answer = world.client(who[name]).post(f"/forum/p/{post}/helped", data={"helped": "1"})
    assert answer.status_code == status
    assert counters(world, post)[0] == 0


def test_only_a_shown_answer_can_be_marked(world: World) -> None:
    who, thread, post = asked(world)
    reply = world.write(thread, who["Cleo"], to=2)
    browser = world.client(who["Ana"])
    assert browser.post(f"/forum/p/{reply}/helped", data={"helped": "1"}).status_code == 403
    assert browser.post(f"/forum/p/{post}/helped", data={"helped": "9"}).status_code == 422
    with world.request():
        moderate.lock_thread(thread, why="Done")
    assert browser.post(f"/forum/p/{post}/helped", data={"helped": "1"}).status_code == 403
