"""A reply to a post on a page of the host is written in the forum, and leads back to the page."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from forum import Forum

from .conftest import Host, thread_of


def begun(page: str, words: str = "to=1") -> str:
    """Return the address of the form for a reply that *page* leads to."""
    (address,) = re.findall(rf'href="([^"]*/reply\?[^"]*{words})"', page)
    return unescape(address)


def filled(page: str, text: str) -> tuple[str, dict[str, str]]:
    """Return address and fields of the form of a reply."""
    (form,) = re.findall(r'<form[^>]*action="[^"]*/reply".*?</form>', page, re.S)
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    address = re.search(r'action="([^"]+)"', form)
    assert address
    return address[1], {**{name: unescape(value) for name, value in hidden}, "text": text}


@pytest.fixture
def ana(host: Host) -> Any:
    """Ana, who has written on the page of a policy."""
    ana = host.world.member("Ana")
    host.write(ana, "/policy/1", "Is it paid?")
    return ana


@pytest.mark.parametrize("words", ["to=1", "quote=1"])
def test_a_reply_that_is_begun_on_a_page_leads_back_to_it(host: Host, ana: Any, words: str) -> None:
    browser, thread = host.world.client(ana), thread_of(host, "policy:1")
    form = browser.get(begun(browser.get("/policy/1").text, words)).text
    address, fields = filled(form, "Yes")
    seen = browser.post(address, data={**fields, "preview": "1"}).text
    address, fields = filled(seen, "Yes")
    sent = [browser.post(address, data=fields).location for _ in "ab"]
    assert sent == [f"/policy/1#fx-{thread.id}-p2"] * 2
    page = browser.get("/policy/1").text
    assert f'id="fx-{thread.id}-p2"' in page
    assert f'name="fx-sent" value="{fields["form_key"]}"' in page


def test_a_reply_begun_in_the_forum_stays_in_the_forum(host: Host, ana: Any) -> None:
    browser, thread = host.world.client(ana), thread_of(host, "policy:1")
    shown = browser.get(f"/forum/t/{thread.id}", follow_redirects=True).text
    address, fields = filled(browser.get(begun(shown)).text, "Yes")
    location = browser.post(address, data=fields).location
    assert location.startswith(f"/forum/t/{thread.id}-policy-1?said=posted.")


def test_a_reply_on_a_deleted_page_leads_to_the_forum(host: Host, ana: Any) -> None:
    browser = host.world.client(ana)
    address, fields = filled(browser.get(begun(browser.get("/policy/1").text)).text, "Yes")
    first = browser.post(address, data=fields).location
    assert first.startswith("/policy/1#")
    with host.world.request():
        Forum().close_anchor("policy:1")
    assert browser.post(address, data=fields).location.startswith("/forum/t/")


def test_a_post_no_longer_on_the_page_is_shown_in_the_forum(host: Host, ana: Any) -> None:
    browser, thread = host.world.client(ana), thread_of(host, "policy:1")
    address, fields = filled(browser.get(begun(browser.get("/policy/1").text)).text, "Yes")
    browser.post(address, data=fields)
    for n in range(10):
        host.world.write(thread.id, ana, f"Said {n}")
    assert browser.post(address, data=fields).location.startswith("/forum/t/")


@pytest.mark.parametrize("on", ["https://evil.example/", "//evil.example", "/policy/2", "Page"])
def test_the_form_cannot_say_where_it_leads(host: Host, ana: Any, on: str) -> None:
    browser, thread = host.world.client(ana), thread_of(host, "policy:1")
    form = browser.get(f"/forum/t/{thread.id}/reply", query_string={"to": "1", "on": on}).text
    address, fields = filled(form, "Yes")
    assert browser.post(address, data=fields).location.startswith("/forum/t/")
    elsewhere = host.world.ask(host.world.space("Letters", by=ana), ana)
    sent = browser.post(f"/forum/t/{elsewhere}/reply", data={"text": "No page", "on": "page"})
    assert sent.location.startswith(f"/forum/t/{elsewhere}-")
