"""The commands ``flask forum ...``."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click
from flask.cli import AppGroup
from werkzeug.utils import import_string

from .core.database import migrate
from .core.database.sqlite import going_to_write
from .core.state import state
from .search import indexer

if TYPE_CHECKING:
    from click import Command, Context

ROOMS = {
    "admin": "accounts.cli:admin",
    "audience": "spaces.cli:audience",
    "check": "check.cli:check",
    "demo": "demo.cli:demo",
    "doctor": "doctor.cli:doctor",
    "forget": "leaving.cli:forget",
    "import": "exchange.cli:importing",
    "password": "accounts.cli:password",  # nosec B105
    "person": "exchange.cli:person",
    "reindex": "search.cli:reindex",
    "space": "spaces.cli:space",
    "work": "worker:work",
}
"""The rooms' commands: name -> module and function, relative to this package."""


class Commands(AppGroup):
    """Imports a room's command only when it is needed: a process that serves pages needs none."""

    def list_commands(self, context: Context) -> list[str]:
        return sorted({*ROOMS, *super().list_commands(context)})

    def get_command(self, context: Context, name: str) -> Command | None:
        if name in ROOMS:
            return cast("Command", import_string(f"{__package__}.{ROOMS[name]}"))
        return super().get_command(context, name)


commands = Commands("forum", help="Manage the forum.")


@commands.command("upgrade")
@going_to_write()
def upgrade() -> None:
    """Create or upgrade the forum's tables, and no others."""
    engine = state().db.engine
    before = migrate.current(engine)
    try:
        migrate.upgrade(engine)
    except (migrate.NewerTables, migrate.TakenNames) as error:
        raise click.ClickException(str(error)) from None
    indexer.begin()
    after = migrate.current(engine)
    click.echo(
        f"The forum's tables are already at {after}."
        if before == after
        else f"The forum's tables are now at {after}."
    )
