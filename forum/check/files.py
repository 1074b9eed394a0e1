"""Whether files can be kept, by keeping one."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from uuid import uuid4

from ..core.storage import Folder, storage
from .result import bad, good

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.storage_protocol import Storage
    from .result import Line

DO = "let this user write there, or set FORUM_STORAGE to another folder, or mend your object"
WRITTEN = b"kept by flask forum check"


def storing() -> Iterator[Line]:
    """Keep a file, read it and delete it again; a folder that is not there is not made for it."""
    kept = storage()
    where = str(kept.path) if isinstance(kept, Folder) else type(kept).__name__
    if isinstance(kept, Folder) and not kept.writable():
        yield bad("storage", f"{where} cannot be written to", DO)
    elif isinstance(kept, Folder) and not kept.path.exists():
        yield good("storage", f"{where}, made with the first file; no page keeps files yet")
    elif fault := _fault(kept):
        yield bad("storage", f"{where} {fault}", DO)
    else:
        yield good("storage", f"{where} keeps, gives back and deletes; no page keeps files yet")


def _fault(kept: Storage) -> str:
    """Return what is wrong with *kept* after a file went through it, in words; it may raise."""
    name = f"check-{uuid4().hex}"
    kept.save(name, BytesIO(WRITTEN))
    try:
        with kept.open(name) as file:
            if file.read() != WRITTEN:
                return "gives back other bytes than it was given"
    finally:
        kept.delete(name)
    try:
        kept.open(name).close()
    except FileNotFoundError:
        return ""
    return "still has what was deleted: open() must raise FileNotFoundError for it"
