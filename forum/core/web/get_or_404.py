"""Get it or answer as if it were not there: the one way to refuse sight."""

from __future__ import annotations

from typing import TypeVar

from werkzeug.exceptions import NotFound

T = TypeVar("T")


def get_or_404(thing: T | None) -> T:
    """Return *thing*; NotFound where a query returned none, whatever the reason."""
    if thing is None:
        raise NotFound
    return thing
