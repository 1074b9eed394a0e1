"""Asks the host's scanner whether a file is clean, and waits for it only so long."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from functools import cache
from typing import TYPE_CHECKING

from ..core.state import state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

_log = logging.getLogger(__name__)
_AT_ONCE = 4
"""Files that a process has scanned at the same time; one that never ends takes one of these."""


def is_clean(path: Path) -> bool | None:
    """Return whether the file at *path* is clean; None if nobody can say so now.

    Without a scanner every file is. Only an answer of True or False counts: a scanner that fails,
    is away, says anything else, or takes longer than ``FORUM_SCAN_SECONDS`` has not said anything.
    """
    config = state().config
    if config.scan is None:
        return True
    try:
        found = _pool().submit(_ask, config.scan, path).result(config.scan_seconds)
    except TooSlow:
        _log.warning("the scanner has not answered in %s seconds", config.scan_seconds)
        return None
    except Exception as fault:
        _log.warning("the scanner failed: %s", type(fault).__name__)
        return None
    if isinstance(found, bool):
        return found
    _log.warning("the scanner must answer True or False")
    return None


def _ask(scan: Callable[[BinaryIO], object], path: Path) -> object:
    with path.open("rb") as stream:
        return scan(stream)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="forum-scan")
