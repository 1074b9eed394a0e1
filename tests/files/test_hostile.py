"""Files that were made to stop their reader: each ends in a word, and a good one is read after it.

How long that takes decides nothing here; the limits that end a process are tried in
``test_limited_process.py``, with small ones.
"""

from __future__ import annotations

import json
import resource
import zipfile
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest

from forum.core.limited_process import Limits, NotRead, run
from tests.support.documents import (
    KINDS,
    MAIN,
    deflated,
    docx,
    office,
    open_document,
    packed,
    pdf,
    pptx,
    relations,
    shows,
    xlsx,
)


def outcome(tmp_path: Path, kind: str, data: bytes, **more: Any) -> str:
    """Return the reason why *data* is not read, or "" where it is; a good file is read after it."""
    path, good = tmp_path / "upload", tmp_path / "good"
    path.write_bytes(data)
    good.write_bytes(docx())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reason = ""
    try:
        run("text", path, kind=kind, **more)
    except NotRead as told:
        reason = told.reason
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes
    assert json.loads(run("text", good, kind="docx"))["first_line"] == "Hello"
    return reason


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><x>&i;</x>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


def blanks(kind: str, megabytes: int) -> bytes:
    """Return a document whose text is so many megabytes of blanks."""
    name = MAIN.get(kind, "content.xml")
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("_rels/.rels", relations(("1", "officeDocument", name)))
        with archive.open(name, "w") as member:
            member.write(b"<x>")
            for _ in range(megabytes):
                member.write(b" " * 1_000_000)
            member.write(b"</x>")
    return file.getvalue()


@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx", "odt"])
def test_an_archive_that_unpacks_to_very_much_is_too_big(tmp_path: Path, kind: str) -> None:
    assert outcome(tmp_path, kind, blanks(kind, 300)) == "big"


def test_what_is_unpacked_is_counted_over_all_members(tmp_path: Path) -> None:
    text = f'<w:p w:x="{Random(1).randbytes(4_500_000).hex()}"/>'
    header = docx(text, header=text, footer=text, footnotes=text, endnotes=text)
    assert outcome(tmp_path, "docx", header) == "big"


@pytest.mark.parametrize("xml", [ENTITIES, OUTSIDE, "<!DOCTYPE x SYSTEM 'http://x/'><x/>"])
@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx", "odt"])
def test_xml_with_words_of_its_own_is_refused(tmp_path: Path, kind: str, xml: str) -> None:
    documents = {"odt": {"content.xml": xml}}
    data = packed(documents[kind]) if kind in documents else office(kind, {MAIN[kind]: xml})
    assert outcome(tmp_path, kind, data) == "entities"


def test_a_list_of_members_that_does_not_end_is_too_big(tmp_path: Path) -> None:
    many = packed({f"word/{n}.xml": "" for n in range(6_000)})
    assert outcome(tmp_path, "docx", many) == "big"


def test_a_sheet_that_says_it_is_endless_is_read(tmp_path: Path) -> None:
    sheet = '<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="A1048576"><v>1</v>'
    assert outcome(tmp_path, "xlsx", xlsx({"S": sheet + "</c></row></sheetData>"})) == ""


@pytest.mark.parametrize("deep", [400, 100_000])
def test_elements_in_elements_end(tmp_path: Path, deep: int) -> None:
    body = "<w:p>" * deep + "<w:r><w:t>x</w:t></w:r>" + "</w:p>" * deep
    assert outcome(tmp_path, "docx", docx(body)) == ("" if deep == 400 else "broken")


def test_a_file_that_leads_to_itself_ends(tmp_path: Path) -> None:
    data = packed(
        {
            "_rels/.rels": relations(("1", "officeDocument", "../../../../etc/passwd")),
            "word/document.xml": "<x/>",
        }
    )
    assert outcome(tmp_path, "docx", data) == "broken"
    data = office("docx", {MAIN["docx"]: "<x/>"} | {"word/_rels/document.xml.rels": ROUND})
    assert outcome(tmp_path, "docx", data) == ""


ROUND = relations(*((str(n), "header", "document.xml") for n in range(1_000)))


def encrypted_member(data: bytes) -> bytes:
    """Return *data* with the mark that its members are encrypted."""
    changed = bytearray(data)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(sign)
        while at >= 0:
            changed[at + place] |= 1
            at = changed.find(sign, at + 4)
    return bytes(changed)


ENCRYPTED = "<manifest><file-entry><encryption-data/></file-entry></manifest>"


def test_what_has_a_password_is_locked(tmp_path: Path) -> None:
    assert outcome(tmp_path, "docx", encrypted_member(docx())) == "locked"
    assert outcome(tmp_path, "docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000) == "locked"
    locked = open_document("odt", "<text:p>x</text:p>", manifest=ENCRYPTED)
    assert outcome(tmp_path, "odt", locked) == "locked"


def locked_pdf(password: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf([shows("secret")]))))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_pdf_with_a_password_is_locked(tmp_path: Path) -> None:
    assert outcome(tmp_path, "pdf", locked_pdf("4711")) == "locked"
    assert outcome(tmp_path, "pdf", locked_pdf("")) == ""


CUT = ("docx", docx()), ("pptx", pptx("x")), ("pdf", pdf([shows("x")])), ("xlsx", xlsx({"x": ""}))


@pytest.mark.parametrize(("kind", "data"), CUT, ids=[kind for kind, _ in CUT])
def test_half_a_file_is_broken(tmp_path: Path, kind: str, data: bytes) -> None:
    assert outcome(tmp_path, kind, data[:60]) == "broken"
    assert outcome(tmp_path, kind, b"") == "empty"
    assert outcome(tmp_path, kind, b"PK\x03\x04" + b"\0" * 500) == "broken"
    assert outcome(tmp_path, kind, b"\0" * 5_000) == "broken"


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    assert outcome(tmp_path, "exe", b"MZ") == "kind"
    assert outcome(tmp_path, "../../text", b"MZ") == "kind"


def test_a_pdf_whose_pages_hold_each_other_ends(tmp_path: Path) -> None:
    assert outcome(tmp_path, "pdf", pdf([shows("x")], kids="2 0 R 2 0 R")) in ("", "broken")
    assert outcome(tmp_path, "pdf", pdf([shows("x")], kids="2 0 R 10 0 R")) in ("", "broken")


def test_a_pdf_of_fifty_thousand_pages_ends(tmp_path: Path) -> None:
    data = pdf([shows("x")], kids="10 0 R " * 50_000)
    assert outcome(tmp_path, "pdf", data) in ("", "slow")


def test_a_stream_that_was_packed_ten_times_ends(tmp_path: Path) -> None:
    filters = "/Filter[" + "/FlateDecode" * 10 + "]"
    bomb = deflated(b"BT (x) Tj ET " * 20_000_000, 10)
    assert outcome(tmp_path, "pdf", pdf([bomb], filters=filters)) in ("broken", "big", "slow")
    good = pdf(
        [deflated(shows("x"), 1), deflated(b" " * 300_000_000, 1)], filters="/Filter/FlateDecode"
    )
    assert outcome(tmp_path, "pdf", good) in ("", "big", "slow")


def test_forms_in_forms_end(tmp_path: Path) -> None:
    content = b"/F1 Do " * 50_000 + b"q " * 200_000
    assert outcome(tmp_path, "pdf", pdf([content])) in ("", "broken", "slow")


def test_rich_text_in_groups_ends(tmp_path: Path) -> None:
    assert outcome(tmp_path, "rtf", b"{\\rtf1 " + b"{" * 200_000 + b"x" + b"}" * 200_001) == ""
    assert outcome(tmp_path, "rtf", b"{\\rtf1 \\v " + b"{" * 200_000) == ""
    assert outcome(tmp_path, "rtf", b"{\\rtf1 \\u99999999999 x}") in ("", "broken")
    assert outcome(tmp_path, "rtf", b"no rtf") == "broken"


@pytest.mark.parametrize(
    "data",
    [
        b"<" * 300_000,
        b"<p " * 100_000,
        b"<div>" * 300_000,
        b"<div hidden>" * 100_000,
        b"<!--" * 200_000,
        b"<script>" * 100_000,
        b"&" * 500_000,
        b"<![CDATA[" * 50_000,
        b"<a href='" + b"x" * 3_000_000,
    ],
    ids=lambda data: data[:12].decode(),
)
def test_a_web_page_ends(tmp_path: Path, data: bytes) -> None:
    assert outcome(tmp_path, "html", data, limits=Limits(cpu=2)) in ("", "slow")


@pytest.mark.parametrize("kind", ["txt", "md", "csv", "vtt", "srt", "html"])
def test_texts_of_nonsense_end(tmp_path: Path, kind: str) -> None:
    for data in (
        bytes(range(256)) * 4_000,
        b'"' * 500_000,
        b"00:00:01.000 --> " * 50_000,
        b"a" * 3_000_000,
        b"A: " * 300_000,
        ("e" + "\u0301\u0323" * 3_000).encode(),
        b"<v " * 1_000,
        b"\n" * 2_000_000,
    ):
        path = tmp_path / "text"
        path.write_bytes(data)
        told = json.loads(run("text", path, kind=kind, limits=Limits(cpu=60), seconds=120))
        assert told["count"] == 0


def test_the_kinds_of_office_are_those_that_are_made_here() -> None:
    assert set(KINDS) == set(MAIN)
