"""An address tells only the person it was made for what was done, only there and only just now.

The siblings: every code of ``MESSAGES``, read by somebody else, by a guest, at another page, after
two minutes, before its time, without a signature, with another code or another place; a site
without a key; the message at a post, on the page of a branch, at the top of a page without posts.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from forum.core.database.base import now
from forum.core.web import flash_code
from forum.core.web.flash import MESSAGES

from ..support.world import User, World

NOTE = re.compile(r'class="fx-note fx-note-good" role="status">.*?</div>', re.DOTALL)
SAVED = "Your changes have been saved. You can still read earlier versions."


class Edited:
    """A post that Ana has just edited, and the address that says so."""

    def __init__(self, world: World) -> None:
        self.world, self.ana = world, world.member("Ana", is_admin=True)
        self.ben = world.member("Ben")
        space = world.space("Letters", by=self.ana)
        self.thread = world.ask(space, self.ana, "Which form?")
        world.write(self.thread, self.ana, "This one")
        world.write(self.thread, self.ben, "Thank you", to=2)
        page = world.client(self.ana).get(f"/forum/t/{self.thread}", follow_redirects=True).text
        self.post = re.findall(r'/p/(\d+)/edit"', page)[-1]
        sent = {"text": "That one", "revision": "1", "reason": ""}
        answer = world.client(self.ana).post(f"/forum/p/{self.post}/edit", data=sent)
        self.address = str(answer.location).partition("#")[0]

    def read(self, address: str, who: User | None) -> list[str]:
        """Return the messages on the page of *address*, as *who* reads it."""
        return NOTE.findall(self.world.client(who).get(address, follow_redirects=True).text)


@pytest.fixture
def edited(world: World) -> Edited:
    """A post that has just been edited."""
    return Edited(world)


def test_it_is_said_once_and_inside_the_post(edited: Edited) -> None:
    page = edited.world.client(edited.ana).get(edited.address).text
    assert page.count(SAVED) == 1
    post = page.partition('id="p2"')[2].partition('id="p3"')[0]
    assert SAVED in post
    assert post.index(SAVED) < post.index("That one")


def test_nobody_else_is_told(edited: Edited) -> None:
    assert edited.read(edited.address, edited.ben) == []
    assert edited.read(edited.address, None) == []


def test_it_is_said_on_that_page_only(edited: Edited) -> None:
    value = re.findall(r"said=([^&]+)", edited.address)[0]
    for page in ("/forum/", "/forum/-/library", f"/forum/t/{edited.thread}/answer/2"):
        assert edited.read(f"{page}?said={value}", edited.ana) == []


@pytest.mark.parametrize(("seconds", "times"), [(0, 1), (119, 1), (125, 0), (86_400, 0), (-60, 0)])
def test_it_is_believed_for_two_minutes(
    edited: Edited, monkeypatch: pytest.MonkeyPatch, seconds: int, times: int
) -> None:
    monkeypatch.setattr(flash_code, "now", lambda: now() + timedelta(seconds=seconds))
    assert len(edited.read(edited.address, edited.ana)) == times


@pytest.mark.parametrize("code", MESSAGES)
def test_a_code_alone_or_in_the_place_of_another_says_nothing(edited: Edited, code: str) -> None:
    page = edited.address.partition("?")[0]
    forged = [
        code,
        f"{code}.p2",
        f"{code}.p2.0.",
        f"{code}..{int(now().timestamp()):x}.{'A' * 43}",
        f"{code}.p2.zz.A",
        f"{code}.p2.-1.é",
    ]
    if code != "edited":
        forged.append(re.findall(r"said=([^&]+)", edited.address)[0].replace("edited", code))
    for value in forged:
        assert edited.read(f"{page}?said={value}", edited.ana) == []
    moved = re.sub(r"edited\.p2", "edited.p1", edited.address)
    assert edited.read(moved, edited.ana) == []


def test_a_page_without_posts_says_it_at_the_top(world: World) -> None:
    ana = world.member("Ana")
    answer = world.client(ana).post("/forum/-/read")
    page = world.client(ana).get(answer.location).text
    assert page.index("Everything here is marked as read.") < page.index("<h1")


def test_a_new_post_says_that_it_is_published(world: World) -> None:
    ana = world.member("Ana", is_admin=True)
    thread = world.ask(world.space("Letters", by=ana), ana, "Which form?")
    sent = {"text": "This one", "form_key": "6a1f2f0e-8d5e-4e0e-9d8c-6f1c0c1f2a3b"}
    location = world.client(ana).post(f"/forum/t/{thread}/reply", data=sent).location
    page = world.client(ana).get(location).text
    assert "Your post has been published." in page.partition('id="p2"')[2]


def test_without_a_key_of_the_site_this_process_still_says_it(world: World) -> None:
    world.app.secret_key = None
    edited = Edited(world)
    assert len(edited.read(edited.address, edited.ana)) == 1
    assert edited.read(edited.address, edited.ben) == []


def test_a_former_key_is_believed(edited: Edited) -> None:
    edited.world.app.config["SECRET_KEY_FALLBACKS"] = [edited.world.app.secret_key]
    edited.world.app.secret_key = "the new one"
    assert len(edited.read(edited.address, edited.ana)) == 1
