"""What kinds of file are called."""

from __future__ import annotations

from functools import partial

from ...core.file_kinds import KINDS
from ...core.web.i18n import language, translate

_NAMES = {
    **{"mp3": "MP3", "m4a": "M4A", "ogg": "Ogg", "weba": "WebM", "wav": "WAV", "flac": "FLAC"},
    **{"mp4": "MP4", "webm": "WebM", "mov": "QuickTime"},
}
"""What kinds of recordings and videos are called in every language."""


def kind_words(key: str) -> str:
    """Return what a kind of file is called, by its *key* in ``KINDS``: "PDF", "Word document"."""
    return file_kind(language(), key)


def file_kind(to: str, key: str) -> str:
    """Return the same in the language *to*."""
    t = partial(translate, to)
    words = {
        "jpeg": t("JPEG picture"),
        "png": t("PNG picture"),
        "gif": t("GIF picture"),
        "webp": t("WebP picture"),
        "docx": t("Word document"),
        "pptx": t("PowerPoint presentation"),
        "xlsx": t("Excel spreadsheet"),
        "odt": t("OpenDocument text"),
        "odp": t("OpenDocument presentation"),
        "ods": t("OpenDocument spreadsheet"),
        "rtf": t("RTF document"),
        "txt": t("Text"),
        "md": t("Markdown text"),
        "html": t("Web page"),
        "csv": t("CSV table"),
        "vtt": t("Captions"),
        "srt": t("Captions"),
        "pdf": t("PDF"),
    }
    name = _NAMES.get(key, key)
    family = {"audio": t("%(name)s recording", name=name), "video": t("%(name)s video", name=name)}
    return words.get(key) or family[KINDS[key].family]
