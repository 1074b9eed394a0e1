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


def address_of(post_id: int | None, artefact_id: int | None, thread_id: int | None) -> str:
    """Return where something that can be tried stands."""
    if post_id is not None:
        return url("threads.post", post_id=post_id)
    if artefact_id is not None:
        return url("artefacts.show", artefact_id=artefact_id)
    return url("threads.show", thread_id=thread_id or 0)
