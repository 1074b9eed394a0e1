"""PDF files: the text of their pages."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError

from .fault import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from .parts import Parts

PAGES = 300
SECONDS = 12
"""Of the processor, after which no further page is begun: what was read is better than nothing."""


def read(source: Path, parts: Parts, _kind: str) -> None:
    """Take up the pages, each as it can be read; an unreadable one does not stop the others."""
    reader = _opened(source)
    parts.count = len(reader.pages)
    failed = 0
    for number in range(min(parts.count, PAGES)):
        if time.process_time() > SECONDS:
            break
        text = ""
        try:
            text = reader.pages[number].extract_text()
        except (DependencyError, FileNotDecryptedError):
            raise Fault("locked") from None
        except MemoryError:
            raise
        except Exception:  # a parser of foreign data raises everything
            failed += 1
        parts.add(text, "page", number + 1)
    else:
        parts.cut = parts.count > PAGES or failed > 0
        if failed and failed == min(parts.count, PAGES):
            raise Fault("broken")
        return
    parts.cut = True


def _opened(source: Path) -> PdfReader:
    """Return a reader of the file; one that opens with an empty password is open to all."""
    reader = PdfReader(source)
    if reader.is_encrypted:
        opened = 0
        with suppress(DependencyError):
            opened = int(reader.decrypt(""))
        if not opened:
            raise Fault("locked")
    return reader
