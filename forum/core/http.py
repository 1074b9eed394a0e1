"""The methods of HTTP that change nothing."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""The safe methods (RFC 9110, 9.2.1)."""
