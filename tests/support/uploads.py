"""Files that tests put up, as the script of a form does."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from PIL import Image

from forum.core.web.forms import new_key

if TYPE_CHECKING:
    from .world import User, World


def picture(colour: str = "red", size: tuple[int, int] = (900, 600), kind: str = "JPEG") -> bytes:
    """Return a picture of one *colour*."""
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, kind)
    return made.getvalue()


def put_up(world: World, user: User, content: bytes, name: str, key: str = "") -> Any:
    """Return the answer to a script that puts a file up."""
    sent = {"files": (io.BytesIO(content), name), "form_key": key or new_key()}
    return world.client(user).post(f"{world.home}/-/files", data=sent)
