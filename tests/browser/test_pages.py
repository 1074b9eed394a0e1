"""Every page, for everyone: in light, in dark, narrow, and under the strictest policy."""

from __future__ import annotations

import pytest

from .conftest import Live, Look

# one browser, one site for all of them
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]


def test_many_pages_are_checked(looked: list[Look]) -> None:
    assert len(looked) > 20


@pytest.mark.parametrize("what", ["light", "dark", "targets", "text", "at 360", "at 320"])
def test_every_page_can_be_used_by_everyone(looked: list[Look], what: str) -> None:
    wrong = [f"{one.address} ({one.who}): {fault}" for one in looked for fault in one.found[what]]
    assert not wrong, "\n".join(wrong)


def test_no_page_breaks_the_policy_or_logs_to_the_console(live: Live, looked: list[Look]) -> None:
    assert looked
    assert live.complaints == []


def test_the_policy_is_in_force(live: Live) -> None:
    with live.page() as page:
        page.goto("/forum/")
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'),"
            " {textContent: 'window.ran = 1'}))"
        )
        assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in complaint for complaint in live.complaints)
    live.complaints.clear()
