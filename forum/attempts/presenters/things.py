"""What can be tried, in the forms about it."""

from __future__ import annotations

from typing import NamedTuple

from ...core.state import state
from ...core.web.urls import url


class About(NamedTuple):
    """What a form is about."""

    name: str
    """Whose post it is, or the title of the page."""
    html: str
    """The text of the post; empty for a page."""
    trail: tuple[tuple[str, str], ...]
    """The links above it: names and addresses."""
    address: str
    """Where it stands."""


def plan_address(kind: str, **thing: int) -> str:
    """Return where a "post", a "page" or a "host_page" is planned; empty if plans are left out."""
    return "" if state().config.leaves_out("plans") else url(f"plans.{kind}", **thing)
