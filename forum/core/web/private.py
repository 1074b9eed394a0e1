"""Answers with text that only one person may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Response


def store_nowhere(response: Response) -> Response:
    """Let no browser and no proxy store *response*, not even a refusal: it may hold private text.

    For ``after_request`` of a blueprint, or ``after_this_request``.
    """
    response.headers["Cache-Control"] = "private, no-store"
    response.vary.add("Cookie")
    return response
