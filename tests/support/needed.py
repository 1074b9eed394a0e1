"""What a test needs besides Python: without it, it is skipped with advice, or fails in CI."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import pytest

REQUIRED = os.environ.get("FORUM_REQUIRE", "").split(",")
ARCHIVE = Path(__file__).resolve().parents[3] / "shared" / "data" / "urho3d" / "topics.jsonl.gz"


def absent(what: str, how: str) -> NoReturn:
    """Skip with advice on how to get *what*, or fail if CI requires it."""
    (pytest.fail if what in REQUIRED else pytest.skip)(f"{what} not found: {how}")


def needs_tantivy() -> None:
    """Skip if this search engine is not installed."""
    if find_spec("tantivy") is None:
        absent("tantivy", 'pip install "tantivy>=0.27,<0.28"')


def archive() -> Path:
    """Return the big archive, or skip."""
    found = Path(os.environ.get("FORUM_TEST_ARCHIVE", ARCHIVE))
    if not found.exists():
        absent("archive", "set FORUM_TEST_ARCHIVE to topics.jsonl.gz of the Urho3D archive")
    return found


def chromium() -> str | None:
    """Return the browser of this machine, if it has one.

    First its shell without windows: the same engine, which opens a page in a quarter of the time.
    """
    known = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    names = (os.environ.get("FORUM_TEST_CHROMIUM"), *known)
    return next((path for name in names if name and (path := shutil.which(name))), None)
