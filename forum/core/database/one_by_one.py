"""Work outside a request that is done thing by thing, each in a transaction of its own."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from .faults import log_failure
from .session import commit, session
from .sqlite import going_to_write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from logging import Logger
    from threading import Event


Act = tuple[str, "Callable[[], bool]"]
"""What is done, in words for the log, and what does it: whether there was anything to do."""


def one_by_one(acts: Iterable[Act], *, log: Logger, stop: Event | None) -> int:
    """Do each of *acts* and commit it, until *stop* is set; return how many did something.

    A process that dies does nothing twice. A failure is logged and delays no other. The session
    must have no open transaction.
    """
    left = takewhile(lambda _: not (stop and stop.is_set()), acts)
    return sum(_do(words, act, log) for words, act in left)


def _do(words: str, act: Callable[[], bool], log: Logger) -> bool:
    try:
        with going_to_write():
            done = act()
            commit()
    except Exception as fault:
        log_failure(log, fault, "%s failed", words)
        session().rollback()
        return False
    return done
