"""What can be tried, in the forms about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...artefacts.presenters.submission import artefact_address
from ...core.state import state
from ...core.web.i18n import t
from ...core.web.urls import url
from ...threads.presenters.addresses import thread_address

if TYPE_CHECKING:
    from ...artefacts.rows import ArtefactRow
    from ...threads.rows import SinglePostRow, ThreadRow


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


def about_post(post: SinglePostRow, thread: ThreadRow) -> About:
    """Return what a form about a post of *thread* says of it."""
    name = f"{post.author_name or t('former member')}, #{post.number}"
    return About(name, post.html, _trail(thread), url("threads.post", post_id=post.id))


def about_page(artefact: ArtefactRow) -> About:
    """Return what a form about a page of the library says of it."""
    space = (artefact.space_name, url("spaces.show", slug=artefact.space_slug))
    here = artefact_address(artefact)
    return About(artefact.title, "", (space, (artefact.title, here)), here)


def about_thread(thread: ThreadRow, name: str) -> About:
    """Return what a form about a thread, or the page of the host that it is about, says of it."""
    return About(name, "", _trail(thread), thread_address(thread))


def _trail(thread: ThreadRow) -> tuple[tuple[str, str], ...]:
    space = (thread.space_name, url("spaces.show", slug=thread.space_slug))
    return (space, (thread.title, thread_address(thread)))


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
