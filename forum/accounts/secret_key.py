"""Signs sessions with a key from the instance folder if the site has no ``SECRET_KEY``."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from flask.sessions import SecureCookieSessionInterface

from ..core.files import read_or_create

if TYPE_CHECKING:
    from flask import Flask
    from itsdangerous import URLSafeTimedSerializer


class StoredKeySessions(SecureCookieSessionInterface):
    """Flask's own sessions, with a stored key if ``SECRET_KEY`` is not set."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer of *app*; its key is read or created by the first call."""
        if not app.secret_key:
            app.secret_key = stored_key(Path(app.instance_path) / "secret-key")
        return super().get_signing_serializer(app)


def stored_key(path: Path) -> str:
    """Return the key in the file *path*, which is created if it is missing."""
    return read_or_create(path, lambda: secrets.token_hex(32))
