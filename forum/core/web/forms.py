"""What a form sent, read field by field, with what is wrong said in the person's words."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from flask import current_app

from ..errors import Invalid
from ..text.line import line
from .i18n import tn

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

NEVER_SHOWN = frozenset({"form_key", "password", "again", "new_password"})
"""Fields that a page that brings a text back does not carry along."""
NOT_SAID = frozenset({"form_key", "preview"})
"""Fields that do not make it another text. The token of the host's protection is one of both."""


def token_name() -> str:
    """Return the name of the field in which the host's CSRF protection looks for its token."""
    return str(current_app.config.get("WTF_CSRF_FIELD_NAME", "csrf_token"))


def new_key() -> str:
    """Return a key for a form that is about to be printed."""
    return str(uuid4())


class Form:
    """The values of one form. Reading a field notes what is wrong with it in ``faults``."""

    def __init__(self, sent: Mapping[str, str] | None = None, **start: str) -> None:
        self.sent: Mapping[str, str] = start if sent is None else sent
        self.faults: dict[str, str] = {}
        self.key = self._key()

    def __getitem__(self, name: str) -> str:
        """Return what stands in the field *name*, as it was typed."""
        return self.sent.get(name, "")

    @property
    def preview(self) -> bool:
        """Whether the preview was asked for rather than sending."""
        return bool(self["preview"])

    def line(self, name: str, *, longest: int, missing: str = "") -> str:
        """Return one clean line of at most *longest* characters; empty is a fault if *missing*."""
        value = line(self[name], longest=longest + 1)
        if not value and missing:
            self.faults[name] = missing
        elif len(value) > longest:
            self.faults[name] = tn(
                "Use at most %(n)d character", "Use at most %(n)d characters", longest
            )
        return value

    def text(self, name: str, *, longest: int, missing: str = "") -> str:
        """Return the text of at most *longest* characters; too long is told, not cut.

        A text of nothing but blanks and unseen characters is none.
        """
        value = self[name].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        value = value.encode("utf-8", "ignore").decode("utf-8")
        blank = not value.strip() or (len(value) <= longest and not line(value, longest=1))
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

    def choice(self, name: str, allowed: Collection[str], *, missing: str) -> str:
        """Return one of *allowed*, else note *missing*."""
        value = self[name]
        if value not in allowed:
            self.faults[name] = missing
        return value

    def check(self) -> None:
        """Raise ``Invalid`` where a field read so far is wrong."""
        if self.faults:
            raise Invalid(self.faults)

    @property
    def digest(self) -> str:
        """A hash of what was sent: tells a second sending of the same from another text."""
        left_out = {*NOT_SAID, token_name()}
        said = (f"{name}={self[name]}" for name in sorted(self.sent) if name not in left_out)
        return sha256("\x1f".join(said).encode("utf-8", "replace")).hexdigest()

    def _key(self) -> str:
        try:
            return str(UUID(self["form_key"]))
        except ValueError:
            return new_key()
