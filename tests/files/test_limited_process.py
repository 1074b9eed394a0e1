"""A file is read in a process that ends, whatever the file does to it."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image

from forum.core import limited_process
from forum.core.limited_process import Limits, NotRead, TooBig, TooSlow, run

CHILD = """import os, sys, time
task = sys.argv[1]
if task == "sleep":
    time.sleep(60)
if task == "count":
    while True:
        pass
if task == "talk":
    sys.stdout.write("x" * 3_000_000)
if task == "abort":
    os.abort()
if task == "strange":
    sys.stdout.write("no-such-reason")
    raise SystemExit(3)
if task == "see":
    import resource
    print(sorted(os.environ), sys.flags.isolated, os.getsid(0) == os.getpid(), sys.stdin.read())
"""


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the child be a script that does what its task says; return a file to read."""
    script = tmp_path / "child.py"
    script.write_text(CHILD)
    monkeypatch.setattr(limited_process, "CHILD", script)
    return script


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    Image.new("RGB", (2000, 2000), "red").save(path)
    return path


def test_a_process_that_takes_too_long_is_ended(stub: Path) -> None:
    with pytest.raises(TooSlow) as told:
        run("sleep", stub, seconds=0.2)
    assert told.value.reason == "slow"


def test_an_answer_that_is_too_long_is_refused(stub: Path) -> None:
    with pytest.raises(TooBig):
        run("talk", stub)


@pytest.mark.parametrize("task", ["abort", "strange"])
def test_a_crash_is_a_broken_file(stub: Path, task: str) -> None:
    with pytest.raises(NotRead) as told:
        run(task, stub)
    assert told.value.reason == "broken"


def test_the_process_is_told_nothing_of_ours(stub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "dear")
    said = run("see", stub).decode()
    assert "SECRET" not in said
    assert "1 True" in said


def test_the_limit_of_memory_holds(picture: Path, tmp_path: Path) -> None:
    with pytest.raises(TooBig) as told:
        run("picture", picture, tmp_path, limits=Limits(memory=48 << 20))
    assert told.value.reason == "big"


def test_the_limit_of_the_processor_holds(tmp_path: Path) -> None:
    path = tmp_path / "slow.png"
    Image.effect_noise((4000, 4000), 90).convert("RGBA").save(path, compress_level=1)
    with pytest.raises(TooSlow):
        run("picture", path, tmp_path, limits=Limits(cpu=1))


def test_the_limit_of_a_file_holds(picture: Path, tmp_path: Path) -> None:
    with pytest.raises(TooBig):
        run("picture", picture, tmp_path, limits=Limits(file=100))


def test_processes_may_be_started_by_many_threads(picture: Path, tmp_path: Path) -> None:
    answers: list[bytes] = []

    def read(folder: Path) -> None:
        folder.mkdir()
        answers.append(run("picture", picture, folder))

    threads = [threading.Thread(target=read, args=(tmp_path / str(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [json.loads(answer)["width"] for answer in answers] == [2000] * 4


def test_a_program_that_holds_python_inside_finds_an_interpreter(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/usr/sbin/server")
    monkeypatch.setattr(sys, "prefix", os.fspath(Path(sys.prefix)))
    assert json.loads(run("picture", picture, tmp_path))["type"] == "image/png"


def test_without_the_libraries_it_says_so(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    for name in ("__init__", "child", "fault", "picture", "colours"):
        text = (limited_process.CHILD.parent / f"{name}.py").read_text("utf-8")
        (bare / f"{name}.py").write_text(text.replace("PIL", "no_such_library"))
    monkeypatch.setattr(limited_process, "CHILD", bare / "child.py")
    with pytest.raises(limited_process.Missing):
        run("picture", picture, tmp_path)
