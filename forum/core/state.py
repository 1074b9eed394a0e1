"""What one mounted forum knows: it lies in ``app.extensions["forum"]``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import current_app

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask_sqlalchemy import SQLAlchemy

    from .config import Config


@dataclass(kw_only=True)
class State:
    """The mount: its settings, its database, and what the roof lends to the layout."""

    config: Config
    db: SQLAlchemy
    own_db: bool
    static: Mapping[str, str]
    """The short hash of each static file, for its address."""
    look: Callable[[], Any]
    """Finds out who is looking, for pages that answer before anybody has asked."""
    unread: Callable[[], int]
    """How many things wait for the viewer, for the number after "For you"."""
    sign_in: Callable[[], Any]
    """The host's answer to somebody who must sign in first."""
    kept: dict[str, Any] = field(default_factory=dict)
    """What rooms keep per process: an opened index, a thread."""


def state() -> State:
    """Return the forum mounted in the current app; RuntimeError where there is none."""
    found = current_app.extensions.get("forum")
    if not isinstance(found, State):
        raise RuntimeError("no forum is mounted in this app: call Forum(app) first")
    return found
