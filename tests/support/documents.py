"""Makes documents of each kind by hand, in memory."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
MEDIA = "application/vnd.oasis.opendocument."
KINDS = {
    "docx": f"{OFFICE}.wordprocessingml.document.main+xml",
    "pptx": f"{OFFICE}.presentationml.presentation.main+xml",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet.main+xml",
}
MAIN = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}


def packed(members: dict[str, str | bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """Return a ZIP of *members*."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            way = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=way)
    return file.getvalue()


def relations(*leads: tuple[str, str, str]) -> str:
    """Return where a member leads: id, kind and target of each."""
    rows = "".join(
        f'<Relationship Id="{key}" Type="{TYPES}/{kind}" Target="{target}"/>'
        for key, kind, target in leads
    )
    return f'{HEAD}<Relationships xmlns="{RELS}">{rows}</Relationships>'


def office(kind: str, members: dict[str, str | bytes], *, types: str = "") -> bytes:
    """Return a document of Office with *members* beside those that each has."""
    content = types or KINDS[kind]
    first: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types><Override ContentType="{content}"/></Types>',
        "_rels/.rels": relations(("rId1", "officeDocument", MAIN[kind])),
    }
    return packed({**first, **members})


def docx(body: str = "<w:p><w:r><w:t>Hello</w:t></w:r></w:p>", **beside: str) -> bytes:
    """Return a Word document; *beside* are bodies of "header", "footer" or "footnotes"."""
    leads = [(f"rId{n}", kind, f"{kind}1.xml") for n, kind in enumerate(beside)]
    members: dict[str, str | bytes] = {
        MAIN["docx"]: f'{HEAD}<w:document xmlns:w="{WORD}" xmlns:a="{DRAWING}"><w:body>{body}'
        "</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(*leads),
    }
    for kind, inside in beside.items():
        members[f"word/{kind}1.xml"] = f'{HEAD}<w:x xmlns:w="{WORD}">{inside}</w:x>'
    return office("docx", members)


def pptx(*slides: str, hidden: tuple[int, ...] = (), notes: str = "") -> bytes:
    """Return a presentation whose slides have these shapes; of numbers in *hidden*, none shows."""
    leads = [(f"rId{n}", "slide", f"slides/slide{n}.xml") for n in range(1, len(slides) + 1)]
    ids = "".join(f'<p:sldId id="{256 + n}" r:id="{key}"/>' for n, (key, *_) in enumerate(leads))
    spaces = f'xmlns:p="{SLIDES}" xmlns:a="{DRAWING}" xmlns:r="{TYPES}"'
    members: dict[str, str | bytes] = {
        MAIN["pptx"]: f"{HEAD}<p:presentation {spaces}><p:sldIdLst>{ids}</p:sldIdLst>"
        "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(*leads),
        "ppt/notesSlides/notesSlide1.xml": f"<p:notes {spaces}>{notes}</p:notes>",
    }
    for number, shapes in enumerate(slides, 1):
        show = ' show="0"' if number in hidden else ""
        members[f"ppt/slides/slide{number}.xml"] = f"{HEAD}<p:sld {spaces}{show}>{shapes}</p:sld>"
    return office("pptx", members)


def shape(text: str, *, hidden: bool = False) -> str:
    """Return a shape of a slide."""
    mark = ' hidden="1"' if hidden else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"{mark}/></p:nvSpPr>'
        f"<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def xlsx(sheets: dict[str, str], *, hidden: tuple[str, ...] = (), strings: str = "") -> bytes:
    """Return a workbook: by name, what stands in each sheet."""
    state = ' state="hidden"'
    leads = [
        (f"rId{n}", "worksheet", f"/xl/worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)
    ]
    rows = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"{state if name in hidden else ""}/>'
        for n, name in enumerate(sheets, 1)
    )
    leads.append(("rIdS", "sharedStrings", "sharedStrings.xml"))
    members: dict[str, str | bytes] = {
        MAIN["xlsx"]: f'{HEAD}<workbook xmlns="{SHEETS}" xmlns:r="{TYPES}"><sheets>{rows}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": relations(*leads),
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{SHEETS}">{strings}</sst>',
    }
    for number, inside in enumerate(sheets.values(), 1):
        members[f"xl/worksheets/sheet{number}.xml"] = (
            f'{HEAD}<worksheet xmlns="{SHEETS}">{inside}</worksheet>'
        )
    return office("xlsx", members)


def open_document(
    kind: str, body: str, *, styles: str = "", beside: str = "", **more: str
) -> bytes:
    """Return a document of LibreOffice: *kind* is "odt", "odp" or "ods"."""
    name = {"odt": "text", "odp": "presentation", "ods": "spreadsheet"}[kind]
    parts = ("office", "style", "text", "table", "presentation")
    spaces = " ".join(f'xmlns:{part}="{OPEN}{part}:1.0"' for part in parts)
    spaces += f' xmlns:draw="{OPEN}drawing:1.0"'
    members: dict[str, str | bytes] = {
        "mimetype": f"{MEDIA}{name}",
        "content.xml": f"{HEAD}<office:document-content {spaces}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:{name}>{body}</office:{name}>"
        "</office:body></office:document-content>",
        "styles.xml": f"{HEAD}<office:document-styles {spaces}>{beside}</office:document-styles>",
        "META-INF/manifest.xml": more.get("manifest", f"{HEAD}<manifest/>"),
    }
    return packed(members, stored=("mimetype",))


def pdf(pages: list[bytes], *, filters: str = "", extra: str = "", kids: str = "") -> bytes:
    """Return a PDF whose pages have these contents; *kids* stands for the list of its pages."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    numbers = range(10, 10 + 2 * len(pages), 2)
    listed = kids or " ".join(f"{number} 0 R" for number in numbers)
    objects[2] = f"<</Type/Pages/Count {len(pages)}/Kids[{listed}]>>".encode()
    for number, content in zip(numbers, pages, strict=True):
        objects[number] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents {number + 1} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        ).encode()
        objects[number + 1] = (
            f"<<{filters}/Length {len(content)}>>stream\n".encode() + content + b"\nendstream"
        )
    data, places = b"%PDF-1.7\n", {}
    for number, inside in sorted(objects.items()):
        places[number] = len(data)
        data += f"{number} 0 obj\n".encode() + inside + b"\nendobj\n"
    at = len(data)
    data += b"xref\n" + b"".join(
        f"{number} 1\n{place:010} 00000 n \n".encode() for number, place in places.items()
    )
    size = max(objects) + 1
    data += f"trailer<</Size {size}/Root 1 0 R{extra}>>\nstartxref\n{at}\n%%EOF\n".encode()
    return data


def shows(text: str) -> bytes:
    """Return the content of a page of a PDF."""
    return f"BT /F1 12 Tf 50 300 Td ({text}) Tj ET".encode()


def deflated(data: bytes, times: int) -> bytes:
    """Return *data*, packed so many times."""
    for _ in range(times):
        data = zlib.compress(data)
    return data
