"""The kinds of file that are taken; every other is refused."""

from __future__ import annotations

from typing import NamedTuple


class FileKind(NamedTuple):
    """A kind of file: how it is kept and sent.

    *family* is "picture", "audio", "video", "document" or "text". Only pictures that were written
    anew may be shown in a page, and audio and video played; all others are sent as attachments.
    """

    key: str
    media: str
    extension: str
    family: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_ALL = (
    FileKind("jpeg", "image/jpeg", "jpg", "picture"),
    FileKind("png", "image/png", "png", "picture"),
    FileKind("gif", "image/gif", "gif", "picture"),
    FileKind("webp", "image/webp", "webp", "picture"),
    FileKind("mp3", "audio/mpeg", "mp3", "audio"),
    FileKind("m4a", "audio/mp4", "m4a", "audio"),
    FileKind("ogg", "audio/ogg", "ogg", "audio"),
    FileKind("weba", "audio/webm", "weba", "audio"),
    FileKind("wav", "audio/wav", "wav", "audio"),
    FileKind("flac", "audio/flac", "flac", "audio"),
    FileKind("mp4", "video/mp4", "mp4", "video"),
    FileKind("webm", "video/webm", "webm", "video"),
    FileKind("mov", "video/quicktime", "mov", "video"),
    FileKind("pdf", "application/pdf", "pdf", "document"),
    FileKind("docx", f"{_OFFICE}.wordprocessingml.document", "docx", "document"),
    FileKind("pptx", f"{_OFFICE}.presentationml.presentation", "pptx", "document"),
    FileKind("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "xlsx", "document"),
    FileKind("odt", f"{_OPEN}.text", "odt", "document"),
    FileKind("odp", f"{_OPEN}.presentation", "odp", "document"),
    FileKind("ods", f"{_OPEN}.spreadsheet", "ods", "document"),
    FileKind("rtf", "application/rtf", "rtf", "document"),
    FileKind("txt", "text/plain", "txt", "text"),
    FileKind("md", "text/markdown", "md", "text"),
    FileKind("html", "text/html", "html", "text"),
    FileKind("csv", "text/csv", "csv", "text"),
    FileKind("vtt", "text/vtt", "vtt", "text"),
    FileKind("srt", "application/x-subrip", "srt", "text"),
)
KINDS = {kind.key: kind for kind in _ALL}
ALSO = {
    **{"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "oga": "ogg", "opus": "ogg", "wave": "wav"},
    **{"m4v": "mp4", "qt": "mov", "text": "txt", "log": "txt", "markdown": "md"},
    **{"htm": "html", "xhtml": "html", "tsv": "csv", "m4b": "m4a"},
}
"""Other endings of names that mean the same."""
