"""Names that a file may be sent under, and files as they are sent: as a browser writes a form."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import IO
from urllib.parse import quote

NAMES = (
    "../../x.pdf",
    "/etc/cron.d/x.txt",
    "C:\\x.docx",
    "..\\..\\x.png",
    "plan\u202efdp.exe",
    "a\u2066b\u2069\u200f.txt",
    "é" * 150 + ".pdf",
    "x" * 5_000,
    "a\0b.pdf",
    "a\r\nSet-Cookie: x=1\r\n\r\n<script>.txt",
    'a"; filename="b.html',
    "'\\\"`$(id)`;&|.csv",
    ".htaccess",
    ".",
    "..",
    "con.txt",
    "LPT1.pdf.",
    "a.php.jpg",
    "<img src=x onerror=alert(1)>.png",
    "a/b\\c:d*e?f.pdf",
    "%2e%2e%2fx.pdf",
    "\udcff\ud800.txt",
    "𝓐🦊\u0301.md",
    "{{7*7}}__import__('os').html",
    " ",
)
BOUNDARY = "----hostile-7d81b2"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"


def form_of(fields: dict[str, str], path: Path, name: str) -> tuple[IO[bytes], int]:
    """Return a form with *fields* and the file *path*, sent as *name*, and how long it is.

    The name is written so that each of its letters arrives, which a browser does not let through.
    """
    body = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    for field, value in fields.items():
        body.write(_part(f'name="{field}"', value.encode()))
    star = quote(name.encode("utf-8", "surrogatepass"), safe="")
    body.write(_part(f'name="files"; filename="x"; filename*=UTF-8\'\'{star}')[:-2])
    with path.open("rb") as file:
        shutil.copyfileobj(file, body)
    body.write(f"\r\n--{BOUNDARY}--\r\n".encode())
    length = body.tell()
    body.seek(0)
    return body, length


def _part(about: str, content: bytes = b"") -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {about}\r\n\r\n".encode() + (
        content + b"\r\n"
    )
