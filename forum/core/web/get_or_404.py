"""Answers 404 for anything the viewer may not see, as if it did not exist."""

from __future__ import annotations

from typing import TypeVar

from werkzeug.exceptions import NotFound

T = TypeVar("T")


def get_or_404(thing: T | None) -> T:
    """Return *thing*; raises NotFound if the query returned None, whatever the reason."""
    if thing is None:
        raise NotFound
    return thing
