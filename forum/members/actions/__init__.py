"""Remembers members, gives them handles, renames their groups, and forgets them."""

from .audiences import rename_audience, store_audiences
from .forget import forget
from .handles import HANDLE_LENGTH, free_handle, retire_handle
from .lock import lock_member
from .remember import (
    is_outdated,
    refresh_member,
    remember_member,
    remember_person,
    remember_reader,
    stored_fields,
    stored_name,
)

__all__ = [
    "HANDLE_LENGTH",
    "forget",
    "free_handle",
    "is_outdated",
    "lock_member",
    "refresh_member",
    "remember_member",
    "remember_person",
    "remember_reader",
    "rename_audience",
    "retire_handle",
    "store_audiences",
    "stored_fields",
    "stored_name",
]
