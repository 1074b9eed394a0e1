"""Bytes as people read them."""

from __future__ import annotations


def size(n: int) -> str:
    """Return *n* bytes as "340 B", "12 kB" or "2.4 MB": a thousand bytes are one kB."""
    if n < 1_000:
        return f"{n} B"
    value, unit = (n / 1e3, "kB") if n < 999_500 else (n / 1e6, "MB")
    if unit == "MB" and n >= 999_500_000:
        value, unit = n / 1e9, "GB"
    return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"
