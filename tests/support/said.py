"""Addresses that say what was just done."""

from __future__ import annotations

import re


def unsigned(address: str) -> str:
    """Return *address* with only the code in ``said=``: the signature differs every second."""
    return re.sub(r"(said=[a-z-]+)\.[^&#]*", r"\1", address)
