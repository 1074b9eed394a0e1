"""Notes for oneself about a page of the host: from its discussion, before and after it has posts.

Kinds covered: without posts, with posts; a page of a group that one has left; a page that moved.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from ..support.diary import JOURNAL, write
from .conftest import Host


def note_link(page: str) -> tuple[str, str]:
    """Return address and words of the link to one's notes."""
    match = re.search(r'href="([^"]+)">\s*(Note for myself|Your notes \(\d+\))', page)
    assert match
    return unescape(match[1]), match[2]


def test_a_note_about_a_page_that_nobody_has_written_about(host: Host) -> None:
    ana = host.world.client(host.world.member("Ana"))
    address, words = note_link(ana.get("/policy/1").text)
    assert words == "Note for myself"
    write(ana, "Read this again.", at=address)
    journal = ana.get(JOURNAL).text
    assert "Policy 1" in journal
    assert 'href="/policy/1"' in journal
    assert note_link(ana.get("/policy/1").text)[1] == "Your notes (1)"
    assert "Read this again." not in ana.get("/policy/1").text
    assert note_link(ana.get("/policy/2").text)[1] == "Note for myself"
    other = host.world.client(host.world.member("Ben"))
    assert note_link(other.get("/policy/1").text)[1] == "Note for myself"
    assert "About Policy" not in other.get(address).text  # it was signed for somebody else
    assert other.get(address).status_code == 404
    assert "Note for myself" not in host.world.client().get("/policy/1").text


def test_notes_about_the_page_and_about_its_thread_are_the_same(host: Host) -> None:
    ana = host.world.member("Ana")
    browser = host.world.client(ana)
    write(browser, "Before.", at=note_link(browser.get("/policy/1").text)[0])
    host.write(ana, "/policy/1", "Is travel paid?")
    address, words = note_link(browser.get("/policy/1").text)
    assert words == "Your notes (1)"
    assert re.search(r"/t/\d+/note$", address)
    write(browser, "After.", at=address)
    assert note_link(browser.get("/policy/1").text)[1] == "Your notes (2)"
    listed = browser.get(address).text
    assert listed.count("/edit") == 2
    thread = browser.get(address.removesuffix("/note"), follow_redirects=True).text
    assert "Your notes (2)" in thread


def test_a_page_of_a_group_that_one_has_left_has_no_title(host: Host) -> None:
    ana: Any = host.world.member("Ana", audiences=frozenset({host.audience}))
    browser = host.world.client(ana)
    address, _ = note_link(browser.get("/case/1").text)
    write(browser, "Mine.", at=address)
    title = re.search(r"About\s*<a[^>]*>([^<]+)</a>", browser.get(JOURNAL).text)
    assert title
    ana.audiences = frozenset()
    page = browser.get(JOURNAL).text
    assert "Mine." in page
    assert title[1] not in page
    assert "About something that you can no longer see." in page
