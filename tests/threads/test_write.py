"""Answers, replies and discussions: numbers, branches, counters."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import select

from forum.core.database.session import session
from forum.core.errors import SentBefore
from forum.texts.actions import compose
from forum.threads import queries
from forum.threads.actions.write import write
from forum.threads.models import Post, Thread, ThreadTag

from ..support.world import World


def test_answers_and_replies_get_their_branch_and_turn(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ben)
    world.write(thread, ana, to=2)
    world.write(thread, ben)
    world.write(thread, ben, to=3)
    with world.request():
        found = (
            world.app.extensions["forum"]
            .db.session.execute(
                select(Post.number, Post.kind, Post.branch, Post.turn).order_by(Post.number)
            )
            .all()
        )
    assert [tuple(row) for row in found] == [
        (1, "opening", 0, 0),
        (2, "answer", 1, 0),
        (3, "reply", 1, 1),
        (4, "answer", 2, 0),
        (5, "reply", 1, 2),
    ]
    assert world.scalar(select(Thread.answers)) == 2


@pytest.mark.parametrize("thread_kind", ["question", "discussion"])
@pytest.mark.parametrize(("to", "reflection"), [(None, False), (None, True), (2, False)])
def test_a_form_that_another_request_has_just_sent_leaves_the_thread_as_it_is(
    world: World, thread_kind: str, to: int | None, *, reflection: bool
) -> None:
    ana = world.member("Ana")
    space, author = world.space("Letters", by=ana), world.id(ana)
    thread = world.ask(space, ana, kind=thread_kind, tags=("ink",))
    world.write(thread, ana)
    viewer = world.viewer(ana)
    columns = [*Thread.__table__.c, Post.replies, ThreadTag.active_at.label("dated")]
    everything = (
        select(*columns)
        .join(Post, Post.thread_id == Thread.id)
        .join(ThreadTag, ThreadTag.thread_id == Thread.id)
        .order_by(Post.id)
    )
    with world.request():
        send = partial(
            write,
            thread,
            author_id=author,
            text=replace(compose("Once"), form_key="a" * 36, form_hash="a"),
            reply_to=queries.post_by_number(viewer, thread, to) if to else None,
            reflection=reflection,
        )
        send()
        before = session().execute(everything).all()
        with pytest.raises(SentBefore):
            send()
        assert session().execute(everything).all() == before


def test_a_form_that_is_sent_twice_makes_one_post(world: World) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    browser = world.client(ana)
    page = browser.get(f"/forum/t/{thread}/reply").text
    key = re.search(r'name="form_key" value="([^"]+)"', page)
    assert key
    sent = {"text": "Once", "form_key": key[1], "to": ""}
    first = browser.post(f"/forum/t/{thread}/reply", data=sent)
    second = browser.post(f"/forum/t/{thread}/reply", data=sent)
    assert first.status_code == second.status_code == 302
    assert first.location.partition("#")[2] == second.location.partition("#")[2] == "p2"
    other = browser.post(f"/forum/t/{thread}/reply", data={**sent, "text": "Twice"})
    assert other.status_code == 409
    assert "Twice" in other.text
    assert world.scalar(select(Thread.posts)) == 2
