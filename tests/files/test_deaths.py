"""A process that dies at any moment leaves no row without bytes, and bytes that are deleted.

The moments: before and after each save and deletion of the storage, and before each commit,
while a file is put up, checked, and deleted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

import pytest
from sqlalchemy import event, select

from forum.core.database.base import now
from forum.core.database.session import session
from forum.files import queue
from forum.files.actions.removal import remove
from forum.files.models import Blob, File
from forum.files.storing import FOLDER, take
from forum.files.sweeping import names_of, sweep

from ..support.uploads import picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..support.world import World


class Died(BaseException):
    """Stands for ``kill -9``: nothing catches it, and what was open is rolled back."""


class Moments:
    """Counts the moments of a process, and lets it die at one of them."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.passed = 0

    def pass_one(self) -> None:
        """Die here if it is the moment for it."""
        self.passed += 1
        if self.left is not None:
            if self.left == 0:
                self.left = None
                raise Died
            self.left -= 1


class Place:
    """A storage in memory, on which a process dies."""

    def __init__(self, moments: Moments) -> None:
        self.files: dict[str, bytes] = {}
        self.moments = moments

    def save(self, name: str, stream: BinaryIO) -> None:
        """Store *stream* as *name*."""
        self.moments.pass_one()
        self.files[name] = stream.read()
        self.moments.pass_one()

    def open(self, name: str) -> BinaryIO:
        """Return the bytes of *name*."""
        if name not in self.files:
            raise FileNotFoundError(name)
        return BytesIO(self.files[name])

    def delete(self, name: str) -> None:
        """Delete *name*."""
        self.moments.pass_one()
        self.files.pop(name, None)
        self.moments.pass_one()


@contextmanager
def dying(moments: Moments, at: int | None) -> Iterator[None]:
    """Let what is done in this block die at its moment *at*, or at none."""
    moments.left, moments.passed = at, 0
    current = session()

    def pass_one(_session: object) -> None:
        moments.pass_one()

    event.listen(current, "before_commit", pass_one)
    try:
        yield
    except Died:
        session().rollback()
    finally:
        moments.left = None
        event.remove(current, "before_commit", pass_one)


@pytest.mark.sites("sqlite", "postgres")
@pytest.mark.parametrize("act", ["put up", "check", "delete"])
def test_a_process_may_die_at_any_moment(make_site: Callable[..., World], act: str) -> None:
    moments, answers = Moments(), [None if act == "check" else True]
    place = Place(moments)
    world = make_site(storage=place, scan=lambda _stream: answers[0])
    member_id = world.id(world.member("Ana"))

    content = picture(size=(400, 300)) if act == "check" else b"words"

    def put_up() -> None:
        take(BytesIO(content), "a", member_id=member_id, form_key=None, is_draft=False)

    def begin() -> Callable[[], object]:
        if act == "put up":
            return put_up
        put_up()
        if act == "check":
            return queue.work_off
        ids = session().scalars(select(File.id)).all()
        return lambda: (remove(ids), session().commit(), sweep())

    at, passed = 0, 0
    while at == 0 or at <= passed:
        with world.app.app_context():
            answers[0] = None if act == "check" else True
            done = begin()
            answers[0] = True
            with dying(moments, at):
                done()
            passed = max(passed, moments.passed)
        with world.app.app_context():
            check(place, later=now() + timedelta(hours=1))
            remove(session().scalars(select(File.id)).all())
            session().commit()
            check(place, later=now() + timedelta(days=2))
            assert place.files == {}
            assert session().scalar(select(Blob.id)) is None
        at += 1
    assert passed > (0 if act == "check" else 3)


@pytest.mark.sites("sqlite")
def test_folders_of_processes_that_died_go_after_a_day(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.files.sweeping.gettempdir", lambda: str(tmp_path))
    for name in (f"{FOLDER}old", f"{FOLDER}new", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "sent").write_bytes(b"words")
    for name in (f"{FOLDER}old", "other"):
        os.utime(tmp_path / name, (0, 0))
    with world.app.app_context():
        sweep()
    assert {path.name for path in tmp_path.iterdir()} >= {f"{FOLDER}new", "other"}
    assert not (tmp_path / f"{FOLDER}old").exists()


def check(place: Place, *, later: Any) -> None:
    """Let the worker go on *later*: what has a row then has bytes, and nothing else has."""
    queue.work_off(later)
    while sweep(later):
        continue
    session().rollback()
    rows = queue.queries.left_behind(later - timedelta(days=9), most=99)
    assert [row.state for row in rows if row.state == "gone"] == []
    wanted = set()
    for blob in session().execute(select(Blob.stored_as, Blob.widths, Blob.state)):
        if blob.state != "arriving":
            wanted |= set(names_of(blob.stored_as, blob.widths))
    assert wanted <= place.files.keys()
    assert (
        session().scalars(select(File.id).where(File.blob_id.not_in(select(Blob.id)))).all() == []
    )
    session().rollback()
