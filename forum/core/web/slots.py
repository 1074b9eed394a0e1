"""The host's parts of our pages: HTML in slots, and breadcrumbs before ours."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from flask import render_template
from markupsafe import escape

from ..state import state
from ..text.markup import trusted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Thing:
    """The subject of a page, or a post on it: everything that the host's functions are given."""

    kind: str
    """"thread", "artefact", "space", "member" or "post"."""
    id: int
    title: str = ""
    """Its title or name; empty for a post."""
    space: str = ""
    """The slug of the space it is in, or its own slug; empty for a member."""


_SUBJECTS = {"thread": "thread", "artefact": "artefact", "space": "space", "profile": "member"}
"""The fields that may hold a page's subject, with its kind. The first one present counts."""


class SlotContext(Protocol):
    """The ``fx`` of a page, as far as slots need it."""

    def about(self, thing: Thing | None) -> object:
        """Return the ``fx`` for a host's template about *thing*."""


def thing_of(parts: Mapping[str, object]) -> Thing | None:
    """Return the subject of the page with *parts*, or None if it has no single subject."""
    for name, kind in _SUBJECTS.items():
        if (found := parts.get(name)) is not None and hasattr(found, "id"):
            title = getattr(found, "title", "") or getattr(found, "name", "")
            space = getattr(found, "slug" if kind == "space" else "space_slug", "")
            return Thing(kind=kind, id=found.id, title=title, space=space)
    return None


def breadcrumbs(thing: Thing | None) -> Sequence[tuple[str, str]]:
    """Return the host's breadcrumbs as names and addresses; empty if its function fails."""
    own = state().config.breadcrumbs
    if own is None:
        return ()
    try:
        return [(str(name), str(address)) for name, address in own(thing)]
    except Exception:
        _log.exception("the host's breadcrumbs function failed")
        return ()


def slot(name: str, thing: Thing | None, page: SlotContext) -> Markup:
    """Return the host's HTML for the slot *name* about *thing*; empty if the host's part fails.

    Text that a function returns is escaped, unless it is ``Markup``. A template of the host's gets
    the ``fx`` of *page*, with ``fx.thing``, and everything in the host's own context.
    """
    given = state().config.slots.get(name)
    if given is None:
        return trusted("")
    try:
        if callable(given):
            made = given(thing)
            return escape("" if made is None else made)
        return trusted(render_template(given, fx=page.about(thing)))
    except Exception:
        _log.exception("the host's slot %r failed", name)
        return trusted("")
