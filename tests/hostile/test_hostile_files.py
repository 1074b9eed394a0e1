"""A sample of what ``python -m tests.hostile`` does, with files that are made here.

What is wrong is found: a page that is shown, a program that is started, a file made elsewhere.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum.files.views import serve

from ..support.documents import MAIN, docx, office, packed
from ..support.uploads import picture
from .names import NAMES
from .site import Target, make_target
from .trial import attempt, by_script, with_form
from .watch import GOOD

pytestmark = pytest.mark.sites("sqlite")

SCRIPT = b"<script>alert(1)</script>"
FILES = {
    "page.html": (b"<!doctype html><p>Words" + SCRIPT, "html", "taken, words: read"),
    "page.png": (b"<html>" + SCRIPT, "html", "taken, words: empty"),
    "drawing.svg": (b"<svg onload=alert(1)>", "", "SVG drawings cannot be added"),
    "both.gif": (picture(kind="GIF") + SCRIPT, "gif", "taken"),
    "both.jpg": (picture() + packed({"a.html": SCRIPT}), "", "This file is of two kinds at once"),
    "script.gif": (b"GIF89a=1;alert(1)//", "", "This file cannot be read"),
    "bomb.docx": (
        office("docx", {MAIN["docx"]: '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
        "docx",
        "taken, words: failed",
    ),
    "good.docx": (docx(), "docx", "taken, words: read"),
    "half.pdf": (b"%PDF-1.7\n1 0 obj", "pdf", "taken, words: failed"),
    "tool.txt": (b"MZ\x90", "", "Programs cannot be added"),
    "empty.txt": (b"", "", "This file is empty"),
    "bells.txt": (b"a bell \x07", "", "Files of this kind cannot be added"),
}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with make_target(tmp_path_factory.mktemp("hostile")) as made:
        yield made


@pytest.fixture
def good(target: Target) -> Path:
    """Where this test may write."""
    folder = target.folder.parent / GOOD
    folder.mkdir(exist_ok=True)
    return folder


def test_what_hostile_files_end_in(target: Target, good: Path) -> None:
    for number, (name, (data, kind, words)) in enumerate(FILES.items()):
        (path := good / name).write_bytes(data)
        outcome = attempt(target, path, NAMES[number % len(NAMES)])
        assert not outcome.wrong, f"{name}: {outcome.wrong}"
        assert outcome.kind == kind, name
        assert outcome.words.startswith(words), name
    assert not target.odd()


def test_each_hostile_name_is_cleaned(target: Target, good: Path) -> None:
    (path := good / "a.txt").write_text("Words")
    (refused := good / "b.txt").write_text("MZ")
    for name in NAMES:
        assert list(by_script(target, path, name)) == []
        assert list(with_form(target, refused, name)) == []
    assert target.noted() == []


def test_what_is_wrong_is_found(
    target: Target, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path := good / "shown.html").write_bytes(b"<html>Words")
    monkeypatch.setattr(serve, "is_inline", lambda kind: True)
    monkeypatch.setitem(serve._HEADERS, "X-Content-Type-Options", "")
    found = attempt(target, path).wrong
    assert "it as html: without nosniff" in found
    assert any("sent with 'inline" in wrong for wrong in found)


def test_what_a_process_does_beside_reading_is_noted(target: Target, tmp_path: Path) -> None:
    target.noted()  # folders that pytest makes
    with socket.socket() as one, pytest.raises(OSError, match="refused"):
        one.connect(("127.0.0.1", 1))
    subprocess.run([sys.executable, "-c", ""], check=True)
    (tmp_path / "x.pdf").write_text("")
    noted = target.noted()
    assert [line.split()[0] for line in noted] == ["socket.connect", "subprocess.Popen", "open"]
