"""Accounts for sites that have no login of their own. A host that has one never needs them."""

from .extension import Accounts

__all__ = ["Accounts"]
