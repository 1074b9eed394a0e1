"""The viewer of a request and the spaces they read, each looked up once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, cast

from ..core.errors import NotAllowed, SignInFirst
from ..core.state import request_state, state
from ..core.text.folding import folded
from ..core.web.get_or_404 import get_or_404
from ..members import actions, host
from ..members.viewer import Viewer
from . import policy
from . import queries as spaces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..members.viewer import Person
    from .rows import SpaceRow


def current_viewer() -> Viewer:
    """Return the viewer of this request."""
    known = request_state()
    if known.viewer is None:
        person, admin = host.current_person()
        known.viewer = viewer = viewer_of(person, admin=admin)
        if person:
            known.locale, known.timezone = person.locale, person.timezone
        if not viewer.open_ones:
            # Fails now if there are no tables yet, rather than asking a guest to sign in first.
            viewer.find_spaces()
    return cast("Viewer", known.viewer)


def viewer_of(person: Person | None, *, admin: bool = False) -> Viewer:
    """Return *person* as a viewer; None stands for a guest."""
    config = state().config
    viewer = Viewer(
        person=person,
        is_admin=admin,
        open_ones=person is not None or config.guests_read,
        can=config.can,
    )
    if person is None:
        return with_spaces(viewer)
    member, readable = spaces.member_and_spaces(person.id, viewer.sight())
    if member is None:
        return with_spaces(viewer)
    known = replace(
        viewer,
        member_id=member.id,
        handle=member.handle or "",
        outdated=actions.is_outdated(person, member),
    )
    return replace(known, find_spaces=lambda: readable) if readable else with_spaces(known)


def with_spaces(viewer: Viewer) -> Viewer:
    """Return *viewer* with a function that looks up their spaces once, when first needed.

    A guest's page of a thread never needs them.
    """
    return replace(viewer, find_spaces=cache(partial(spaces.readable_spaces, viewer.sight())))


def current_spaces() -> Mapping[int, SpaceRow]:
    """Return the spaces the viewer reads, by id, in the order of a list."""
    # ``Viewer`` is on a floor below and knows only the fields of a space that it needs.
    return cast("Mapping[int, SpaceRow]", current_viewer().spaces)


def listed_spaces() -> list[SpaceRow]:
    """Return the listed spaces that the viewer reads: new threads can only be opened in these."""
    return [space for space in current_spaces().values() if space.listed]


def find_space(slug: str) -> SpaceRow | None:
    """Return the space *slug* if the viewer reads it, else None."""
    return next((space for space in current_spaces().values() if space.slug == slug), None)


def spaces_called(name: str) -> list[SpaceRow]:
    """Return the spaces that the viewer reads with the slug *name*, or that name, folded."""
    wanted = folded(name)
    return [
        space
        for space in current_spaces().values()
        if space.slug == name.lower() or folded(space.name) == wanted
    ]


def writer() -> Viewer:
    """Return the viewer of a request that writes, as a member with a name.

    Raises SignInFirst for a guest.
    """
    if current_viewer().guest:
        raise SignInFirst
    request_state().viewer = actions.remember_member(current_viewer())
    return current_viewer()


def signed_in() -> Viewer:
    """Return the viewer of a request that changes only what they see themselves.

    They have a member id, but no name and no page until they first write. Raises SignInFirst for a
    guest.
    """
    if current_viewer().guest:
        raise SignInFirst
    known = current_viewer()
    remember = actions.remember_member if known.handle else actions.remember_reader
    request_state().viewer = viewer = remember(known)
    return viewer


def writer_or_sign_in() -> Viewer:
    """Return the viewer of a page with a form. Raises SignInFirst for a guest."""
    viewer = current_viewer()
    return writer() if viewer.guest else viewer


def author_id(viewer: Viewer) -> int:
    """Return the member id of *viewer*, who is writing. Raises NotAllowed for a guest."""
    if viewer.member_id is None:
        raise NotAllowed
    return viewer.member_id


def managed_space(viewer: Viewer, slug: str) -> SpaceRow:
    """Return a space that *viewer* manages.

    Raises NotFound if they cannot read it, and NotAllowed if they can only read it.
    """
    space = get_or_404(find_space(slug))
    if not policy.may_manage(viewer, space):
        raise NotAllowed
    return space
