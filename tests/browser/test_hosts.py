"""Two hosts with policies of their own in a real browser: every page, and what people do there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ..hosts import bootstrap, handlers, nonce, talisman
from ..hosts.host import Host
from .conftest import through
from .visit import Visit, act, visiting, walk

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]
HOSTS: dict[str, Callable[..., Host]] = {"Talisman": talisman.create, "Bootstrap": bootstrap.create}


@pytest.fixture(params=HOSTS)
def visit(request: pytest.FixtureRequest, browser: Any, tmp_path: Path) -> Iterator[Visit]:
    """Ana's browser at the host."""
    with visiting(HOSTS[request.param](tmp_path), browser) as there:
        there.enter("ana")
        yield there


def test_no_page_or_action_breaks_the_policy(visit: Visit, request: pytest.FixtureRequest) -> None:
    half = [*HOSTS].index(request.node.callspec.params["visit"])
    policies, shown = walk(visit, act(visit), from_=half)
    assert shown > 20
    (policy,) = policies
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert visit.complaints == []


SMALL: dict[str, Callable[..., Host]] = {
    "own error handlers": handlers.create,
    "nonce of its own": partial(nonce.create, talisman=False),
}
"""Hosts that differ in what a browser sees; ``hosts/test_life.py`` walks through the others."""


@pytest.mark.parametrize("name", SMALL)
def test_small_hosts_are_walked_without_a_complaint(
    name: str, browser: Any, tmp_path: Path
) -> None:
    with visiting(SMALL[name](tmp_path), browser) as visit:
        visit.arrive("ana")
        _, shown = walk(visit, act(visit), from_=[*SMALL].index(name))
        assert shown > 20
        script = "document.querySelector('.fx-tools') !== null"
        visit.go("/-/ask")
        assert visit.page.evaluate(script)
        assert visit.complaints == []


def test_a_violation_would_be_noticed(visit: Visit) -> None:
    visit.go("/")
    visit.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<b onclick=\"1\">x</b>')")
    visit.page.locator("b:has-text('x')").last.evaluate("node => node.click()")
    assert [one for one in visit.complaints if "violation" in one or "Security Policy" in one]


def test_a_lost_session_does_not_lose_the_text_in_a_browser(visit: Visit) -> None:
    thread = act(visit)
    page = visit.page
    page.goto(visit.base + thread)
    page.fill("#text", "Written for an hour")
    page.context.clear_cookies()
    through(page.locator("button:has-text('Post answer')").first)
    page.wait_for_selector("text=Sign in to send this")
    assert page.locator("textarea[name=text]").input_value() == "Written for an hour"
    other = page.context.new_page()
    other.goto(f"{visit.base}/login")
    other.fill("[name=name]", "ana")
    other.click("main button, .container button")
    other.wait_for_url(f"{visit.base}/")
    page.click("text=Send it again")
    page.wait_for_selector("#p4")
    assert "Written for an hour" in page.locator("#p4").inner_text()
    assert visit.complaints == []


@pytest.mark.parametrize("visit", ["Talisman"], indirect=True)
def test_without_classes_of_the_host_the_main_button_has_ours(visit: Visit) -> None:
    act(visit)
    visit.go("/-/ask")
    assert visit.page.locator(".fx-btn-main").count() == 1


@pytest.mark.parametrize("visit", ["Bootstrap"], indirect=True)
def test_bootstrap_s_classes_reach_our_buttons_and_fields(visit: Visit, tmp_path: Path) -> None:
    act(visit)
    visit.go("/-/ask")
    page = visit.page
    colour = "node => getComputedStyle(node).backgroundColor"
    assert page.locator("button.btn-primary").evaluate(colour) == "rgb(13, 110, 253)"
    assert page.locator("textarea#text.form-control").count() == 1
    assert page.locator("select.form-select").count() == page.locator("select").count() > 0
    filled = "node => node.offsetWidth / node.parentElement.clientWidth"
    for name in ("#text", "#title"):
        assert page.locator(name).evaluate(filled) > 0.95, name
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(wide) <= 0, width
