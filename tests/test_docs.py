"""What is documented: every setting, signal and command, or this fails."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from blinker import Signal

from forum import events
from forum.cli import commands
from forum.config import Config

GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "hosting.md").read_text("utf-8")
INSIDE = {"post_written", "post_edited", "thread_read"}


@pytest.mark.parametrize("name", [field.name for field in fields(Config)])
def test_every_setting_is_in_the_guide(name: str) -> None:
    assert f"`{name}`" in GUIDE


SIGNALS = sorted(name for name, value in vars(events).items() if isinstance(value, Signal))


@pytest.mark.parametrize("name", SIGNALS)
def test_every_signal_of_the_host_is_in_the_guide(name: str) -> None:
    assert (f"`{name}`" in GUIDE) is (name not in INSIDE)


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_is_in_the_guide(name: str) -> None:
    assert f"flask forum {name}" in GUIDE


def test_the_readme_is_short_and_its_lines_exist() -> None:
    readme = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
    assert len(readme.splitlines()) <= 150
    for line in ("flask forum demo", ".venv/bin/pytest", "flask --app yoursite forum upgrade"):
        assert line in readme
