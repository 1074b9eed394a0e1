"""``flask forum ...``: parse, call an action, print."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from .database import migrate
from .database.sqlite import writing
from .state import state

commands = AppGroup("forum", help="Look after the forum.")


@commands.command("upgrade")
def upgrade() -> None:
    """Create or upgrade the forum's tables, and no others."""
    writing.set(True)
    engine = state().db.engine
    before = migrate.current(engine)
    migrate.upgrade(engine)
    after = migrate.current(engine)
    click.echo(
        f"The forum's tables are at {after} already."
        if before == after
        else f"The forum's tables are at {after} now."
    )
