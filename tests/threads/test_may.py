"""The host's ``can``: asked by documented names, and refusing if it fails."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from forum.check.people import ACTS
from forum.threads.models import Thread

from ..support.world import World

ROOT = Path(__file__).parents[2]


def asked_about() -> set[str]:
    """Return the acts for which the source calls ``allows`` or ``may_moderate``."""
    found = set()
    for path in (ROOT / "forum").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, (ast.Attribute, ast.Name)):
                name = ast.unparse(node.func).rpartition(".")[2]
                words = [a.value for a in node.args if isinstance(a, ast.Constant)]
                if name in {"allows", "may_moderate"}:
                    found |= {word for word in words if isinstance(word, str)}
    return found | {"hide"}  # the default of may_moderate


def test_the_host_is_asked_about_acts_of_the_guide_and_never_about_reading() -> None:
    assert asked_about() >= {"open", "answer", "reply", "mark", "edit", "keep"}
    assert asked_about() <= set(ACTS)
    guide = (ROOT / "docs" / "hosting.md").read_text("utf-8")
    assert not [act for act in ACTS if f"`{act}`" not in guide]


def send(world: World, who: Any, thread: int, to: str = "") -> int:
    where = f"{world.home}/t/{thread}/reply"
    data = {"text": f"Text {to}", "to": to}
    return int(world.client(who).post(where, data=data).status_code)


@pytest.mark.parametrize(
    ("no", "answers", "replies"), [("answer", 403, 302), ("reply", 302, 403), ("", 302, 302)]
)
def test_answering_and_replying_are_two_acts(
    make_site: Callable[..., World], no: str, answers: int, replies: int
) -> None:
    world = make_site(can=lambda viewer, act, thing: False if act == no else None)
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ana, "An answer")
    page = world.client(ben).get(f"{world.home}/t/{thread}", follow_redirects=True).text
    assert ('id="answer"' in page) is (answers == 302)
    assert bool(re.search(r"/reply\?to=2", page)) is (replies == 302)
    assert send(world, ben, thread) == answers
    assert send(world, ben, thread, to="2") == replies
    assert send(world, ben, thread, to="1") == answers  # to the question itself


def test_a_yes_of_the_host_opens_no_thread_that_is_locked_or_cannot_be_seen(
    make_site: Callable[..., World],
) -> None:
    world = make_site(can=lambda viewer, act, thing: True)
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    closed = world.ask(world.space("Closed", by=ana, access="closed"), ana)
    locked = world.ask(space, ana)
    world.client(ana).post(f"{world.home}/t/{locked}/lock", data={"locked": "1", "reason": "Done"})
    assert send(world, ben, closed) == 404
    assert send(world, ben, locked) == 403
    assert world.scalar(select(Thread.posts).where(Thread.id == locked)) == 1


def test_a_function_that_fails_refuses_and_breaks_no_page(
    make_site: Callable[..., World], caplog: pytest.LogCaptureFixture
) -> None:
    def can(viewer: Any, act: str, thing: Any) -> bool:
        raise ConnectionError("the directory is down")

    world = make_site(can=can)
    ana = world.member("Ana", is_admin=True)
    thread = world.ask(world.space("Letters", by=ana), ana)
    page = world.client(ana).get(f"{world.home}/t/{thread}", follow_redirects=True)
    assert page.status_code == 200
    assert 'id="answer"' not in page.text
    assert send(world, ana, thread) == 403
    assert "can function failed for" in caplog.text


@pytest.mark.parametrize("act", ["pin", "lock", "move", "mark"])
def test_a_page_offers_only_the_acts_that_the_host_allows(
    make_site: Callable[..., World], act: str
) -> None:
    def can(_viewer: Any, asked: str, _thing: Any) -> bool | None:
        return {"pin": asked == act, "lock": asked == act, "move": asked == act}.get(
            asked, False if asked == "mark" and act != "mark" else None
        )

    world = make_site(can=can)
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ben), ana)
    world.write(thread, ben, "An answer")
    page = world.client(ana).get(f"{world.home}/t/{thread}", follow_redirects=True).text
    offered = {name for name in ("pin", "lock", "move") if f"/t/{thread}/{name}" in page}
    assert offered == {act} - {"mark"}
    assert ("/helped" in page) is (act == "mark")


def test_an_author_is_offered_to_edit_only_posts_they_may_edit(
    make_site: Callable[..., World],
) -> None:
    refused: set[int] = set()
    world = make_site(
        can=lambda _viewer, act, thing: False if act == "edit" and thing.id in refused else None
    )
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ana)
    world.write(thread, ana, "An answer")

    def offered() -> list[str]:
        page = world.client(ana).get(f"{world.home}/t/{thread}", follow_redirects=True).text
        return re.findall(r"/p/(\d+)/edit", page)

    first, second = offered()
    refused.add(int(first))
    assert offered() == [second]
    world.client(ana).post(f"{world.home}/s/{space.slug}/archive", data={"archived": "1"})
    assert offered() == []


def test_the_host_is_given_the_same_facts_about_a_post_on_every_page(
    make_site: Callable[..., World],
) -> None:
    told = []

    def can(_viewer: Any, act: str, thing: Any) -> None:
        if act in {"mark", "edit"}:
            told.append((act, thing.id, thing.thread_id, thing.space_id, thing.author_id))

    world = make_site(can=can)
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ana)
    post = world.write(thread, ben, "An answer")
    home, of_it = world.home, (post, thread, space.id, world.id(ben))
    world.client(ana).get(f"{home}/t/{thread}", follow_redirects=True)
    world.client(ana).post(f"{home}/p/{post}/helped", data={"helped": "1"})
    world.client(ben).get(f"{home}/t/{thread}", follow_redirects=True)
    world.client(ben).get(f"{home}/p/{post}/edit")
    of_answer = [one for one in told if one[1] == post]
    assert len(of_answer) >= 4
    assert set(of_answer) == {("mark", *of_it), ("edit", *of_it)}
