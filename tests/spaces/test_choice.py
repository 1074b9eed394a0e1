"""Whoever chooses a space is told who will read it, and nothing is sent to others unasked.

The forms with such a choice: a question, a discussion, a reflection, a page of the library.
"""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import func, select

from forum.artefacts.models import Artefact
from forum.threads.models import Post

from ..support.world import World

FORMS = {
    "question": ("/-/ask", "/-/open", {"kind": "question", "title": "Which form?"}),
    "discussion": ("/-/discuss", "/-/open", {"kind": "discussion", "title": "Which form?"}),
    "reflection": (
        "/-/reflect",
        "/-/reflect",
        {"title": "Which form?", "prompts": "three-lines.1.en", "part1": "This"},
    ),
    "page": ("/-/library/new", "/-/library/new", {"title": "Forms", "kind": "summary"}),
}
CLOSED = "Seen by you, the only member of “First winter”."
OPEN = "Everyone here can read this"


@pytest.fixture
def browser(world: World) -> object:
    """Ana's browser: she looks after an open space and two closed ones."""
    ana = world.member("Ana")
    world.space("Counter", by=ana)
    for name in ("First winter", "Second winter"):
        world.space(name, by=ana, access="closed")
    return world.client(ana)


def count(world: World) -> int:
    return int(
        world.scalar(select(func.count(Post.id))) + world.scalar(select(func.count(Artefact.id)))
    )


@pytest.mark.parametrize("name", FORMS)
def test_other_readers_are_asked_about_once(world: World, browser: object, name: str) -> None:
    form, address, sent = FORMS[name]
    sent = {**sent, "text": "A name of a client", "space": "counter", "readers": "first-winter"}
    page = unescape(browser.get(f"{world.home}{form}?space=first-winter").text)  # type: ignore[attr-defined]
    assert 'name="readers" value="first-winter"' in page
    assert page.count(CLOSED) == 2  # on the option, and above the text
    for preview in ({"preview": "1"}, {}):
        answer = browser.post(f"{world.home}{address}", data={**sent, **preview})  # type: ignore[attr-defined]
        assert answer.status_code == (200 if preview else 422)
        said = unescape(answer.text)
        assert "You began this for “First winter” and have now chosen “Counter”." in said
        assert 'name="readers" value="counter"' in said
        assert "A name of a client" in said or name == "reflection"
    assert count(world) == 0
    answer = browser.post(f"{world.home}{address}", data={**sent, "readers": "counter"})  # type: ignore[attr-defined]
    assert answer.status_code == 302
    assert count(world) == 1


@pytest.mark.parametrize("name", ["question", "reflection", "page"])
@pytest.mark.parametrize("switch", ["with:three-lines", "with:"])
def test_other_questions_in_another_space_ask_about_its_readers_too(
    world: World, browser: object, name: str, switch: str
) -> None:
    _, address, sent = FORMS[name]
    sent = {**sent, "text": "Typed", "space": "counter", "readers": "first-winter"}
    answer = browser.post(f"{world.home}{address}", data={**sent, "preview": switch})  # type: ignore[attr-defined]
    said = unescape(answer.text)
    assert "You began this for “First winter” and have now chosen “Counter”." in said
    assert 'name="readers" value="counter"' in said
    same = {**sent, "space": "first-winter", "preview": switch}
    assert "have now chosen" not in browser.post(f"{world.home}{address}", data=same).text  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("before", "chosen", "status"),
    [
        ("first-winter", "first-winter", 302),
        ("first-winter", "second-winter", 422),
        ("first-winter", "counter", 422),
        ("counter", "first-winter", 302),
        ("", "counter", 302),
        ("no-such-space", "counter", 302),
    ],
)
def test_only_a_change_from_a_closed_space_is_asked_about(
    world: World, browser: object, before: str, chosen: str, status: int
) -> None:
    sent = {"kind": "question", "title": "Which form?", "text": "Text", "space": chosen}
    answer = browser.post(f"{world.home}/-/open", data={**sent, "readers": before})  # type: ignore[attr-defined]
    assert answer.status_code == status
