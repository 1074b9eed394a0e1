"""What the host puts into our pages: what stands before our breadcrumbs, and its HTML in slots."""

from __future__ import annotations

import logging
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import render_template
from markupsafe import escape

from ..state import state
from ..text.markup import trusted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from .render import Context

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Thing:
    """What a page, or a post on it, is about: all that a host is told of it."""

    kind: str
    """"thread", "artefact", "space", "member" or "post"."""
    id: int
    title: str = ""
    """Its title or name; a post has none."""
    space: str = ""
    """The slug of the space it is in, or its own; a member has none."""


def thing_of(parts: Mapping[str, Any]) -> Thing | None:
    """Return what the page with *parts* is about, or None where that is no one thing."""
    for kind in ("thread", "artefact", "space", "member"):
        if (found := parts.get(kind)) is not None and hasattr(found, "id"):
            title = getattr(found, "title", "") or getattr(found, "name", "")
            space = found.slug if kind == "space" else getattr(found, "space_slug", "")
            return Thing(kind=kind, id=found.id, title=title, space=space)
    return None


def breadcrumbs(thing: Thing | None) -> Sequence[tuple[str, str]]:
    """Return name and address of what stands before our own; nothing where the host fails."""
    own = state().config.breadcrumbs
    if own is None:
        return ()
    try:
        return [(str(name), str(address)) for name, address in own(thing)]
    except Exception:
        _log.exception("the host's breadcrumbs function failed")
        return ()


def slot(name: str, thing: Thing | None, page: Context) -> Markup:
    """Return what the host put into the slot *name* about *thing*; nothing where it fails.

    A function's text is escaped, unless it is ``Markup``. A template of the host's sees what *page*
    has, with ``fx.thing``, and whatever its own context holds.
    """
    given = state().config.slots.get(name)
    if given is None:
        return trusted("")
    try:
        if callable(given):
            made = given(thing)
            return escape("" if made is None else made)
        seen = copy(page)
        seen.__dict__["thing"] = thing
        return trusted(render_template(given, fx=seen))
    except Exception:
        _log.exception("the host's slot %r failed", name)
        return trusted("")
