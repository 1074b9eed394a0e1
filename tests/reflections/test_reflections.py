"""Reflections: three prompts that become one text, in a thread or alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from forum.core import events
from forum.moderation.actions import moderate
from forum.spaces import actions as spaces
from forum.threads.models import Post, Revision, Thread

from ..support.world import World

PARTS = {
    "prompts": "what-so-what.1.en",
    "part1": "We *waited*.",
    "part2": "",
    "part3": "Ask sooner.",
}


def place(world: World, *, access: str = "open") -> tuple[dict[str, Any], int]:
    who: dict[str, Any] = {name: world.member(name) for name in ("Ana", "Ben", "Cleo")}
    space = world.space("Letters", by=who["Ana"], access=access, members_=(who["Ben"],))
    return {**who, "space": space, "nobody": None}, world.ask(space, who["Ana"])


def test_a_reflection_is_listed_with_the_answers_to_a_question(world: World) -> None:
    who, thread = place(world)
    told: list[int] = []

    @events.reflection_shared.connect_via(world.app)
    def note(_app: object, *, post: int, **_facts: object) -> None:
        told.append(post)

    ben, address = world.client(who["Ben"]), f"/forum/t/{thread}/reflect"
    form = ben.get(address).text
    for words in ("What happened", "So what", "Now what"):
        assert words in form
    assert 'name="title"' not in form
    key = re.search(r'name="form_key" value="([^"]+)"', form)
    assert key
    sent = {**PARTS, "form_key": key[1]}
    first, second = (ben.post(address, data=sent) for _ in range(2))
    assert first.location.endswith("#p2")
    assert second.location.endswith("#p2")
    with world.request():
        post = (
            world.app.extensions["forum"]
            .db.session.execute(
                select(Post.kind, Post.branch, Post.turn, Revision.source)
                .join(Revision, Revision.post_id == Post.id)
                .where(Post.number == 2)
            )
            .one()
        )
    text = "# What happened\n\nWe *waited*.\n\n# Now what\n\nAsk sooner."
    assert tuple(post) == ("reflection", 1, 0, text)
    assert world.scalar(select(Thread.reflections)) == 1
    assert world.scalar(select(Thread.answers)) == 0
    page = ben.get(first.location).text
    assert "fx-mirror" in page
    assert "<h4>What happened</h4>" in page
    assert len(told) == 1


def test_a_reflection_outside_a_thread_opens_one(world: World) -> None:
    who, _thread = place(world)
    ben = world.client(who["Ben"])
    form = ben.get(f"/forum/-/reflect?space={who['space'].slug}").text
    assert re.search(rf'value="{who["space"].slug}"[^>]* selected>', form)
    sent = {**PARTS, "space": who["space"].slug, "title": "The long queue"}
    saved = ben.post("/forum/-/reflect", data=sent)
    page = ben.get(saved.location).text
    assert "The long queue" in page
    assert world.scalar(select(Thread.kind).where(Thread.title == "The long queue")) == "reflection"
    assert ben.get(f"/forum/s/{who['space'].slug}").text.count("The long queue") == 1


def test_a_preview_shows_it_and_saves_nothing(world: World) -> None:
    who, thread = place(world)
    seen = world.client(who["Ben"]).post(
        f"/forum/t/{thread}/reflect", data={**PARTS, "preview": "1"}
    )
    assert seen.status_code == 200
    assert "<em>waited</em>" in seen.text
    assert "So what</h4>" not in seen.text
    assert world.scalar(select(Thread.posts)) == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"part1": " \n", "part3": "&nbsp;"}, "Fill in at least one of the fields"),
        ({"part1": "x" * 32_001}, "This is 1 character over the limit"),
        ({"part1": "x" * 32_002}, "This is 2 characters over the limit"),
        ({"part1": "x" * 31_000, "part2": "x" * 31_000}, "Together, your answers are"),
        ({"title": ""}, "Enter a title"),
        ({"space": "elsewhere"}, "Choose a space"),
    ],
)
def test_a_missing_or_too_long_text_is_refused(
    world: World, sent: dict[str, str], words: str
) -> None:
    who, _thread = place(world)
    whole = {**PARTS, "space": who["space"].slug, "title": "T", **sent}
    answer = world.client(who["Ben"]).post("/forum/-/reflect", data=whole)
    assert answer.status_code == 422
    assert words in answer.text
    assert sent.get("part3", "Ask sooner.") in answer.text.replace("&amp;", "&")


def test_hostile_text_is_only_text(world: World) -> None:
    who, thread = place(world)
    hostile = "</textarea><script>x()</script>\n\n```\nopen fence"
    ben, address = world.client(who["Ben"]), f"/forum/t/{thread}/reflect"
    sent = {**PARTS, "part1": hostile, "part3": "[a](javascript:x)"}
    assert "<script>x" not in ben.post(address, data={**sent, "preview": "1"}).text
    page = ben.get(ben.post(address, data=sent).location).text
    assert "<script>x" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize(
    ("access", "name", "status"),
    [("open", "nobody", 401), ("closed", "Cleo", 404), ("open", "blocked", 403)],
)
def test_people_who_may_not_write_there_cannot_reflect(
    world: World, access: str, name: str, status: int
) -> None:
    who, thread = place(world, access=access)
    if name == "blocked":
        who["blocked"], id = who["Cleo"], world.id(who["Cleo"])
        with world.request():
            spaces.block_member(who["space"].id, id, blocked=True)
    browser = world.client(who[name])
    address = f"/forum/t/{thread}/reflect"
    assert browser.get(address).status_code == status
    assert browser.post(address, data=PARTS).status_code == status
    sent = {**PARTS, "space": who["space"].slug, "title": "T"}
    alone = browser.post("/forum/-/reflect", data=sent)
    assert alone.status_code in (401, 403, 422)
    assert world.scalar(select(Thread.id).where(Thread.kind == "reflection")) is None
    assert world.scalar(select(Thread.posts)) == 1


def test_a_locked_thread_takes_no_reflection(world: World) -> None:
    who, thread = place(world)
    with world.request():
        moderate.lock_thread(thread, why="Done")
    ben, address = world.client(who["Ben"]), f"/forum/t/{thread}/reflect"
    assert ben.get(address).status_code == 403
    refused = ben.post(address, data=PARTS)
    assert refused.status_code == 403
    assert "Ask sooner." in refused.text
