"""What kind of file was uploaded: its own bytes say it, never its sender.

The ending of the name decides between texts alone, which look the same, and whether a recording in
an MP4 file is sound or film. No library is needed, and little memory: of an archive the list of
members is read, if it is short.
"""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

from .file_kinds import ALSO, KINDS, FileKind
from .limited_process import Broken, Locked, NotAccepted

HEAD = 65_536
"""Bytes that are read from the beginning, and from the end."""
LIST = 1_000_000
"""Bytes of the list of members of an archive; they stand for some ten thousand."""
STARTS = {
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"fLaC": "flac",
    b"ID3": "mp3",
    b"%PDF-": "pdf",
    b"{\\rtf": "rtf",
}
REFUSED = {
    **dict.fromkeys(
        (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe"), "program"
    ),
    **dict.fromkeys((b"II*\0", b"MM\0*", b"8BPS", b"\0\0\1\0", b"\0\0\0\x0cjP  "), "picture"),
    **dict.fromkeys((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"), "archive"),
    b"%!PS": "kind",
}
PICTURE_BRANDS = {
    b"heic",
    b"heix",
    b"hevc",
    b"heim",
    b"heis",
    b"mif1",
    b"msf1",
    b"avif",
    b"avis",
    b"crx ",
}
FILM_BRANDS = re.compile(rb"iso[m2-9]|mp4\d|avc1|M4[ABVP]|qt  |3g|dash|cmf|mmp4|f4v |MSNV|XAVC")
"""Brands, main or compatible, that mean a film or a recording."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OGG = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")
OFFICE = {
    b"wordprocessingml.document.main+xml": "docx",
    b"presentationml.presentation.main+xml": "pptx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
}
MACROS = re.compile(r"(^|/)vbaProject\.bin$|^(Basic|Scripts)/|(^|/)macrosheets/", re.I)
WEB_PAGE = re.compile(
    rb"\s*+(?:<\?xml[^>]*>\s*+)?(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|script"
    rb"|iframe|title|style|meta|link|object|embed|form)\b",
    re.I | re.S,
)
"""What a page of HTML begins with. Nothing in it is tried twice: a file may be made for that."""
DRAWING = re.compile(rb"\s*+(?:<[?!][^>]*>\s*+)*+<(?:\w+:)?svg\b", re.I)
BINARY = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def sniff(file: BinaryIO, name: str) -> FileKind:
    """Return the kind of *file*, which was sent as *name*, and can be read from any place.

    Raises ``NotRead``: what is no kind of ``KINDS`` is not accepted, or locked, or empty.
    """
    head = _bytes(file, 0)
    if not head:
        raise Broken("empty")
    if head.startswith(b"PK\x03\x04"):
        return KINDS[_packed(file, head)]
    key = _by_start(file, head, _ending(name)) or _text(head, _ending(name))
    if _members(file) is not None:
        raise NotAccepted("double")
    return KINDS[key]


def _bytes(file: BinaryIO, start: int) -> bytes:
    file.seek(start)
    return file.read(HEAD)


def _ending(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return ALSO.get(ending, ending)


def _by_start(file: BinaryIO, head: bytes, ending: str) -> str:
    """Return the kind that the first bytes give away, or "" where it may be a text."""
    for start, key in STARTS.items():
        if head.startswith(start):
            return key
    for start, reason in REFUSED.items():
        if head.startswith(start):
            raise NotAccepted(reason)
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        raise NotAccepted("picture")
    if head.startswith(OLE):
        raise _of_office(file, head)
    if head.startswith(b"RIFF"):
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12]) or _unknown()
    if head.startswith(b"OggS"):
        return "ogg" if head[28:].startswith(OGG) else _unknown()
    if head[4:8] == b"ftyp":
        return _film(head, ending)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _webm(head)
    return "mp3" if _is_mp3(head) else ""


def _unknown() -> str:
    raise NotAccepted("kind")


def _webm(head: bytes) -> str:
    """Return the kind of a file that is made like WebM: of sound alone, if no track has pictures.

    The name of a track's codec begins with "A_" or "V_"; browsers record voices so.
    """
    if b"webm" not in head[:64]:
        _unknown()
    sound, pictures = (re.search(rb"\x86[\x80-\xa0]" + mark, head) for mark in (b"A_", b"V_"))
    return "weba" if sound and not pictures else "webm"


def _film(head: bytes, ending: str) -> str:
    """Return the kind of a file that is made like MP4: it names a brand, and others it is like."""
    brand, size = head[8:12], min(int.from_bytes(head[:4]), 256)
    like = [brand, *(head[at : at + 4] for at in range(16, size, 4))]
    films = any(map(FILM_BRANDS.match, like))
    if brand in PICTURE_BRANDS or (not films and PICTURE_BRANDS.intersection(like)):
        raise NotAccepted("picture")
    if not films:
        _unknown()
    if brand == b"qt  ":
        return "mov"
    return "m4a" if brand in (b"M4A ", b"M4B ") or ending == "m4a" else "mp4"


def _is_mp3(head: bytes) -> bool:
    """Whether two frames of MPEG audio, layer III, follow each other; one may be chance."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2 or head[1] & 0x18 == 0x08:
        return False
    first = head[1] & 0x18 == 0x18
    rates = (44100, 48000, 32000) if first else (22050, 24000, 16000)
    kilobits = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
    if not first:
        kilobits = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
    rate, speed = head[2] >> 2 & 3, head[2] >> 4
    if rate == 3 or speed in (0, 15):
        return False
    hertz = rates[rate] if first or head[1] & 0x18 else rates[rate] // 2
    length = (144 if first else 72) * kilobits[speed] * 1000 // hertz + (head[2] >> 1 & 1)
    return head[length : length + 2] == head[:2]


def _of_office(file: BinaryIO, head: bytes) -> Exception:
    """Return what is wrong with a file that is made as Office made all before 2007.

    A document of today that is locked is made so as well: its list of contents tells.
    """
    sector = 1 << min(int.from_bytes(head[30:32], "little"), 16)
    listed = _bytes(file, (int.from_bytes(head[48:52], "little") + 1) * sector)
    locked = "EncryptedPackage".encode("utf-16-le") in listed
    return Locked("locked") if locked else NotAccepted("old")


def _members(file: BinaryIO) -> zipfile.ZipFile | None:
    """Return *file* as an archive, if it is one; the list of its members is not long."""
    size = file.seek(0, 2)
    tail_at = max(0, size - HEAD - 22)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return None
    listed = int.from_bytes(tail[at + 12 : at + 16], "little")
    if listed > tail_at + at:
        return None
    if listed > LIST or tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        raise NotAccepted("archive")
    try:
        found = zipfile.ZipFile(file)
    except Exception:  # zipfile raises whatever its parts do
        return None
    return found if found.namelist() else None


def _packed(file: BinaryIO, head: bytes) -> str:
    """Return which document an archive is."""
    archive = _members(file)
    if archive is None:
        raise Broken("broken")
    names = archive.namelist()
    if any(map(MACROS.search, names)):
        raise NotAccepted("macros")
    size = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
    if head[30 : 30 + size[0]] == b"mimetype":
        media = head[30 + sum(size) :][:100]
        for key in ("odt", "odp", "ods"):
            if media.startswith(f"{KINDS[key].media}PK".encode()):
                return key
    if "[Content_Types].xml" in names:
        return _office(archive)
    raise NotAccepted("archive")


def _office(archive: zipfile.ZipFile) -> str:
    """Return which document of Office an archive is."""
    listed = archive.getinfo("[Content_Types].xml")
    if listed.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Broken("broken")  # no program packs like this, and it may take any memory
    try:
        with archive.open(listed) as member:
            types = member.read(4 * HEAD)
    except Exception:  # zipfile raises whatever its parts do
        raise Broken("broken") from None
    if b"macroenabled" in types.lower():
        raise NotAccepted("macros")
    return next((key for mark, key in OFFICE.items() if mark in types), "") or _unknown()


def _text(head: bytes, ending: str) -> str:
    """Return which text begins with *head*."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    head = head.removeprefix(b"\xef\xbb\xbf")
    if BINARY.search(head):
        _unknown()
    if DRAWING.match(head):
        raise NotAccepted("drawing")
    if WEB_PAGE.match(head) or ending == "html":
        return "html"
    if head.lstrip().startswith(b"<?xml"):
        _unknown()
    if head.startswith(b"WEBVTT"):
        return "vtt"
    if ending == "srt" and b"-->" in head:
        return "srt"
    return ending if ending in ("md", "csv") else "txt"
