"""The key that signs sessions: made at first use, kept in the instance folder."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from flask.sessions import SecureCookieSessionInterface

if TYPE_CHECKING:
    from flask import Flask
    from itsdangerous import URLSafeTimedSerializer


class KeptKey(SecureCookieSessionInterface):
    """Flask's own sessions, with a key of their own making where ``SECRET_KEY`` is not set."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer of *app*, whose key is read or made when it is first asked for."""
        if not app.secret_key:
            app.secret_key = kept(Path(app.instance_path) / "secret-key")
        return super().get_signing_serializer(app)


def kept(path: Path) -> str:
    """Return the key in the file *path*, which only its owner reads; it is made where missing.

    Processes that make it at the same time all return the one that was there first.
    """
    with suppress(FileNotFoundError):
        return path.read_text("ascii")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}-{secrets.token_hex(8)}")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "w", encoding="ascii") as writing:
            writing.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    return path.read_text("ascii")
