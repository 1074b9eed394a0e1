"""Above every box in which one writes a first take it says who will read it, and until when.

The siblings: under the thread, on the page of a reply, after a fault, a reflection, a copy of an
entry, each also once its day has come.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from forum.core.database.base import now
from forum.threads.models import Post

from ..support.diary import JOURNAL, blank, write
from ..support.sealed import Sealed, seal
from ..support.world import World

SAID = "only people who have posted a first take can read it."
LABEL, BUTTON = "Write your first take before you read the others’", "Post, then read the others’"


@pytest.fixture
def sealed(world: World) -> Sealed:
    """A thread with three first takes."""
    return seal(world)


def empty(client: Any, thread: str) -> Any:
    return client.post(f"{thread}/reply", data={"text": ""})


def copied(client: Any, thread: str) -> Any:
    entry = write(client, at=f"{thread}/note", about=f"t{thread.rpartition('/')[2]}")
    address = f"{JOURNAL}/{entry}/share"
    return client.post(address, data={**blank(client, address), "where": "about", "preview": "1"})


BOXES: dict[str, Callable[[Any, str], Any]] = {
    "thread": lambda client, thread: client.get(thread, follow_redirects=True),
    "reply": lambda client, thread: client.get(f"{thread}/reply?to=1"),
    "fault": empty,
    "reflection": lambda client, thread: client.get(f"{thread}/reflect"),
    "copy": copied,
}


@pytest.mark.parametrize("box", BOXES)
def test_a_box_says_who_reads_a_first_take(sealed: Sealed, box: str) -> None:
    page = BOXES[box](sealed.browser("reader"), f"/forum/t/{sealed.thread}")
    assert SAID in page.text
    if box in {"thread", "reply", "fault"}:
        assert LABEL in page.text
        assert BUTTON in page.text
    sealed.open_at(now() - timedelta(seconds=1))
    page = BOXES[box](sealed.browser("follower"), f"/forum/t/{sealed.thread}")
    assert page.status_code in {200, 422}
    for words in (SAID, LABEL, BUTTON):
        assert words not in page.text


def test_so_does_the_form_that_edits_one_but_not_that_of_the_question(sealed: Sealed) -> None:
    first = sealed.browser("first")
    assert SAID in first.get(f"/forum/p/{sealed.takes[0]}/edit").text
    opening = sealed.world.scalar(
        select(Post.id).where(Post.thread_id == sealed.thread, Post.number == 1)
    )
    assert SAID not in sealed.browser("opener").get(f"/forum/p/{opening}/edit").text
