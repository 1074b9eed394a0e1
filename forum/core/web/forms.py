"""Reads the fields of a form, and collects messages about those that are not valid."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from flask import current_app, has_request_context, request

from ..errors import Invalid
from ..state import request_state
from ..text.line import is_blank, line, longest_typed
from ..text.shows import shows
from .args import whole_number
from .i18n import t, tn

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

NEVER_SHOWN = frozenset({"form_key", "password", "again", "new_password"})
"""Fields that are never shown again on a page that returns a text."""
NOT_CONTENT = frozenset({"form_key", "preview", "readers"})
"""Fields that are not part of the text. The token of the host's protection belongs to both sets."""


def token_name() -> str:
    """Return the name of the field with the token of the host's CSRF protection."""
    return str(current_app.config.get("WTF_CSRF_FIELD_NAME", "csrf_token"))


def new_key() -> str:
    """Return a key for a new form: a form with the same key is only saved once."""
    return str(uuid4())


def too_long(longest: int) -> str:
    """Return the message for a field with more than *longest* characters."""
    return tn("Use at most %(n)d character", "Use at most %(n)d characters", longest)


class Form:
    """The values of a form. Reading a field adds a message to ``faults`` if it is not valid."""

    def __init__(self, sent: Mapping[str, str] | None = None, **start: str) -> None:
        self.sent: Mapping[str, str] = start if sent is None else sent
        self.faults: dict[str, str] = {}
        if sent is not None and has_request_context() and sent is request.form:
            self.faults |= request_state().form_faults
        self.key = self._key()

    def __getitem__(self, name: str) -> str:
        """Return the value of the field *name* as it was typed; "" if it is missing."""
        return self.sent.get(name, "")

    @property
    def preview(self) -> bool:
        """Whether the preview button was pressed."""
        return bool(self["preview"])

    def line(self, name: str, *, longest: int, missing: str = "") -> str:
        """Return one clean line of at most *longest* characters; a longer one is not even read.

        Without a value the message is *missing*, if that is given.
        """
        typed = self[name]
        if len(typed) > longest_typed(longest):
            self.faults[name] = too_long(longest)
            return ""
        value = line(typed, longest=longest)
        if not value and missing:
            self.faults[name] = missing
        elif len(value) > longest:
            self.faults[name] = too_long(longest)
        return value

    def text(self, name: str, *, longest: int, missing: str = "") -> str:
        """Return a text of at most *longest* characters. A longer one is reported, not cut.

        A text of only white space and invisible characters counts as missing.
        """
        value = self[name].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        value = value.encode("utf-8", "ignore").decode("utf-8")
        blank = is_blank(value)
        if blank and missing:
            self.faults[name] = missing
        elif len(value) > longest:
            self.faults[name] = tn(
                "This is %(n)d character over the limit of %(longest)d",
                "This is %(n)d characters over the limit of %(longest)d",
                len(value) - longest,
                longest=longest,
            )
        return "" if blank else value

    def number(self, name: str) -> int | None:
        """Return the whole number in the field *name*, or None if it is not one below 10^9."""
        return whole_number(self[name])

    def prose(self, name: str, *, longest: int, missing: str = "", format: str = "markdown") -> str:
        """Return a text that is rendered when it is shown, as ``text`` does.

        One of which readers would see nothing is a fault, or "" if it need not be given. *format*
        is "markdown" or "html".
        """
        value = self.text(name, longest=longest, missing=missing)
        if not value or name in self.faults or shows(value, format=format):
            return value
        if missing:
            self.faults[name] = t("Enter text that shows something. This would look empty")
        return ""

    def choice(self, name: str, allowed: Collection[str], *, missing: str) -> str:
        """Return one of *allowed*; for any other value the message is *missing*."""
        value = self[name]
        if value not in allowed:
            self.faults[name] = missing
        return value

    def check(self) -> None:
        """Raise ``Invalid`` if a field read so far is not valid."""
        if self.faults:
            raise Invalid(self.faults)

    @property
    def digest(self) -> str:
        """A hash of the content, to tell the same form sent twice from another text."""
        left_out = {*NOT_CONTENT, token_name()}
        content = (f"{name}={self[name]}" for name in sorted(self.sent) if name not in left_out)
        return sha256("\x1f".join(content).encode("utf-8", "replace")).hexdigest()

    def _key(self) -> str:
        try:
            return str(UUID(self["form_key"]))
        except ValueError:
            return new_key()
