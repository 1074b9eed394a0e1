"""Files that several processes may create at the same time, and folders of our own."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def make_folder(folder: Path, *, mode: int = 0o777) -> None:
    """Create *folder*, with all above it, and keep it out of the host's repository.

    A folder that exists is left as it is: it is the host's.
    """
    if folder.is_dir():
        return
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", "ascii")


def read_or_create(path: Path, make: Callable[[], str]) -> str:
    """Return the text of *path*; if it is missing, create it with what *make* returns.

    Only its owner can read the file. Processes that create it at the same time all return the same
    text: each writes a draft and links it to *path*, which fails for all but the first.
    """
    with suppress(FileNotFoundError):
        return path.read_text("utf-8", "replace")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(make())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    return path.read_text("utf-8", "replace")
