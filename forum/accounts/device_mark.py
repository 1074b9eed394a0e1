"""The mark of a browser in which somebody has signed in before.

It is a cookie that opens nothing: whoever has it is only counted by it when signing in fails, so
that strangers who try somebody's name cannot keep that person out.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import current_app, request, url_for
from itsdangerous import BadSignature, TimestampSigner

if TYPE_CHECKING:
    from flask import Response

COOKIE = "forum_device"
LASTS = timedelta(days=365)
"""How long a mark is accepted after it was given."""
MOST = 5
"""How many people's marks a browser keeps: that of the newest sign-in is the first."""
_LONGEST = 600
"""The longest cookie that is looked at, in characters."""
_BETWEEN = "~"


def device_of(login: str) -> str:
    """Return the random id of this browser's mark for the name *login*; "" without a valid one."""
    return next((id for mark in _marks() if (id := _id_in(mark, login))), "")


def give(answer: Response, login: str) -> None:
    """Put a new mark for *login* into this browser, beside those of other people."""
    others = [mark for mark in _marks() if not _id_in(mark, login)]
    new = _signer(login).sign(secrets.token_urlsafe(12)).decode()
    answer.set_cookie(
        COOKIE,
        _BETWEEN.join([new, *others][:MOST]),
        max_age=LASTS,
        # The pages of the accounts alone get it: all of them, because whoever signs up or changes
        # their password here keeps the marks of other people.
        path=url_for("accounts.sign_in").rpartition("/")[0],
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _marks() -> list[str]:
    kept = request.cookies.get(COOKIE, "")
    return kept.split(_BETWEEN)[:MOST] if 0 < len(kept) <= _LONGEST else []


def _id_in(mark: str, login: str) -> str:
    try:
        return _signer(login).unsign(mark, max_age=int(LASTS.total_seconds())).decode()
    except (BadSignature, ValueError):
        return ""


def _signer(login: str) -> TimestampSigner:
    """Return what signs the marks for *login*: a mark is worth nothing for another name."""
    keys = [*(current_app.config.get("SECRET_KEY_FALLBACKS") or ()), current_app.secret_key]
    return TimestampSigner([key for key in keys if key], salt=f"forum device {login.lower()}")
