"""The text of each kind of file: what somebody who opens it would see, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from forum.core.file_kinds import KINDS
from forum.core.limited_process import run
from forum.core.reading.text import READERS
from tests.support.documents import deflated, docx, open_document, pdf, pptx, shape, shows, xlsx


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """A function that returns what is told of a file."""

    def answer(kind: str, data: bytes | str) -> dict[str, Any]:
        path = tmp_path / "upload"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        told: dict[str, Any] = json.loads(run("text", path, kind=kind))
        return told

    return answer


def texts(told: dict[str, Any]) -> list[str]:
    return [part["text"] for part in told["parts"]]


def run_of(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_every_kind_of_document_and_text_has_a_reader() -> None:
    written = {key for key, kind in KINDS.items() if kind.family in ("document", "text")}
    assert set(READERS) == written


def test_a_word_document(read: Any) -> None:
    body = (
        f"<w:p>{run_of('Budget ')}<w:del>{run_of('')}<w:r><w:delText>oldword</w:delText></w:r>"
        f"<w:r><w:t>oldwordtoo</w:t></w:r></w:del><w:ins>{run_of('newword')}</w:ins></w:p>"
        f"<w:p><w:moveFrom>{run_of('gone')}</w:moveFrom><w:moveTo>{run_of('here')}</w:moveTo>"
        f"{run_of('unseen', '<w:vanish/>')}{run_of(' seen')}"
        f"<w:r><w:instrText>PAGEREF</w:instrText></w:r></w:p>"
        f"<w:tbl><w:tr><w:tc><w:p>{run_of('cell')}</w:p><w:p>{run_of('word')}</w:p></w:tc>"
        f"<w:tc><w:p>{run_of('second')}</w:p></w:tc></w:tr></w:tbl>"
    )
    told = read(
        "docx",
        docx(body, header=run_of("on top"), footer=run_of("below"), footnotes=run_of("at foot")),
    )
    assert texts(told) == [
        "Budget newword\nhere seen\ncell word \tsecond",
        *("below", "at foot", "on top"),
    ]
    assert told["first_line"] == "Budget newword"


VISIBLE = '<w:vanish w:val="0"/>'


def test_hidden_words_that_are_not_hidden_are_read(read: Any) -> None:
    body = f"<w:p>{run_of('seen', VISIBLE)}</w:p>"
    assert texts(read("docx", docx(body))) == ["seen"]


def test_slides(read: Any) -> None:
    told = read(
        "pptx",
        pptx(
            shape("first") + shape("unseen", hidden=True) + shape("more"),
            shape("hiddenslide"),
            shape("last"),
            hidden=(2,),
            notes=shape("said to myself"),
        ),
    )
    assert told["parts"] == [
        {"label": "slide", "number": 1, "text": "first\nmore"},
        {"label": "slide", "number": 3, "text": "last"},
    ]
    assert (told["count"], told["left_out"]) == (3, {"slides": 1})


def cell(place: str, value: str, kind: str = "") -> str:
    inside = f"<is><t>{value}</t></is>" if kind == "inlineStr" else f"<v>{value}</v>"
    return f'<c r="{place}" t="{kind or "n"}">{inside}</c>'


def test_sheets(read: Any) -> None:
    rows = (
        '<dimension ref="A1:XFD1048576"/><cols><col min="3" max="3" hidden="1"/></cols><sheetData>'
        f"<row r='1'>{cell('A1', '1', 's')}{cell('B1', '0.10000000000000001')}"
        f"{cell('C1', 'hiddencolumn', 'str')}</row>"
        f"<row r='2' hidden='1'>{cell('A2', 'hiddenrow', 'str')}</row>"
        f"<row r='1048576'><c r='A1048576' t='str'><f>1+1</f><v>end</v></c>"
        f"{cell('B1048576', 'inside', 'inlineStr')}</row></sheetData>"
    )
    strings = "<si><t>no</t></si><si><r><t>sha</t></r><r><t>red</t></r><rPh><t>x</t></rPh></si>"
    hidden = f"<sheetData><row>{cell('A1', 'hiddenword', 'str')}</row></sheetData>"
    told = read("xlsx", xlsx({"One": rows, "H": hidden}, hidden=("H",), strings=strings))
    assert told["parts"] == [
        {"label": "sheet", "number": 1, "name": "One", "text": "shared\t0.1\nend\tinside"}
    ]
    assert (told["count"], told["left_out"]) == (2, {"rows": 1, "sheets": 1})


UNSEEN = (
    '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="P1"><style:drawing-page-properties presentation:visibility="hidden"/>'
    '</style:style><style:style style:name="S1"><style:table-properties table:display="false"/>'
    "</style:style>"
)


def test_a_text_of_libreoffice(read: Any) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>oldword</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        '<text:h>Title</text:h><text:p>one<text:s text:c="2"/>two<text:span text:style-name="T1">'
        "unseen</text:span><office:annotation><text:p>remark</text:p></office:annotation></text:p>"
        '<text:p>gone<text:hidden-paragraph text:is-hidden="true"/></text:p>'
        '<text:section text:display="none"><text:p>unseen</text:p></text:section>'
        "<table:table><table:table-column/><table:table-row><table:table-cell><text:p>a</text:p>"
        "</table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell>"
        "</table:table-row></table:table><text:p>end</text:p>"
    )
    beside = "<style:header><text:p>on top</text:p></style:header><text:p>no page</text:p>"
    told = read("odt", open_document("odt", body, styles=UNSEEN, beside=beside))
    assert texts(told) == ["Title\none  two\na \tb\nend", "on top"]
    hidden = open_document(
        "odt", '<text:p>x<text:span text:style-name="T1">y</text:span></text:p>', beside=UNSEEN
    )
    assert texts(read("odt", hidden)) == ["x"]


def test_slides_of_libreoffice(read: Any) -> None:
    body = (
        "<draw:page><text:p>first</text:p><presentation:notes><text:p>mine</text:p>"
        '</presentation:notes></draw:page><draw:page draw:style-name="P1"><text:p>unseen</text:p>'
        "</draw:page><draw:page><text:p>last</text:p></draw:page>"
    )
    told = read("odp", open_document("odp", body, styles=UNSEEN))
    assert [(p["number"], p["text"]) for p in told["parts"]] == [(1, "first"), (3, "last")]
    assert (told["count"], told["left_out"]) == (3, {"slides": 1})


def test_sheets_of_libreoffice(read: Any) -> None:
    def row(*words: str, more: str = "") -> str:
        cells = "".join(
            f"<table:table-cell><text:p>{word}</text:p></table:table-cell>" for word in words
        )
        return f"<table:table-row{more}>{cells}</table:table-row>"

    body = (
        '<table:table table:name="One"><table:table-column/>'
        '<table:table-column table:visibility="collapse"/><table:table-column/>'
        + row("a", "hiddencolumn", "c")
        + row("hiddenrow", more=' table:visibility="filter"')
        + row("", more=' table:number-rows-repeated="1048570"')
        + '</table:table><table:table table:name="Two" table:style-name="S1">'
        + row("hiddensheet")
        + '</table:table><table:table table:name="Three">'
        + row("x", "y")
        + "</table:table>"
    )
    told = read("ods", open_document("ods", body, styles=UNSEEN))
    assert [(p["number"], p["name"], p["text"].split()) for p in told["parts"]] == [
        (1, "One", ["a", "c"]),
        (3, "Three", ["x", "y"]),
    ]
    assert told["left_out"] == {"rows": 1, "sheets": 1}


def test_a_pdf(read: Any) -> None:
    told = read("pdf", pdf([shows("boxword"), shows("pagetwo")]))
    assert [(p["label"], p["number"], p["text"]) for p in told["parts"]] == [
        ("page", 1, "boxword"),
        ("page", 2, "pagetwo"),
    ]
    assert (told["count"], told["cut"]) == (2, False)


def test_a_page_that_cannot_be_read_does_not_stop_the_others(read: Any) -> None:
    pages = [deflated(shows("x"), 1), deflated(b" " * 300_000_000, 1)]
    told = read("pdf", pdf(pages, filters="/Filter/FlateDecode"))
    assert (texts(told), told["count"], told["cut"]) == (["x"], 2, True)


def test_of_a_long_pdf_the_first_pages_are_read(read: Any) -> None:
    told = read("pdf", pdf([shows(f"page {n}") for n in range(320)]))
    assert (len(told["parts"]), told["count"], told["cut"]) == (300, 320, True)


def test_rich_text(read: Any) -> None:
    data = (
        r"{\rtf1\ansi\ansicpg1252 Gr\'fc\'dfe {\v unseen}and\v hidden\v0 seen"
        r"{\deleted oldword}{\*\annotation remark}\par \u8364? next{\plain\v x\plain y}}"
    )
    assert texts(read("rtf", data)) == ["Grüße andseen\n€ nexty"]
    assert texts(read("rtf", r"{\rtf1 {\b plain} text}")) == ["plain text"]


def test_captions(read: Any) -> None:
    vtt = (
        "WEBVTT\n\nNOTE unseen\nnote\n\nSTYLE\n::cue {}\n\n1\n00:59.500 --> 01:02.000 align:start\n"
        "<v.loud Ada Example>One &amp; <i>two</i>\nthree\n\n01:00:01.000 --> 01:00:02.000\n"
        "<v Bo>Yes</v><v Cleo>No</v>\n"
    )
    assert read("vtt", vtt)["parts"] == [
        {
            **{"label": "minute", "number": 0, "start": 59, "speaker": "Ada Example"},
            "text": "One & two\nthree",
        },
        {"label": "minute", "number": 60, "start": 3601, "speaker": "Bo", "text": "Yes"},
        {"label": "minute", "number": 60, "start": 3601, "speaker": "Cleo", "text": "No"},
    ]
    srt = "\ufeff1\r\n00:01:02,500 --> 00:01:04,000\r\nAda: Hello\r\n\r\n"
    srt += "2\r\n00:01:05,000 --> x\r\nBye"
    assert read("srt", srt)["parts"] == [
        {"label": "minute", "number": 1, "start": 62, "speaker": "Ada", "text": "Hello"},
        {"label": "minute", "number": 1, "start": 65, "text": "Bye"},
    ]


def test_a_transcript(read: Any) -> None:
    lines = "[00:00:05] Ada: Good morning\nand more\n[00:01:00] Bo: Yes: I am\nAda: So\nBo: Well\n"
    assert [(p.get("start"), p["speaker"], p["text"]) for p in read("txt", lines)["parts"]] == [
        (5, "Ada", "Good morning\nand more"),
        (60, "Bo", "Yes: I am"),
        (None, "Ada", "So"),
        (None, "Bo", "Well"),
    ]
    letter = "Dear all,\nnote: it is late.\nTo do: sleep\nWhere: at home\nWhen: soon\n"
    assert texts(read("txt", letter)) == [letter.strip()]


def test_a_web_page(read: Any) -> None:
    page = (
        "<!doctype html><title>Title</title><style>css</style><p>One<b>two</b>"
        "<script>if (a < b) code()</script><p hidden>unseen<p>seen<!-- remark -->"
        '<div style="display: none"><div>unseen</div></div><template>unseen</template>'
        "<ul><li>a<li>b</ul><table><tr><td>x<td>y</table><input hidden>&lt;end&gt;"
    )
    (text,) = texts(read("html", page))
    assert text.split() == ["Title", "Onetwo", "seen", "a", "b", "x", "y", "<end>"]
    assert texts(read("html", '<meta charset="iso-8859-1"><p>Gr\xfc\xdfe'.encode("latin-1"))) == [
        "Grüße"
    ]


def test_a_table_of_commas(read: Any) -> None:
    assert texts(read("csv", 'name;place\n"Ada; B";"x\ny"\n')) == ["name\tplace\nAda; B\tx y"]


@pytest.mark.parametrize(
    "data",
    [
        "Grüße €".encode(),
        "Grüße €".encode("utf-8-sig"),
        "Grüße €".encode("utf-16"),
        b"\xfe\xff" + "Grüße €".encode("utf-16-be"),
        "Grüße €".encode("cp1252"),
        "Gru\u0308ße €".encode(),
        "Gr\0ü\x07ße\x1b €\ufffe".encode(),
    ],
)
def test_every_encoding_becomes_the_same_letters(read: Any, data: bytes) -> None:
    assert texts(read("txt", data)) == ["Grüße €"]


def test_bytes_that_are_no_letters_are_left_out(read: Any) -> None:
    assert texts(read("md", b"a\x81\x8d\xffb")) == ["aÿb"]
    assert read("txt", b"\xff\xfe\x00\xd8x")["cut"] is False


def test_no_more_is_told_than_is_read_from_the_process(read: Any) -> None:
    for text in ("word " * 700_000, "本" * 1_500_000, '"\n\\' * 900_000):
        told = read("md", text)
        assert told["cut"] is True
        assert len(told["parts"][0]["text"]) > 500_000
    many = read("vtt", "WEBVTT\n\n" + "00:01.000 --> 00:02.000\nx\n\n" * 30_000)
    assert (len(many["parts"]), many["cut"]) == (20_000, True)


def test_the_first_line_is_short(read: Any) -> None:
    assert read("md", "\n\n  " + "x" * 500)["first_line"] == "x" * 200
    assert read("md", " \n ") == {
        **{"parts": [], "count": 0, "first_line": "", "cut": False},
        "left_out": {},
    }
