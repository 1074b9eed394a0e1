"""The check looks for other forums on the path."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from forum.core.paths import PACKAGE


@pytest.fixture(autouse=True)
def one_forum(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep other checkouts of this very project off the path."""
    places = {entry: Path(entry).resolve() for entry in sys.path}
    kept = [e for e, p in places.items() if p == PACKAGE.parent or not (p / "forum").is_dir()]
    monkeypatch.setattr(sys, "path", kept)
