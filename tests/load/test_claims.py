"""Four workers and a command, killed while they ask about plans: the short form of ``claims``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ..support.postgres import own_database
from .server import ROOT


def test_each_plan_and_day_is_asked_about_once(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    database = f"sqlite:///{tmp_path}/forum.db"
    if kind == "postgres":
        database = own_database(request.getfixturevalue("postgres_url"), name="claims")
    command = [sys.executable, "-m", "tests.load.claims", "--plans", "30", "--kills", "12"]
    run = subprocess.run(
        [*command, "--kind", kind, "--database", database],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    killed, due, claimed, told = (int(line.split()[0]) for line in run.stdout.splitlines()[:4])
    assert due == claimed == told == 60
    assert killed >= 3  # whoever claims nothing does not come to the place where it would die
