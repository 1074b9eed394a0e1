"""Why something was not done, as exceptions that rooms raise and the roof puts into words."""

from __future__ import annotations


class Refused(Exception):
    """Something was not done. ``status`` is the HTTP status that says so."""

    status = 403

    def __init__(self, words: str = "") -> None:
        super().__init__(words)
        self.words = words


class NotAllowed(Refused):
    """The viewer sees the thing, but may not do this with it (403)."""


class Stranger(Refused):
    """The form was not sent from a page of ours (403)."""


class SignInFirst(Refused):
    """Only somebody who is signed in may do this (401, answered by the host's login)."""

    status = 401


class Changed(Refused):
    """The thing has changed since the form was made (409)."""

    status = 409


class Invalid(Refused):
    """A field holds what cannot be taken (422). ``faults`` maps fields to words."""

    status = 422

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(next(iter(faults.values()), ""))
        self.faults = faults


class SentBefore(Exception):
    """This very form was sent before; ``id`` is the id of what it made: a post or an artefact."""

    def __init__(self, id: int) -> None:
        super().__init__(id)
        self.id = id


class SentOther(Refused):
    """The key of this form was used before for another text (409)."""

    status = 409
