"""The kinds of file that are taken; every other is refused."""

from __future__ import annotations

from typing import NamedTuple


class FileKind(NamedTuple):
    """A kind of file: how it is kept and sent, and what members read of it.

    *family* is "picture", "audio", "video", "document" or "text". Only pictures that were written
    anew may be shown in a page, and audio and video played; all others are sent as attachments.
    """

    key: str
    media: str
    extension: str
    family: str
    words: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_ALL = (
    FileKind("jpeg", "image/jpeg", "jpg", "picture", "JPEG picture"),
    FileKind("png", "image/png", "png", "picture", "PNG picture"),
    FileKind("gif", "image/gif", "gif", "picture", "GIF picture"),
    FileKind("webp", "image/webp", "webp", "picture", "WebP picture"),
    FileKind("mp3", "audio/mpeg", "mp3", "audio", "MP3 recording"),
    FileKind("m4a", "audio/mp4", "m4a", "audio", "M4A recording"),
    FileKind("ogg", "audio/ogg", "ogg", "audio", "Ogg recording"),
    FileKind("weba", "audio/webm", "weba", "audio", "WebM recording"),
    FileKind("wav", "audio/wav", "wav", "audio", "WAV recording"),
    FileKind("flac", "audio/flac", "flac", "audio", "FLAC recording"),
    FileKind("mp4", "video/mp4", "mp4", "video", "MP4 video"),
    FileKind("webm", "video/webm", "webm", "video", "WebM video"),
    FileKind("mov", "video/quicktime", "mov", "video", "QuickTime video"),
    FileKind("pdf", "application/pdf", "pdf", "document", "PDF"),
    FileKind("docx", f"{_OFFICE}.wordprocessingml.document", "docx", "document", "Word document"),
    FileKind(
        *("pptx", f"{_OFFICE}.presentationml.presentation"),
        *("pptx", "document", "PowerPoint presentation"),
    ),
    FileKind("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "xlsx", "document", "Excel spreadsheet"),
    FileKind("odt", f"{_OPEN}.text", "odt", "document", "OpenDocument text"),
    FileKind("odp", f"{_OPEN}.presentation", "odp", "document", "OpenDocument presentation"),
    FileKind("ods", f"{_OPEN}.spreadsheet", "ods", "document", "OpenDocument spreadsheet"),
    FileKind("rtf", "application/rtf", "rtf", "document", "RTF document"),
    FileKind("txt", "text/plain", "txt", "text", "Text"),
    FileKind("md", "text/markdown", "md", "text", "Markdown text"),
    FileKind("html", "text/html", "html", "text", "Web page"),
    FileKind("csv", "text/csv", "csv", "text", "CSV table"),
    FileKind("vtt", "text/vtt", "vtt", "text", "Captions"),
    FileKind("srt", "application/x-subrip", "srt", "text", "Captions"),
)
KINDS = {kind.key: kind for kind in _ALL}
ALSO = {
    **{"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "oga": "ogg", "opus": "ogg", "wave": "wav"},
    **{"m4v": "mp4", "qt": "mov", "text": "txt", "log": "txt", "markdown": "md"},
    **{"htm": "html", "xhtml": "html", "tsv": "csv", "m4b": "m4a"},
}
"""Other endings of names that mean the same."""
