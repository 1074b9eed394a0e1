"""Between two tests the shared PostgreSQL database is as if it had just been made."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from forum.core.database import migrate
from forum.core.database.base import Base

from ..support import sites
from ..support.world import World


def left(engine: Engine) -> list[str]:
    """Return the tables that hold rows, and the sequences that have begun."""
    tables = [name for name in Base.metadata.tables if name != migrate.VERSION_TABLE]
    begun = "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"
    with engine.connect() as connection:
        asked = {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in tables}
        filled = [name for name, rows in asked.items() if rows]
        return filled + list(connection.scalars(text(begun)))


@pytest.mark.sites("postgres")
@pytest.mark.parametrize("most", [sites.MOST_LEFT_BEHIND, 0])
def test_every_table_is_emptied_and_every_sequence_begins_again(
    world: World, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Whether rows are deleted or tables truncated; also where only the sequence has moved on."""
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ben, text="An answer.")
    with world.app.app_context():
        engine = world.app.extensions["forum"].db.engine
    with engine.connect() as connection:
        connection.execute(text("SELECT nextval('forum_report_id_seq')"))
    assert {"forum_post", "forum_member_id_seq", "forum_report_id_seq"} <= set(left(engine))
    monkeypatch.setattr(sites, "MOST_LEFT_BEHIND", most)
    sites.empty(engine)
    assert left(engine) == []
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT nextval('forum_post_id_seq')")) == 1
        assert connection.scalar(text("SHOW session_replication_role")) == "origin"
