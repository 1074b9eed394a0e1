"""Checks that mail can be sent, and is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from ..core.database.base import now
from ..core.state import state
from ..mail import queries, smtp
from .result import bad, good, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .result import Result

LATE = 600
"""How many seconds mail may be overdue."""


def server() -> Iterator[Result]:
    """Log in to the mail server, without sending anything."""
    config = state().config
    if config.mail is None:
        yield note(
            "mail",
            "no mail is sent: members find their notices under “For you”",
            "pass mail='smtp://mail.example:587' or a function, mail_from= and url=",
        )
        return
    manager = getattr(current_app, "login_manager", None)
    if config.load is None and getattr(manager, "_user_callback", None) is None:
        yield bad(
            "mail",
            "no email address can be found: there is no load function and no user loader",
            "pass load=, a function that returns your user for an id",
        )
    if isinstance(config.mail, str):
        yield good("mail", f"{smtp.connect_once(config.mail)} answers, from {config.mail_from}")
    else:
        yield good("mail", f"sent by your mail function, from {config.mail_from}")


def queue() -> Iterator[Result]:
    """Check that due mail is sent."""
    if state().config.mail is None:
        return
    since, count = queries.overdue_since(), queries.waiting_count()
    if since is not None and (now() - since).total_seconds() > LATE:
        yield bad(
            "mail",
            f"{count} waiting, the oldest since {since:%Y-%m-%d %H:%M} UTC",
            "keep flask forum work running, and check its log",
        )
    else:
        yield good("mail", f"{count} waiting, none late")
