"""Every page, for everyone: in light, in dark, narrow, and under the strictest policy."""

from __future__ import annotations

import pytest

from .conftest import Live, Look

# one browser, one site for all of them
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.sites("sqlite")]


def test_every_page_can_be_used_by_everyone(live: Live, looked: list[Look]) -> None:
    """One test: looking at all pages takes a minute, and each worker would do so for its own."""
    assert len(looked) > 20
    assert f"/forum/-/reports/{live.asked}" in {one.address for one in looked}
    wrong = [
        f"{one.address} ({one.who}), {what}: {fault}"
        for one in looked
        for what, faults in one.found.items()
        for fault in faults
    ]
    assert not wrong, "\n".join(wrong)
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
