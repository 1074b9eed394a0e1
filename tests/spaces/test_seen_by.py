"""Above every box: who will read it, and what a mail about it carries.

Kinds covered: open and closed spaces, one bound to a group, on pages of the forum and of the host;
blocked members, a single member; no mail, mail without text, with the text of open spaces, of all.
"""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest

from forum.spaces import actions as spaces

from ..support.world import World

MAIL = {
    "mail": "smtp://127.0.0.1:9",
    "mail_from": "Forum <forum@example.org>",
    "url": "https://example.org/forum",
}
TEXT = " Emails about it contain the title, the text and a link."
LINK = " Emails about it contain only the title and a link."
EVERYONE = "Everyone here can read this and find it in search."
SEVEN = "Seen by the 7 members of “Circle North”. 1 more person can read it, but not write there."


def circle(world: World) -> tuple[object, int]:
    """Return a member of a closed space of seven, one more of whom is blocked, and a thread."""
    ana, *others = (world.member(name) for name in ("Ana", *"BCDEFGH"))
    space = world.space("Circle North", by=ana, access="closed", members_=tuple(others))
    thread, blocked = world.ask(space, ana), world.id(others[-1])
    with world.request():
        spaces.block_member(space.id, blocked, blocked=True)
    return ana, thread


@pytest.mark.parametrize(
    "form", ["/t/{}", "/t/{}/reply", "/t/{}/reflect", "/-/ask?space=circle-north", "/p/{}/edit"]
)
def test_a_closed_space_says_how_many_read_it(world: World, form: str) -> None:
    ana, thread = circle(world)
    path = f"/forum{form.format(thread)}"
    page = unescape(world.client(ana).get(path, follow_redirects=True).text)
    seen = page.rindex(f"<span>{SEVEN}")
    assert seen < page.index("<textarea", page.index("fx-form"))


@pytest.mark.parametrize(
    ("settings", "opened", "closed"),
    [
        ({}, EVERYONE + "</", SEVEN + "</"),
        (MAIL, EVERYONE + LINK, SEVEN + LINK),
        ({**MAIL, "mail_text": "open"}, EVERYONE + TEXT, SEVEN + LINK),
        ({**MAIL, "mail_text": "all"}, EVERYONE + TEXT, SEVEN + TEXT),
    ],
    ids=["no mail", "none", "open", "all"],
)
def test_it_says_what_a_mail_carries(
    make_site: Callable[..., World], settings: dict[str, str], opened: str, closed: str
) -> None:
    world = make_site(**settings)
    ana, thread = circle(world)
    other = world.ask(world.space("Letters", by=ana), ana)
    browser = world.client(ana)
    assert opened in unescape(browser.get(f"/forum/t/{other}/reply").text)
    assert closed in unescape(browser.get(f"/forum/t/{thread}/reply").text)


def test_a_member_alone_is_told_so(world: World) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Mine", by=ana, access="closed"), ana)
    page = unescape(world.client(ana).get(f"/forum/t/{thread}/reply").text)
    assert "Seen by you, the only member of “Mine”.</span>" in page
