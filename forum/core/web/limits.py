"""Limits on how often a member may do something: the only module that knows the library for them.

They are counted in the memory of each worker process, or for all of them where
``FORUM_LIMITS_STORAGE`` says. If that storage fails, nothing is limited: a forum that works is
worth more than its limits.
"""

from __future__ import annotations

import logging
import os
from hashlib import sha256
from time import time
from typing import TYPE_CHECKING, NamedTuple, cast

from ..config_checks import LIMITS
from ..errors import TooMany
from ..state import state

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.storage import Storage
    from limits.strategies import FixedWindowRateLimiter

    from ..config import Config

_log = logging.getLogger(__name__)
IN_MEMORY = "memory://"
_SECONDS = 0.5
"""How long a storage on another machine may take."""


class Limiter(NamedTuple):
    """Counts for one process: a fork makes its own, because a lock may be held at that moment."""

    pid: int
    strategy: FixedWindowRateLimiter
    items: dict[str, list[RateLimitItem]]


def count(act: str, person: str) -> None:
    """Count that the host's *person* does *act*, one of ``LIMITS``.

    Raises TooMany (429) if they have done it too often; it says how many seconds to wait.
    """
    limiter = _limiter()
    items = limiter.items[act]
    if not items:
        return
    who = sha256(person.encode("utf-8", "replace")).hexdigest()[:24]
    try:
        over = [item for item in items if not limiter.strategy.hit(item, act, who)]
        ends = [limiter.strategy.get_window_stats(item, act, who).reset_time for item in over]
    except Exception as fault:
        _log.warning("limits cannot be counted: %s", type(fault).__name__)
        return
    if ends:
        raise TooMany(max(1, round(max(ends) - time())))


def _limiter() -> Limiter:
    memory = state().memory
    found = memory.limiter
    if not isinstance(found, Limiter) or found.pid != os.getpid():
        found = memory.limiter = _make_limiter(state().config)
    return found


def _make_limiter(config: Config) -> Limiter:
    # Imported here: the library is loaded with the first act that is limited.
    from limits import parse_many
    from limits.storage import storage_from_string
    from limits.strategies import FixedWindowRateLimiter

    from .limits_memory import CountsInMemory

    chosen = {**LIMITS, **config.limits}
    storage: Storage
    if config.limits_storage == IN_MEMORY:
        storage = CountsInMemory()
    else:
        patience = {"socket_timeout": _SECONDS, "socket_connect_timeout": _SECONDS}
        more = patience if config.limits_storage.startswith("redis") else {}
        storage = cast("Storage", storage_from_string(config.limits_storage, **more))
    items = {act: parse_many(words) if words else [] for act, words in chosen.items()}
    return Limiter(os.getpid(), FixedWindowRateLimiter(storage), items)
