"""Whoever is looking, worked out once a request: who they are, and which spaces they read."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, cast

from ..core.errors import NotAllowed, SignInFirst
from ..core.state import request_state, state
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..members import actions, host, queries
from ..members.viewer import Viewer
from . import queries as spaces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..members.viewer import Person
    from .rows import SpaceRow


def current_viewer() -> Viewer:
    """Return the viewer of this request."""
    known = request_state()
    if known.viewer is None:
        person, admin = host.person()
        known.viewer = viewer = viewer_of(person, admin=admin)
        if person:
            known.locale, known.timezone = person.locale, person.timezone
        if not viewer.open_ones:
            viewer.find_spaces()  # a database without tables says so before they sign in
    return cast("Viewer", known.viewer)


def viewer_of(person: Person | None, *, admin: bool = False) -> Viewer:
    """Return the viewer that *person* is; None is a guest."""
    config = state().config
    member = queries.by_key(person.id) if person else None
    return with_spaces(
        Viewer(
            person=person,
            member_id=member.id if member else None,
            handle=member.handle if member else "",
            is_admin=admin,
            open_ones=person is not None or config.guests_read,
            can=config.can,
        )
    )


def with_spaces(viewer: Viewer) -> Viewer:
    """Return the viewer who finds their spaces when they are first wanted, and once.

    A guest's thread does without.
    """
    return replace(viewer, find_spaces=cache(partial(spaces.readable_spaces, viewer.sight())))


def current_spaces() -> Mapping[int, SpaceRow]:
    """Return the spaces the viewer reads, by id, in the order of a list."""
    return current_viewer().spaces


def listed_spaces() -> list[SpaceRow]:
    """Return those of them that stand in lists, and take threads opened in the forum."""
    return [space for space in current_spaces().values() if space.listed]


def find_space(slug: str) -> SpaceRow | None:
    """Return the space *slug* as the viewer may see it: no statement more than knowing them."""
    return next((space for space in current_spaces().values() if space.slug == slug), None)


def writer() -> Viewer:
    """Return the viewer of a request that writes, remembered as a member from now on.

    Raises SignInFirst for a guest.
    """
    if current_viewer().guest:
        raise SignInFirst
    request_state().viewer = actions.arrive(current_viewer())
    return current_viewer()


def writer_or_sign_in() -> Viewer:
    """Return the viewer of a page with a form; a guest is asked to sign in first."""
    viewer = current_viewer()
    return writer() if viewer.guest else viewer


def author_id(viewer: Viewer) -> int:
    """Return the id of the member who writes; NotAllowed where there is none."""
    if viewer.member_id is None:
        raise NotAllowed
    return viewer.member_id


def seen_by(space_id: int) -> str:
    """Return who will read what is written in a space; NotFound unless the viewer reads it."""
    space = get_or_404(current_spaces().get(space_id))
    if space.access == "closed":
        return t("Seen by the members of “%(name)s” alone.", name=space.name)
    if space.access == "bound":
        return t("Seen by the people of “%(name)s” alone.", name=space.audience)
    return t("Seen by everyone who reads here, and found in search.")
