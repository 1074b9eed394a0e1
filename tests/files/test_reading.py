"""Words are read in files outside of requests; the scanner is asked before anybody opens one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING, Any, BinaryIO

import pytest
from sqlalchemy import select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.files import queue
from forum.files.models import Blob, BlobText, File
from forum.files.queries.own_words import own_words
from forum.files.sweeping import sweep
from forum.search import indexer

from ..support.diary import JOURNAL, write
from ..support.documents import docx, pdf, pptx, shape, shows, xlsx
from ..support.uploads import picture, put_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..support.world import World

TEXT = b"Dear members,\n\nthe second field is called Aktenzeichen.\n"
ALL = pytest.mark.sites("sqlite", "postgres")


@ALL
def test_the_words_of_a_file_stand_on_its_page_and_its_card(world: World) -> None:
    ana = world.member("Ana")
    made = put_up(world, ana, TEXT, "letter.txt").json
    thread = world.ask(world.space("Letters", by=ana), ana, text=made["text"])
    client = world.client(ana)
    assert "The words in this file are being read" in client.get(f"{made['address']}/about").text
    with world.app.app_context():
        assert queue.work_off() == 1
        assert queue.work_off() == 0
    page = client.get(f"{made['address']}/about").text
    assert "the second field is called Aktenzeichen." in page
    thread_page = client.get(f"{world.home}/t/{thread}", follow_redirects=True).text
    assert f'class="fx-file" href="{made["address"]}/about"' in thread_page
    assert "Text, 56 B · “Dear members,”" in thread_page
    client.post(f"{made['address']}/words")
    assert "Aktenzeichen" not in client.get(f"{made['address']}/about").text


SHOWN = '<row><c t="inlineStr"><is><t>Paper</t></is></c></row>'
HIDDEN = '<row hidden="1"><c t="inlineStr"><is><t>Never</t></is></c></row>'


@pytest.mark.sites("sqlite")
def test_a_file_says_how_long_it_is_in_its_own_parts(world: World) -> None:
    ana = world.member("Ana")
    sheets = {"Costs": SHOWN + HIDDEN, "Old": SHOWN}
    sent = {
        "talk.pptx": (pptx(shape("One"), shape("Two")), "2 slides", ""),
        "costs.xlsx": (xlsx(sheets, hidden=("Old",)), "2 sheets", "2 hidden sheets, rows"),
        "guide.pdf": (pdf([shows("One")]), "1 page", ""),
        "talk.webm": (b"\x1a\x45\xdf\xa3 webm", "WebM video", ""),
        "scan.pdf": (pdf([b""]), "1 page", "There are no words in it"),
    }
    made = {name: put_up(world, ana, each[0], name).json for name, each in sent.items()}
    with world.app.app_context():
        queue.work_off()
    for name, (_, length, words) in sent.items():
        page = world.client(ana).get(f"{made[name]['address']}/about").text
        assert length in page
        assert words in page
        assert "Never" not in page


@ALL
def test_a_scanner_that_cannot_say_keeps_a_file_closed(make_site: Callable[..., World]) -> None:
    answers: list[object] = [OSError("away"), None, "OK", True]

    def scan(_stream: BinaryIO) -> bool:
        found = answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found  # type: ignore[return-value]

    world = make_site(scan=scan)
    ana = world.member("Ana")
    made = put_up(world, ana, picture(), "form.jpg").json
    assert not made["checked"]
    assert made["text"].endswith("?size=900x600)")
    client, at = world.client(ana), now()
    thread = world.ask(world.space("Letters", by=ana), ana, text=made["text"])
    assert "checked for viruses" in client.get(f"{made['address']}/about").text
    for hours in (0, 12, 24):
        assert client.get(made["address"]).status_code == 404
        assert client.get(f"{made['address']}/320").status_code == 404
        with world.app.app_context():
            assert queue.work_off(at + timedelta(hours=hours)) == 1
    assert not answers
    assert client.get(made["address"]).status_code == 200
    assert client.get(f"{made['address']}/320").mimetype == "image/webp"
    page = client.get(f"{world.home}/t/{thread}", follow_redirects=True).text
    assert f'href="{made["address"]}/about"' in page
    with world.app.app_context():
        sweep()
    assert world.scalar(select(Blob.kind).where(Blob.state != "ready")) is None


@pytest.mark.sites("sqlite")
def test_the_index_is_looked_after_between_two_files(
    make_site: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, done, over = make_site(), [], Event()
    ana = world.member("Ana")
    for name in ("a.txt", "b.txt", "c.txt"):
        put_up(world, ana, name.encode(), name)

    def read(*_: object, **__: object) -> bytes:
        done.append("read")
        return b'{"parts": [], "count": 0, "first_line": "", "cut": false, "left_out": {}}'

    def drain() -> str:
        done.append("drain")
        if len(done) > 6:
            over.set()
        return "done"

    monkeypatch.setattr(queue, "run", read)
    monkeypatch.setattr(indexer, "drain", drain)
    drainer = indexer.Drainer(world.app)
    drainer.news.set()
    assert over.wait(60)
    drainer.stop()
    assert done[:7] == ["drain", "read"] * 3 + ["drain"]


@ALL
def test_two_processes_do_not_read_the_same_file(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_up(world, world.member("Ana"), TEXT, "letter.txt")
    others, run = [], queue.run

    def other() -> None:
        with world.app.app_context():
            others.append(queue.work_off())

    def read(*given: Any, **more: Any) -> bytes:
        if not others:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(other).result(60)
        return run(*given, **more)

    monkeypatch.setattr(queue, "run", read)
    with world.app.app_context():
        assert queue.work_off() == 1
    assert others == [0]
    assert world.scalar(select(Blob.text_state)) == "read"


@ALL
def test_a_file_that_was_claimed_in_vain_is_read_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_up(world, world.member("Ana"), TEXT, "letter.txt")
    with monkeypatch.context() as broken, world.app.app_context():
        broken.setattr(queue, "run", None)
        assert queue.work_off() == 1
        assert queue.work_off() == 0
    with world.app.app_context():
        assert queue.work_off(now() + timedelta(hours=1)) == 1
    assert world.scalar(select(Blob.text_state)) == "read"


@pytest.mark.sites("sqlite")
def test_whoever_reads_the_text_reads_that_a_file_was_refused(
    make_site: Callable[..., World],
) -> None:
    answers: list[object] = [None, False]
    world = make_site(scan=lambda _stream: answers.pop(0))
    ana, ben = world.member("Ana"), world.member("Ben")
    made = put_up(world, ana, TEXT, "letter.txt").json
    space = world.space("Letters", by=ana, access="closed")
    thread = world.ask(space, ana, text=made["text"])

    def card() -> str:
        return world.client(ana).get(f"{world.home}/t/{thread}", follow_redirects=True).text

    assert "It can be opened once it has been checked for viruses." in card()
    with world.app.app_context():
        queue.work_off()
    words = "The virus scanner of this site found something in it."
    about = world.client(ana).get(f"{made['address']}/about")
    assert about.status_code == 200
    assert words in about.text
    assert words in card()
    assert "Save this file" not in about.text
    assert world.client(ana).get(made["address"]).status_code == 404
    assert world.client(ben).get(f"{made['address']}/about").status_code == 404


@ALL
def test_what_the_scanner_finds_is_refused_each_time(make_site: Callable[..., World]) -> None:
    world = make_site(scan=lambda _stream: False)
    ana = world.member("Ana")
    for _ in range(2):
        answer = put_up(world, ana, TEXT, "letter.txt")
        assert answer.status_code == 422
        assert "virus scanner" in answer.json["fault"]
    assert world.scalar(select(Blob.id)) is None
    assert world.scalar(select(BlobText.text)) is None


@ALL
def test_the_journal_is_searched_with_the_words_of_its_files(world: World) -> None:
    """By its author: an entry is in no index. What they left out of a file is not found."""
    ana, ben = (world.member(name) for name in ("Ana", "Ben"))
    browser = world.client(ana)
    letter = put_up(world, ana, docx(), "letter.docx").json
    entry = write(browser, f"Kept for later.\n\n{letter['text']}", title="A letter")
    write(world.client(ben), "Mine.", title="Another")
    with world.request():
        queue.work_off()
    for words in ("hello", "HELLO later"):
        assert "A letter" in browser.post(JOURNAL, data={"q": words}).text
        assert "Nothing found" in world.client(ben).post(JOURNAL, data={"q": words}).text
    with world.request():
        assert own_words("entry", [entry], world.id(ana), most=9) == {entry: "\nHello"}
        assert own_words("entry", [entry], world.id(ana), most=3) == {}
        session().execute(update(File).values(words_left_out=True))
        session().commit()
    assert "Nothing found" in browser.post(JOURNAL, data={"q": "hello"}).text
