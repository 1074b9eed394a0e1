"""Checks that files can be stored: saves, reads and deletes one."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from uuid import uuid4

from ..core.storage import Folder, storage
from ..files.queries import number_waiting
from .result import bad, good, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.storage_protocol import Storage
    from .result import Result

DO = "let this user write there, set FORUM_STORAGE to another folder, or correct your object"
WRITTEN = b"written by flask forum check"


def storage_works() -> Iterator[Result]:
    """Save, read and delete a file. A missing folder is not created for that."""
    store = storage()
    where = str(store.path) if isinstance(store, Folder) else type(store).__name__
    if isinstance(store, Folder) and not store.writable():
        yield bad("storage", f"{where} cannot be written to", DO)
    elif isinstance(store, Folder) and not store.path.exists():
        yield good("storage", f"{where}, created with the first file")
    elif fault := _fault(store):
        yield bad("storage", f"{where} {fault}", DO)
    else:
        yield good("storage", f"{where} saves, reads and deletes")
    if number := number_waiting():
        advice = "run flask forum work, unless it is running already"
        yield note("storage", f"files that wait to be checked or read: {number}", advice)


def _fault(store: Storage) -> str:
    """Return what is wrong with *store*, or "". May raise whatever the host's object raises."""
    name = f"check-{uuid4().hex}"
    store.save(name, BytesIO(WRITTEN))
    try:
        with store.open(name) as file:
            if file.read() != WRITTEN:
                return "does not return the bytes that were saved"
    finally:
        store.delete(name)
    try:
        store.open(name).close()
    except FileNotFoundError:
        return ""
    return "still has a deleted file: open() must raise FileNotFoundError for it"
