"""Tells the browser that somebody has signed out, so that it deletes the drafts it keeps.

Only the next page of ours can tell it. Until then the host's session remembers, because the request
that signs out may lead anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import after_this_request, has_request_context, request, session

if TYPE_CHECKING:
    from flask import Flask, Response

_MARK = "forum_signed_out"


def remember(_: Flask, **__: object) -> None:
    """Remember in the session that this request signs somebody out: Flask-Login's signal.

    At the end of the request, because the host may clear the session after the signal.
    """
    if not has_request_context():
        return

    @after_this_request
    def mark(response: Response) -> Response:
        session[_MARK] = True
        return response


def take() -> bool:
    """Return whether somebody has signed out since the last page, and forget it.

    A page that is fetched in advance may never be shown, so it does not count.
    """
    is_shown = request.method != "HEAD" and "Sec-Purpose" not in request.headers
    return is_shown and bool(session.get(_MARK) and session.pop(_MARK))
