"""What a request asks for: by its method, and in its address."""

from flask import request

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""The methods that ask for no change (RFC 9110, 9.2.1)."""


def arg(name: str, default: str = "") -> str:
    """Return the value of ``?name=`` in the address, or *default* where it is not there.

    Werkzeug's own ``get`` raises and catches an error for each name that is missing, which is a
    twentieth of a short page's time.
    """
    values = request.args
    return values[name] if name in values else default  # noqa: SIM401
