"""What can be tried, as the viewer reads it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ...artefacts import queries as artefacts
from ...artefacts.presenters.submission import artefact_address
from ...core.web.urls import url
from ...threads import queries as threads
from ...threads.policy.acts import may_try as may_try_post
from ...threads.presenters.addresses import address, thread_address
from ...threads.quotations import with_names
from .. import policy
from ..presenters.things import about_page, about_post, about_thread, plan_address
from ..rows import Thing

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...members.viewer import Viewer
    from ..presenters.things import About


@dataclass(frozen=True)
class Target:
    """Something that the viewer reads, and that can be tried."""

    thing: Thing
    may_try: bool
    about: About
    back: Callable[..., str]
    """Returns where it stands, with a message: ``back(said="tried")``."""
    tell: str
    """Where the viewer tells how it went."""
    plan: str
    """Where they plan to try it."""
    results: str
    """Where all that was told of it is listed."""
    is_sealed: bool = False
    """Whether it is in a thread whose first takes are sealed to them: what was tried is, too."""


def target(viewer: Viewer, thing: Thing) -> Target | None:
    """Return what *thing* is, or None if the viewer does not read it."""
    if thing.post_id is not None:
        return post(viewer, thing.post_id)
    if thing.artefact_id is not None:
        return page(viewer, thing.artefact_id)
    return host_page(viewer, thing.thread_id or 0)


def post(viewer: Viewer, post_id: int) -> Target | None:
    """Return a post, or None."""
    found = threads.post(viewer, post_id)
    thread = threads.thread(viewer, found.thread_id) if found else None
    if found is None or thread is None:
        return None
    found = with_names(viewer, [found])[0]
    return Target(
        Thing(post_id=found.id),
        may_try_post(viewer, found, thread),
        about_post(found, thread),
        partial(address, thread, found),
        tell=url("attempts.post", post_id=found.id),
        plan=plan_address("post", post_id=found.id),
        results=url("attempts.of_post", post_id=found.id),
        is_sealed=thread.sealed,
    )


def page(viewer: Viewer, artefact_id: int) -> Target | None:
    """Return a page of the library, or None."""
    artefact = artefacts.artefact(viewer, artefact_id)
    if artefact is None:
        return None
    return Target(
        Thing(artefact_id=artefact.id),
        policy.may_try_page(viewer, artefact),
        about_page(artefact),
        partial(artefact_address, artefact),
        tell=url("attempts.page", artefact_id=artefact.id),
        plan=plan_address("page", artefact_id=artefact.id),
        results=url("attempts.of_page", artefact_id=artefact.id),
    )


def host_page(viewer: Viewer, thread_id: int, *, even_released: bool = False) -> Target | None:
    """Return the page of the host that a thread is about; None for a thread about none.

    With *even_released* also the page that it was about.
    """
    thread = threads.thread(viewer, thread_id)
    if thread is None or not (thread.anchor_title if even_released else thread.anchor_key):
        return None
    return Target(
        Thing(thread_id=thread.id),
        policy.may_try_host_page(viewer, thread),
        about_thread(thread, thread.anchor_title),
        partial(thread_address, thread),
        tell=url("attempts.host_page", thread_id=thread.id),
        plan=plan_address("host_page", thread_id=thread.id),
        results=url("attempts.of_host_page", thread_id=thread.id),
        is_sealed=thread.sealed,
    )
