"""Several workers, several clients, a kill: the short form of ``python -m tests.load``."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..support.postgres import own_database
from .run import Effort, load

pytest.importorskip("gunicorn", reason="gunicorn not found: pip install -e '.[test]'")


@pytest.mark.sites("sqlite", "postgres")
def test_nothing_acknowledged_is_lost_or_doubled_and_all_is_found(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    database = f"sqlite:///{tmp_path}/forum.db"
    if kind == "postgres":
        database = own_database(request.getfixturevalue("postgres_url"), name="load")
    effort = Effort(clients=4, posts=5, kills=1, between=0.3, strict=False)
    assert load(tmp_path, kind, database, effort) == []
