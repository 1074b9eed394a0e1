"""Finds where the discussion of a page belongs, and warns the host if it has not said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from ..core.state import state
from ..core.web.embedding import warn_once
from ..spaces import queries as spaces
from ..spaces.current import current_spaces
from . import policy

if TYPE_CHECKING:
    from ..members.viewer import Viewer
    from .policy import Target


def find_target(viewer: Viewer, audience: str | None) -> Target | None:
    """Return where the discussion of a page belongs, or None if *viewer* may not read it.

    If the host has not named the space for pages without an *audience*, that is logged once; in
    tests and in debug mode it is a LookupError.
    """
    slug = state().config.discuss_space
    target = policy.target_for(viewer, audience, current_spaces().values(), slug=slug)
    if target is None and audience is None and (problem := _problem_with(slug)):
        if current_app.testing or current_app.debug:
            raise LookupError(problem)
        warn_once(problem)
    return target


def _problem_with(slug: str | None) -> str:
    """Return what the host must set, or nothing if the space of ``FORUM_DISCUSS_SPACE`` exists."""
    memory = state().memory
    if slug is None:
        return (
            "forum.discuss() was called without an audience, and FORUM_DISCUSS_SPACE is not set: "
            "set it to the last part of the address of the space for such discussions"
        )
    if not memory.discuss_space_found:
        memory.discuss_space_found = spaces.id_by_slug(slug) is not None
    found = memory.discuss_space_found
    return "" if found else f"FORUM_DISCUSS_SPACE is {slug!r}, but there is no such space"
