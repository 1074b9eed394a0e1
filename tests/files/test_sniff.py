"""What kind a file is, by its bytes; and the name that it is kept under."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from random import Random

import pytest
from PIL import Image

from forum.core.file_kinds import ALSO, KINDS
from forum.core.file_names import MOST_SAID, clean_name, name_said
from forum.core.limited_process import REASONS, NotRead
from forum.core.sniff import sniff
from tests.support.documents import docx, office, open_document, packed, pdf, pptx, shows, xlsx


def told(data: bytes, name: str = "x.bin") -> str:
    """Return the kind of *data*, or the reason why it is not taken."""
    try:
        return sniff(BytesIO(data), name).key
    except NotRead as refused:
        return refused.reason if type(refused) is REASONS[refused.reason] else repr(refused)


def picture(form: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (9, 9)).save(file, form)
    return file.getvalue()


MP3 = (b"\xff\xfb\x90\x00" + b"\0" * 413) * 3
OGG = b"OggS\0\2" + b"\0" * 20 + b"\1\x13"
KNOWN = [
    *((picture(form), form.lower()) for form in ("JPEG", "PNG", "GIF", "WEBP")),
    (MP3, "mp3"),
    (b"ID3\4\0\0\0\0\0\0" + MP3, "mp3"),
    (b"\0\0\0\x20ftypM4A \0\0\0\0", "m4a"),
    (b"\0\0\0\x20ftypisom\0\0\0\0", "mp4"),
    (b"\0\0\0\x20ftypmp42\0\0\0\0", "mp4"),
    (b"\0\0\0\x1cftypXYZ \0\0\0\0mif1mp42isom", "mp4"),
    (b"\0\0\0\x18ftyp3gp4\0\0\0\0iso23gp4", "mp4"),
    (b"\0\0\0\x14ftypqt  \0\0\0\0", "mov"),
    (OGG + b"OpusHead", "ogg"),
    (OGG + b"\x01vorbis", "ogg"),
    (b"RIFF\x24\0\0\0WAVEfmt ", "wav"),
    (b"fLaC\0\0\0\x22", "flac"),
    (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", "webm"),
    (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm\x86\x86A_OPUS", "weba"),
    (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm\x86\x85V_VP9\x86\x86A_OPUS", "webm"),
    (pdf([shows("x")]), "pdf"),
    (docx(), "docx"),
    (pptx("x"), "pptx"),
    (xlsx({"x": ""}), "xlsx"),
    (open_document("odt", ""), "odt"),
    (open_document("odp", ""), "odp"),
    (open_document("ods", ""), "ods"),
    (b"{\\rtf1 x}", "rtf"),
    (b"WEBVTT\n\n", "vtt"),
    (b"<!DOCTYPE html><p>", "html"),
    (b"\xef\xbb\xbf \n<!-- x --><HTML>", "html"),
    ("\ufeffGrüße".encode("utf-16-le"), "txt"),
    ("Grüße".encode("cp1252"), "txt"),
]


@pytest.mark.parametrize(("data", "key"), KNOWN, ids=[f"{n}-{k}" for n, (_, k) in enumerate(KNOWN)])
def test_the_bytes_say_what_a_file_is(data: bytes, key: str) -> None:
    for name in ("x.exe", "", "x.html.png", "..", "x.pdf"):
        assert told(data, name) == ("html" if key == "txt" and ".html" in name[-5:] else key)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        *(("a.md", "md"), ("a.MARKDOWN", "md"), ("a.csv", "csv"), ("a.tsv", "csv"), ("a", "txt")),
        *(
            ("a.htm", "html"),
            ("a.txt", "txt"),
            ("a.bat", "txt"),
            ("a.exe", "txt"),
            ("a.svg", "txt"),
        ),
        *(("a.docx", "txt"), ("a.png", "txt"), ("a.vtt", "txt"), ("a.srt", "srt")),
    ],
)
def test_the_name_decides_between_texts_alone(name: str, key: str) -> None:
    assert told(b"1\n00:00:01,000 --> 00:00:02,000\nx\n", name) == key
    assert told(b"no captions", "a.srt") == "txt"
    assert told(b"\0\0\0\x20ftypmp42\0\0\0\0", "memo.m4a") == "m4a"


def with_macros() -> bytes:
    return office("docx", {"word/document.xml": "<x/>", "word/vbaProject.bin": "x"})


def behind(data: bytes, members: dict[str, str | bytes]) -> bytes:
    """Return *data* with an archive behind it."""
    file = BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        for name, inside in members.items():
            archive.writestr(name, inside)
    return file.getvalue()


def office_97(stream: str) -> bytes:
    """Return a file as Office made them, with the name of one stream."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 22 + struct.pack("<H", 9) + b"\0" * 16
    head += struct.pack("<I", 3)
    return head.ljust(512 * 4, b"\0") + stream.encode("utf-16-le").ljust(128, b"\0") * 4


MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
TEMPLATE = KINDS["docx"].media.replace("document", "template") + ".main+xml"
REFUSED = [
    (b"", "empty"),
    (with_macros(), "macros"),
    (office("docx", {"word/document.xml": "<x/>"}, types=MACRO), "macros"),
    (open_document("odt", "")[:-22] + b"", "broken"),
    (packed({"mimetype": KINDS["odt"].media, "Basic/x.xml": ""}, stored=("mimetype",)), "macros"),
    (packed({"a.txt": "x"}), "archive"),
    (packed({"META-INF/MANIFEST.MF": "x"}), "archive"),
    (packed({"mimetype": KINDS["odt"].media}), "archive"),
    (office("docx", {}, types="application/x-other"), "kind"),
    (office("docx", {}, types=TEMPLATE), "kind"),
    (b"PK\x03\x04", "broken"),
    (b"PK\x03\x04" + b"\0" * 90_000, "broken"),
    (office_97("EncryptedPackage"), "locked"),
    (office_97("WordDocument"), "old"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old"),
    (b"<svg xmlns='x' onload='alert(1)'/>", "drawing"),
    (b"<?xml version='1.0'?><!DOCTYPE svg><!-- x -->\n<s:SVG>", "drawing"),
    (b"<?xml version='1.0'?><x/>", "kind"),
    (b"MZ\x90\0", "program"),
    (b"\x7fELF", "program"),
    (b"#!/bin/sh\nrm", "program"),
    (b"\xca\xfe\xba\xbe\0\0", "program"),
    (picture("TIFF"), "picture"),
    (picture("BMP"), "picture"),
    (b"\0\0\0\x18ftypheic\0\0", "picture"),
    (b"\0\0\0\x18ftypavif\0\0", "picture"),
    (b"\0\0\0\x18ftyp    \0\0\0\0mif1heic", "picture"),
    (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "picture"),
    (b"\0\0\0\x18ftyp<svg\0\0\0\0 onloadx", "kind"),
    (b"Rar!\x1a\7", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"a\0b", "kind"),
    (bytes(range(256)), "kind"),
    (b"junk %PDF-1.7 \0", "kind"),
    (b"RIFF\0\0\0\0AVI LIST", "kind"),
    (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", "kind"),
    (OGG + b"\x80theora", "kind"),
    (behind(pdf([shows("x")]), {"evil.txt": "x"}), "double"),
    (behind(picture("JPEG"), {"evil.class": "x"}), "double"),
    (behind(b"plain text", {"evil.class": "x"}), "kind"),
]


@pytest.mark.parametrize(
    ("data", "reason"), REFUSED, ids=[f"{n}-{reason}" for n, (_, reason) in enumerate(REFUSED)]
)
def test_what_is_not_taken_is_told_apart(data: bytes, reason: str) -> None:
    for name in ("x.docx", "x.png", "x.txt", "x.md"):
        assert told(data, name) == reason


def test_a_long_list_of_members_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    many = packed({f"word/{'x' * 150}{n}": "" for n in range(5_000)})
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert told(many) == "archive"


@pytest.mark.parametrize("way", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_document_is_told_apart_too(way: int) -> None:
    file, random = BytesIO(), Random(1)
    with zipfile.ZipFile(file, "w", way) as archive:
        archive.writestr("[Content_Types].xml", f"<Types>{KINDS['docx'].media}.main+xml</Types>")
        archive.writestr("word/document.xml", "<x/>")
    whole, seen = file.getvalue(), set()
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(random.randrange(1, 4)):
            damaged[random.randrange(4, len(damaged))] = random.choice((0, 1, 255, 77))
        seen.add(told(bytes(damaged)))
    assert seen <= {"docx", "broken", "archive", "kind", "macros"}
    assert told(whole) == ("docx" if way == zipfile.ZIP_DEFLATED else "broken")


def test_a_few_bytes_that_look_like_a_list_make_no_archive() -> None:
    film = b"\0\0\0\x20ftypisom" + b"\0" * 5_000 + b"PK\x05\x06" + b"\xfe" * 40
    assert told(film) == "mp4"


def test_a_picture_that_is_a_script_is_taken_as_a_picture() -> None:
    assert told(b"GIF89a=1;alert(1)//", "x.js") == "gif"


def test_markdown_may_begin_with_a_picture() -> None:
    assert told(b'<p align="center"><img></p>\n# Title', "README.md") == "md"
    assert told(b"<script>alert(1)</script>", "README.md") == "html"


@pytest.mark.parametrize("start", [b"<!---->", b"<!-- - -->\n", b"<?x>", b"<!x> ", b" \t", b"<!--"])
def test_a_beginning_made_to_be_tried_for_ever_is_read_once(start: bytes) -> None:
    assert told(start * 10_000 + b"hello") == "txt"


def test_every_kind_is_kept_under_an_ending_of_its_own() -> None:
    endings = [kind.extension for kind in KINDS.values()]
    assert len(set(endings)) == len(endings)
    assert set(ALSO.values()) <= set(endings)
    assert {kind.family for kind in KINDS.values()} == {
        *("picture", "audio", "video", "document", "text")
    }


NAMES = [
    ("Report 2024.pdf", "Report 2024.pdf"),
    ("v1.2 report.PDF", "v1.2 report.pdf"),
    ("../../etc/passwd", "passwd.pdf"),
    ("C:\\Users\\ada\\plan.pdf", "plan.pdf"),
    ("a/b\\c.pdf", "c.pdf"),
    ("photo.png", "photo.pdf"),
    ("evil.php.pdf", "evil_php.pdf"),
    ("evil.exe", "evil_exe.pdf"),
    ("a.tar.html.svg.js", "a.tar_html_svg_js.pdf"),
    ("invoice\u202efdp.exe", "invoicefdp_exe.pdf"),
    ("\u2066a\u2069\u200b\ufeff.pdf", "a.pdf"),
    ("a\0b\x1b[31m\r\nc.pdf", "ab[31m c.pdf"),
    ("a\ud800.pdf", "a.pdf"),
    ('a<b>:"|?*.pdf', "a-b------.pdf"),
    ("Gru\u0308ße.pdf", "Grüße.pdf"),
    ("報告書.pdf", "報告書.pdf"),
    ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
    ("CON", "_CON.pdf"),
    ("con.pdf", "_con.pdf"),
    ("Aux.2024.pdf", "_Aux.2024.pdf"),
    ("lpt1", "_lpt1.pdf"),
    ("COM¹.pdf", "_COM¹.pdf"),
    ("console.pdf", "console.pdf"),
    ("", "file.pdf"),
    (".", "file.pdf"),
    ("..", "file.pdf"),
    ("/", "file.pdf"),
    (" . . ", "file.pdf"),
    (".pdf", "file.pdf"),
    (".htaccess", "htaccess.pdf"),
    ("\u202e", "file.pdf"),
    ("name. . .pdf", "name.pdf"),
    ("a\u2028b.pdf", "ab.pdf"),
]


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_a_name_harms_nobody(given: str, kept: str) -> None:
    assert clean_name(given, KINDS["pdf"]) == kept
    assert clean_name(kept, KINDS["pdf"]) == kept


@pytest.mark.parametrize("sign", ["a", "ü", "本", "🙂", "e\u0323", ".", " "])
@pytest.mark.parametrize("length", [240, 249, 250, 251, 252, 255, 300, 5_000])
def test_a_long_name_keeps_its_ending(sign: str, length: int) -> None:
    name = clean_name(sign * length + ".docx", KINDS["docx"])
    assert len(name.encode()) <= 255
    assert name.endswith(".docx")
    assert clean_name(name, KINDS["docx"]) == name


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\tools\\run.exe", "run.exe"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("a\0b\r\nSet-Cookie: x.txt", "ab Set-Cookie: x.txt"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
        ("\u2066 \0", "file"),
        ("", "file"),
    ],
)
def test_a_sentence_says_a_name_without_what_turns_it(given: str, said: str) -> None:
    assert name_said(given) == said
    assert len(name_said(given * 5_000)) <= MOST_SAID + 1
