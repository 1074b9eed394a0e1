"""Files are kept whole or not at all, below one folder and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from unittest.mock import Mock

import pytest
from flask import Flask

from forum import Forum
from forum.core.database.base import now
from forum.core.storage import Folder, storage


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "instance" / "files")


def names(folder: Folder) -> list[str]:
    found = (p.relative_to(folder.path).as_posix() for p in folder.path.rglob("*"))
    return sorted(name for name in found if name != ".gitignore")


@pytest.mark.parametrize("name", ["7", "a/7-b", "0/1/2/3"])
def test_a_saved_file_can_be_opened_and_deleted(folder: Folder, name: str) -> None:
    folder.save(name, BytesIO(b"one"))
    folder.save(name, BytesIO(b"two"))
    with folder.open(name) as file:
        assert file.read() == b"two"
    folder.delete(name)
    folder.delete(name)
    with pytest.raises(FileNotFoundError):
        folder.open(name)


BAD_NAMES = [
    "",
    ".",
    "..",
    "../7",
    "a/../7",
    "/etc/passwd",
    "a//b",
    "a/",
    "/a",
    "A",
    "a.b",
    ".7",
    "a b",
    "a\\b",
    "a\0",
    "7\n",
    "c:7",
    "\u0663",
    "a/b/c/d/e",
    "a" * 101,
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_is_not_ours_is_refused_before_the_disk_is_touched(
    folder: Folder, name: str
) -> None:
    for act in (
        lambda: folder.save(name, BytesIO()),
        lambda: folder.open(name),
        lambda: folder.delete(name),
    ):
        with pytest.raises(ValueError, match="cannot be the name"):
            act()
    assert not folder.path.exists()


def test_only_this_user_can_read_the_folder(folder: Folder) -> None:
    folder.save("a/7", BytesIO())
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert folder.path.parent.stat().st_mode & 0o777 == 0o777 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_an_interrupted_save_leaves_the_old_file(folder: Folder) -> None:
    folder.save("7", BytesIO(b"before"))
    upload = Mock(read=Mock(side_effect=[b"aft", ConnectionResetError]))
    with pytest.raises(ConnectionResetError):
        folder.save("7", upload)
    with folder.open("7") as file:
        assert file.read() == b"before"
    assert names(folder) == ["7"]


KILLED = """
import os, signal, sys
from io import BytesIO
from pathlib import Path
from forum.core.storage import Folder
class Killed(BytesIO):
    def read(self, size=-1):
        if self.tell():
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(3)
Folder(Path(sys.argv[1])).save("7", Killed(b"half a file"))
"""


def test_a_process_that_is_killed_leaves_no_half_file(folder: Folder) -> None:
    run = subprocess.run([sys.executable, "-c", KILLED, str(folder.path)], check=False)
    assert run.returncode == -9
    with pytest.raises(FileNotFoundError):
        folder.open("7")
    assert [name[0] for name in names(folder)] == ["."]
    folder.tidy(now() - timedelta(hours=1))
    assert len(names(folder)) == 1
    folder.save("7", BytesIO(b"whole"))
    folder.tidy(now() + timedelta(hours=1))
    assert names(folder) == ["7"]
    assert (folder.path / ".gitignore").exists()


def test_mounting_creates_nothing(tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path / "instance"))
    Forum(app)
    with app.app_context():
        kept = storage()
    assert isinstance(kept, Folder)
    assert kept.path == tmp_path / "instance" / "forum-files"
    assert not kept.path.exists()


def test_a_storage_of_the_host_is_used(tmp_path: Path) -> None:
    given = Folder(tmp_path)
    app = Flask("host", instance_path=str(tmp_path))
    Forum(app, storage=given)
    with app.app_context():
        assert storage() is given
