"""What is not taken is refused in words, whoever sends it and however; budgets cannot be passed."""

from __future__ import annotations

import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from forum.core.database.session import session
from forum.core.web.forms import new_key
from forum.files import queries
from forum.files.actions import uploads
from forum.files.models import Blob, File
from forum.files.sweeping import sweep
from forum.members.models import Member
from forum.spaces.actions import block_member

from ..support.diary import share, write
from ..support.documents import docx, packed
from ..support.uploads import picture, put_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..support.world import World

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def huge() -> bytes:
    """Return a small PNG whose header speaks of ten thousand million pixels."""
    parts = {b"IHDR": struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0), b"IEND": b""}
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts.items()
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


REFUSED = {
    "empty.pdf": (b"", "This file is empty"),
    "drawing.svg": (SVG, "SVG drawings cannot be added"),
    "drawing.png": (SVG, "SVG drawings cannot be added"),
    "tool.exe": (b"MZ\x90\0", "Programs cannot be added"),
    "photo.jpg": (picture()[:900], "cannot be read"),
    "stub.gif": (b"GIF89a=1;/*", "cannot be read"),
    "huge.png": (huge(), "too many pixels"),
    "all.zip": (packed({"a.txt": "words"}), "Archives cannot be added"),
    "both.pdf": (b"%PDF-1.4\n" + packed({"a.txt": "words"}), "two kinds at once"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Office format"),
    "noise.bin": (bytes(range(256)) * 9, "Files of this kind cannot be added"),
}


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_taken_is_refused_in_words(world: World, name: str) -> None:
    content, words = REFUSED[name]
    ana = world.member("Ana")
    answer = put_up(world, ana, content, name)
    assert answer.status_code == 422
    assert words in answer.json["fault"]
    thread = world.ask(world.space("Letters", by=ana), ana)
    sent = {"text": "With it.", "form_key": new_key(), "files": [(BytesIO(content), name)]}
    form = world.client(ana).post(f"{world.home}/t/{thread}/reply", data=sent)
    assert form.status_code == 422
    assert "With it." in form.text
    assert words in form.text
    assert world.scalar(select(func.count()).select_from(File)) == 0
    del sent["files"]
    assert world.client(ana).post(f"{world.home}/t/{thread}/reply", data=sent).status_code == 302


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\u202etxt.exe", None),
        ("CON.txt", "_CON.txt"),
        ("letter.pdf.exe", None),
        ("x" * 400 + ".txt", None),
        ('a"b;c\r\nX-Y: 1.txt', None),
        (".txt", "file.txt"),
    ],
)
def test_a_name_harms_nobody(world: World, sent: str, stored: str | None) -> None:
    ana = world.member("Ana")
    made = put_up(world, ana, b"words\n", sent).json
    assert stored in (None, made["name"])
    assert made["name"].endswith(".txt")
    assert len(made["name"].encode()) <= 255
    got = world.client(ana).get(made["address"])
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert "X-Y" not in got.headers


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize("how", ["whole", "one more field", "too long a field", "broken off"])
def test_no_part_of_a_form_stays_open(
    world: World, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    made: list[Any] = []

    def noted(**options: Any) -> Any:
        made.append(SpooledTemporaryFile(**options))  # noqa: SIM115
        return made[-1]

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", noted)
    ana = world.member("Ana")
    sent = [("files", "; filename=a.txt", 600_000), ("files", "; filename=b.txt", 600_000)]
    last = {"one more field": [("x", "", 9)], "too long a field": [("x", "", 3_000_000)]}
    sent += last.get(how, [])
    parts = (
        f'--end\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{"x" * size}\r\n'
        for name, more, size in sent
    )
    form = "".join(parts).encode() + b"--end--\r\n"
    answer = world.client(ana).post(
        f"{world.home}/-/files",
        input_stream=BytesIO(form[:-900_000] if how == "broken off" else form),
        content_length=len(form),
        content_type="multipart/form-data; boundary=end",
    )
    taken = how in ("whole", "one more field")
    assert answer.status_code == 200 if taken else answer.status_code in (400, 413, 422)
    assert len(made) >= 1
    assert [file.closed for file in made] == [True] * len(made)


@pytest.mark.sites("sqlite")
def test_each_budget_is_said_and_kept(make_site: Callable[..., World]) -> None:
    limits = {"file_limit": 300, "post_files_limit": 400, "member_files_limit": 900}
    world = make_site(**limits, space_files_limit=700)
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    assert "larger than 300 B" in put_up(world, ana, b"x" * 301, "a.txt").json["fault"]
    made = [put_up(world, ana, bytes([65 + n]) * 250, f"{n}.txt").json for n in range(3)]
    fault = put_up(world, ana, b"Z" * 250, "z.txt").json["fault"]
    assert "more than 900 B together" in fault
    thread = world.ask(space, ana, text=made[0]["text"])

    def reply(*files: dict[str, str]) -> str:
        text = "\n\n".join(file["text"] for file in files)
        sent = {"text": text, "form_key": new_key()}
        answer = world.client(ana).post(f"{world.home}/t/{thread}/reply", data=sent)
        assert text.split("\n", maxsplit=1)[0] in answer.text or answer.status_code == 302
        return str(answer.text)

    assert "may take 400 B together" in reply(made[1], made[2])
    reply(made[1])
    assert "no room left for files" in reply(made[2])
    assert world.client(ana).post(made[2]["drop"]).status_code == 204
    assert world.scalar(select(func.count()).select_from(File)) == 2


@pytest.mark.sites("sqlite")
def test_a_copy_of_a_file_counts_for_its_member(make_site: Callable[..., World]) -> None:
    world = make_site(member_files_limit=500)
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    browser, made = world.client(ana), put_up(world, ana, b"x" * 300, "a.txt").json
    entry = write(browser, made["text"], at=f"{world.home}/t/{thread}/note")
    answer = share(browser, entry, where="about")
    assert answer.status_code == 422
    assert "more than 500 B together" in answer.text
    assert world.scalar(select(func.count()).select_from(File)) == 1


@pytest.mark.sites("sqlite")
def test_files_count_for_the_space_that_their_thread_is_in(world: World) -> None:
    ana = world.member("Ana")
    here, there = (world.space(name, by=ana) for name in ("Letters", "Forms"))
    threads = [
        world.ask(here, ana, text=put_up(world, ana, b"x" * n, "a.txt").json["text"])
        for n in (7, 9)
    ]
    moved = {"space": there.slug, "reason": "It is about forms.", "sure": "1"}
    world.client(ana).post(f"{world.home}/t/{threads[0]}/move", data=moved)
    with world.request():
        assert [queries.bytes_in_space(space.id) for space in (here, there)] == [9, 7]


@pytest.mark.sites("sqlite", "postgres")
def test_a_form_with_more_than_its_budget_takes_what_fits(make_site: Callable[..., World]) -> None:
    world = make_site(member_files_limit=500)
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    newcomer = world.user("Ben")
    files = [(BytesIO(bytes([65 + n]) * 300), f"{n}.txt") for n in range(3)]
    sent = {"text": "All three.", "form_key": new_key(), "files": files}
    form = world.client(newcomer).post(f"{world.home}/t/{thread}/reply", data=sent)
    assert form.status_code == 422
    assert "[0.txt](forum:/f/" in form.text
    assert "1.txt: Your files would take more than 500 B together" in form.text
    assert world.scalar(select(func.count()).select_from(File)) == 1
    owner = select(Member.handle).join(File, File.member_id == Member.id)
    assert world.scalar(owner) is None  # nobody has a page before they are read


@pytest.mark.sites("postgres")
def test_two_tabs_cannot_pass_a_budget_together(make_site: Callable[..., World]) -> None:
    world = make_site(member_files_limit=1_000)
    ana = world.member("Ana")
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda n: put_up(world, ana, bytes([65 + n]) * 300, f"{n}.txt").status_code,
                range(8),
            )
        )
    assert sorted(answers) == [200] * 3 + [422] * 5
    total = select(func.sum(Blob.size)).join(File, File.blob_id == Blob.id)
    assert world.scalar(total) == 900


@pytest.mark.sites("sqlite")
def test_the_files_of_a_form_count_as_those_of_a_script(make_site: Callable[..., World]) -> None:
    world = make_site(limits={"upload": "3 per hour"})
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    put_up(world, ana, b"one", "1.txt")

    def sent(number: int) -> tuple[int, str]:
        files = [(BytesIO(b"%d" % n), f"{n}.txt") for n in range(number)]
        form = {"text": "With them.", "form_key": new_key(), "files": files}
        answer = world.client(ana).post(f"{world.home}/t/{thread}/reply", data=form)
        return answer.status_code, answer.text

    status, page = sent(3)
    assert status == 422
    assert "You have added many files in a short time. Wait 60 minutes" in page
    assert "[1.txt](forum:/f/" in page
    assert world.scalar(select(func.count()).select_from(File)) == 3
    assert put_up(world, ana, b"four", "4.txt").status_code == 429


@pytest.mark.sites("sqlite")
def test_a_form_takes_some_files_and_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forum.files.views.put_up.MOST", 2)
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    files = [(BytesIO(b"%d" % n), f"{n}.txt") for n in range(3)]
    form = {"text": "With them.", "form_key": new_key(), "files": files}
    answer = world.client(ana).post(f"{world.home}/t/{thread}/reply", data=form)
    assert answer.status_code == 422
    assert "Only 2 files can be added at a time. Now add the others." in answer.text
    assert world.scalar(select(func.count()).select_from(File)) == 2


@pytest.mark.sites("sqlite")
def test_who_may_write_nowhere_puts_nothing_up(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ana)
    with world.request():
        block_member(space.id, world.id(ben), blocked=True)
        session().commit()
    assert "cannot write in any space" in put_up(world, ben, b"words", "a.txt").json["fault"]
    form = {"text": "x", "form_key": new_key(), "files": [(BytesIO(b"words"), "a.txt")]}
    assert world.client(ben).post(f"{world.home}/t/{thread}/reply", data=form).status_code == 403
    assert world.scalar(select(Blob.id)) is None


@pytest.mark.sites("sqlite")
def test_what_a_budget_refuses_does_not_stay_in_the_storage(
    make_site: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_site(member_files_limit=500)
    ana = world.member("Ana")
    blobs = select(func.count()).select_from(Blob)
    put_up(world, ana, b"A" * 400, "a.txt")
    assert put_up(world, ana, b"B" * 400, "b.txt").status_code == 422
    assert world.scalar(blobs) == 1  # it is asked before anything is stored

    def two_at_once(*_: object, **__: object) -> None:
        """Stand for a second tab: neither is over when it is asked."""
        monkeypatch.setattr(uploads, "refuse_full", asked)

    asked = uploads.refuse_full
    monkeypatch.setattr(uploads, "refuse_full", two_at_once)
    assert put_up(world, ana, b"C" * 400, "c.txt").status_code == 422
    with world.app.app_context():
        sweep()
    assert world.scalar(blobs) == 1


@pytest.mark.sites("sqlite")
def test_without_the_extra_nobody_is_asked_for_files(
    make_site: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.core.config.find_spec", lambda _name: None)
    world = make_site()
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    page = world.client(ana).get(f"{world.home}/t/{thread}/reply").text
    assert 'type="file"' not in page
    assert "Files cannot be added on this site yet." in page
    assert put_up(world, ana, docx(), "a.docx").status_code == 403


@pytest.mark.sites("sqlite")
def test_what_was_added_before_files_were_left_out_can_be_read(
    make_site: Callable[..., World],
) -> None:
    world = make_site(without=("files",))
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    page = world.client(ana).get(f"{world.home}/t/{thread}/reply").text
    assert 'type="file"' not in page
    assert "Files cannot be added" not in page
    assert world.client(ana).get(f"{world.home}/f/{'0' * 32}").status_code == 404
