"""Documents in files: one JSON document a file, or one a line, plain or gzip."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, cast

from ..core.errors import Invalid
from ..core.web.i18n import t

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST = 64 * 2**20  # bytes of one document
_CHUNK = 2**16


@dataclass(frozen=True)
class Document:
    """One JSON value and where it stands; ``fault`` says why there is none."""

    where: str
    data: Any = None
    fault: str = ""


def files(path: Path) -> list[Path]:
    """Return the files to read at *path*, a file or a folder, by name.

    Links are not followed out of a folder. Raises Invalid where there is nothing to read.
    """
    if path.is_file():
        return [path]
    found = [
        file
        for file in sorted(path.rglob("*"))
        if file.is_file() and not file.is_symlink() and _stem(file).suffix in (".json", ".jsonl")
    ]
    if not found:
        raise Invalid({"path": t("There is no JSON file in %(path)s", path=str(path))})
    return found


def documents(path: Path) -> Iterator[Document]:
    """Yield every document at *path*; what cannot be read comes as a document with a fault."""
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
    """Yield the one document of a file, or its lines where it is JSON lines by another name."""
    raw = stream.read(LONGEST + 1)
    if len(raw) > LONGEST:
        yield Document(where, fault=t("larger than a topic can be"))
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
            yield Document(place, fault=t("larger than a topic can be"))
        elif raw.strip():
            yield _parsed(raw, place)


def _parsed(raw: bytes, where: str) -> Document:
    try:
        return Document(where, json.loads(raw.decode("utf-8-sig", "replace")))
    except (ValueError, RecursionError):
        return Document(where, fault=t("not JSON"))
