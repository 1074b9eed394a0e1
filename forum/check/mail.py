"""Whether mail can go out, and whether it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from ..core.database.base import now
from ..core.state import state
from ..mail import queries, smtp
from .result import bad, good, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .result import Line

LATE = 600
"""Seconds that mail may be overdue."""


def way() -> Iterator[Line]:
    """Call the mail server, without sending anything."""
    config = state().config
    if config.mail is None:
        yield note(
            "mail",
            "none is sent: members are told under “For you” alone",
            "give mail='smtp://mail.example:587' or a function, mail_from= and url=",
        )
        return
    manager = getattr(current_app, "login_manager", None)
    if config.load is None and getattr(manager, "_user_callback", None) is None:
        yield bad(
            "mail",
            "nobody can be asked for an address: there is no load function and no user loader",
            "give load=, a function from an id of yours to your user object",
        )
    if isinstance(config.mail, str):
        yield good("mail", f"{smtp.connect_once(config.mail)} answers, from {config.mail_from}")
    else:
        yield good("mail", f"by your mail function, from {config.mail_from}")


def waiting() -> Iterator[Line]:
    """Look whether what is due goes out."""
    if state().config.mail is None:
        return
    since, count = queries.overdue_since(), queries.waiting_count()
    if since is not None and (now() - since).total_seconds() > LATE:
        yield bad(
            "mail",
            f"{count} to be sent, the oldest of them due since {since:%Y-%m-%d %H:%M} UTC",
            "keep flask forum work running, and look at its log",
        )
    else:
        yield good("mail", f"{count} to be sent, none of them late")
