"""The address of a search, and of others like it."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

from ...core.web.urls import url


class Address:
    """The address of a search."""

    def __init__(self, **values: str) -> None:
        self.base, self.values = url("search.results"), values

    def __str__(self) -> str:
        return self.but()

    def but(self, **changed: str) -> str:
        """Return the address with the values *changed*; an empty value is left out."""
        values = {**self.values, **changed}
        query = "&".join(_encoded(name, value) for name, value in values.items() if value)
        return f"{self.base}?{query}" if query else self.base


@lru_cache(maxsize=500)
def _encoded(name: str, value: str) -> str:
    return urlencode({name: value})
