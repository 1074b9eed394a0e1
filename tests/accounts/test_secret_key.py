"""The key that signs sessions is created by one process, and read by all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from forum.accounts.secret_key import stored_key


def test_a_key_is_created_once(tmp_path: Path) -> None:
    file = tmp_path / "instance" / "secret-key"
    key = stored_key(file)
    assert len(key) == 64
    assert stored_key(file) == key
    assert list(file.parent.iterdir()) == [file]


def test_the_key_of_the_first_process_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret-key"
    link = os.link

    def link_after_another_process(source: Path, target: Path) -> None:
        file.write_text("theirs")
        link(source, target)

    monkeypatch.setattr(os, "link", link_after_another_process)
    assert stored_key(file) == "theirs"
    assert list(tmp_path.iterdir()) == [file]
