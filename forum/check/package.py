"""Checks that this package is the only one of its name."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.paths import PACKAGE
from .result import bad, good

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .result import Result


def only_one() -> Iterator[Result]:
    """Look for another top-level package or module called ``forum`` on the path."""
    others = []
    for entry in dict.fromkeys(sys.path):
        folder = Path(entry or ".")
        for found in (folder / "forum" / "__init__.py", folder / "forum.py"):
            if found.is_file() and found.resolve().parent != PACKAGE:
                others.append(str(found))
    if others:
        yield bad(
            "package",
            f"there is another forum on the path: {', '.join(others)}",
            "rename it: which of the two is imported depends on the order of the path",
        )
    else:
        yield good("package", f"{PACKAGE}, the only forum on the path")
