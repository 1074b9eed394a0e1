"""Domain errors. Rooms raise them; ``core/web/refusals.py`` turns them into pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class Refused(Exception):
    """Something was refused. ``status`` is the HTTP status, *words* a message for the member."""

    status = 403

    def __init__(self, words: str = "") -> None:
        super().__init__(words)
        self.words = words


class NotAllowed(Refused):
    """The viewer may see the thing, but may not do this with it (403)."""


class TooLate(NotAllowed):
    """The last *day* for this has passed (403)."""

    def __init__(self, day: date) -> None:
        super().__init__()
        self.day = day


class CrossSite(Refused):
    """The form was not sent from a page of this site (403)."""


class SignInFirst(Refused):
    """Only signed-in members may do this (401, answered by the host's login)."""

    status = 401


class Changed(Refused):
    """The thing has changed since the form was printed (409)."""

    status = 409


class Invalid(Refused):
    """A field is not valid (422). ``faults`` maps the names of fields to messages."""

    status = 422

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(next(iter(faults.values()), ""))
        self.faults = faults


class TooMany(Refused):
    """Somebody did something too often (429). ``seconds`` is how long they have to wait."""

    status = 429

    def __init__(self, seconds: int, words: str = "") -> None:
        super().__init__(words)
        self.seconds = seconds


class SentBefore(Exception):
    """This very form was sent before; ``id`` is the id of what it made: a post or an artefact."""

    def __init__(self, id: int) -> None:
        super().__init__(id)
        self.id = id


class SentOther(Refused):
    """The key of this form was already used for another text (409)."""

    status = 409
