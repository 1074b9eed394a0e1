"""Reads JSON documents from files: one per file or one per line, plain or gzipped."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, cast

from ...core.errors import Invalid
from ...core.web.i18n import t

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST = 64 * 2**20  # bytes of one document
_CHUNK = 2**16


@dataclass(frozen=True)
class Document:
    """One JSON value and where it is from; ``fault`` says why it could not be read."""

    where: str
    data: Any = None
    fault: str = ""


def files(path: Path) -> list[Path]:
    """Return the files to read at *path*, a file or a folder, by name.

    Symbolic links are not followed. Raises Invalid if there is nothing to read.
    """
    if path.is_file():
        return [path]
    found = [
        file
        for file in sorted(path.rglob("*"))
        if file.is_file() and not file.is_symlink() and _stem(file).suffix in (".json", ".jsonl")
    ]
    if not found:
        raise Invalid({"path": t("There are no JSON files in %(path)s", path=str(path))})
    return found


def documents(path: Path) -> Iterator[Document]:
    """Yield every document at *path*; one that cannot be read is yielded with a fault."""
    for file in files(path):
        try:
            with _opened(file) as stream:
                one = _stem(file).suffix == ".json"
                yield from _whole(stream, file.name) if one else _lines(stream, file.name)
        except (OSError, EOFError, zlib.error) as error:
            yield Document(file.name, fault=t("the file cannot be read: %(why)s", why=str(error)))


def _stem(file: Path) -> Path:
    return file.with_suffix("") if file.suffix == ".gz" else file


def _opened(file: Path) -> IO[bytes]:
    with file.open("rb") as start:
        zipped = start.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(file, "rb")) if zipped else file.open("rb")


def _whole(stream: IO[bytes], where: str) -> Iterator[Document]:
    """Yield the document of a file, or of each line if it is JSON lines despite its name."""
    raw = stream.read(LONGEST + 1)
    if len(raw) > LONGEST:
        yield Document(where, fault=t("too large for a topic"))
        return
    found = _parsed(raw, where)
    lines = raw.splitlines()
    if not found.fault or len(lines) < 2 or _parsed(lines[0], where).fault:
        yield found
        return
    for number, text in enumerate(lines, 1):
        if text.strip():
            yield _parsed(text, f"{where}:{number}")


def _lines(stream: IO[bytes], where: str) -> Iterator[Document]:
    number = 0
    while raw := stream.readline(LONGEST + 1):
        number += 1
        place = f"{where}:{number}"
        if len(raw) > LONGEST:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(_CHUNK)
            yield Document(place, fault=t("too large for a topic"))
        elif raw.strip():
            yield _parsed(raw, place)


def _parsed(raw: bytes, where: str) -> Document:
    try:
        return Document(where, json.loads(raw.decode("utf-8-sig", "replace")))
    except (ValueError, RecursionError):
        return Document(where, fault=t("not JSON"))
