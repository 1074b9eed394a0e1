"""Counts attempts from one network address, in the memory of this process and nowhere else.

An address is kept as an HMAC under a key that is made when the process starts, and for an hour at
most. Other counts of sign-ins are in the database: ``models.SignInFailure``.
"""

from __future__ import annotations

import os
import secrets
from collections import OrderedDict
from hmac import digest
from ipaddress import IPv6Address, ip_address
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from flask import current_app

from ..core.errors import Refused
from .queries import NAME

if TYPE_CHECKING:
    from datetime import timedelta

    from flask import Request

MOST = 20_000
"""How many addresses are counted at once, about 5 MB; the oldest are forgotten first."""
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded")
"""Headers of a proxy. On a request from this very machine they say that its address is the proxy's,
because the app was not told to read them: everybody would count as one."""


class TooManyHere(Refused):
    """Too much was tried from this address (429); ``seconds`` is how long it has to wait."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds

    @property
    def minutes(self) -> int:
        """How long that is in minutes, rounded up."""
        return -(-self.seconds // 60)


class _Count(NamedTuple):
    ends: float
    """When it is forgotten, by the clock of ``monotonic``."""
    tried: int


class Addresses:
    """The attempts from each address."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._pid, self._key, self._lock = os.getpid(), secrets.token_bytes(32), Lock()
        self._counts: OrderedDict[bytes, _Count] = OrderedDict()

    def count(self, act: str, address: str, *, most: int, window: timedelta) -> None:
        """Count that *act* was tried from *address*. Raises TooManyHere after *most* in a *window*.

        Nothing is counted without an address, or if *most* is 0.
        """
        if self._pid != os.getpid():  # after a fork, the lock may be held by nobody who is here
            self._begin()
        if not address or not most:
            return
        key, at = self._hash(act, address), monotonic()
        with self._lock:
            found = self._counts.get(key)
            if found is None or found.ends <= at:
                self._counts.pop(key, None)
                found = _Count(at + window.total_seconds(), 0)
            if found.tried >= most:
                raise TooManyHere(max(1, round(found.ends - at)))
            self._counts[key] = found._replace(tried=found.tried + 1)
            while len(self._counts) > MOST:
                self._counts.popitem(last=False)

    def forgive(self, act: str, address: str) -> None:
        """Take one *act* from *address* back: it did not fail."""
        key = self._hash(act, address)
        with self._lock:
            found = self._counts.get(key)
            if found is not None and found.tried:
                self._counts[key] = found._replace(tried=found.tried - 1)

    def _hash(self, act: str, address: str) -> bytes:
        return digest(self._key, f"{act} {address}".encode(), "sha256")


def counted_here() -> Addresses:
    """Return what this process has counted for the current app."""
    found: Addresses = current_app.extensions[NAME].addresses
    return found


def address_of(sent: Request) -> str:
    """Return the address that *sent* came from; "" if it is unknown.

    Of an IPv6 address it is the first half, because one household has all of the second.
    """
    try:
        address = ip_address((sent.remote_addr or "")[:100].partition("%")[0])
    except ValueError:
        return ""
    if address.is_loopback and any(name in sent.headers for name in FORWARDED):
        return ""
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else address.packed[:8].hex()
    return str(address)
