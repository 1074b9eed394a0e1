"""The commands ``flask forum ...``, but ``demo``, which the package itself adds."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from .accounts.cli import admin, password
from .check.cli import check
from .core.database import migrate
from .core.database.session import commit
from .core.database.sqlite import going_to_write
from .core.state import state
from .doctor.cli import doctor
from .exchange.cli import importing, person
from .forget import forget
from .search import indexer
from .search.cli import reindex
from .spaces.cli import audience
from .worker import work

commands = AppGroup("forum", help="Manage the forum.")
for command in (check, doctor, importing, person, reindex, work, admin, password, audience):
    commands.add_command(command)


@commands.command("upgrade")
@going_to_write()
def upgrade() -> None:
    """Create or upgrade the forum's tables, and no others."""
    engine = state().db.engine
    before = migrate.current(engine)
    try:
        migrate.upgrade(engine)
    except migrate.NewerTables as error:
        raise click.ClickException(str(error)) from None
    indexer.begin()
    after = migrate.current(engine)
    click.echo(
        f"The forum's tables are already at {after}."
        if before == after
        else f"The forum's tables are now at {after}."
    )


@commands.command("forget")
@click.argument("user_id")
@going_to_write()
def forget_person(user_id: str) -> None:
    """Forget the person with the user id USER_ID. Their posts stay, without their name."""
    if not forget(user_id):
        raise click.ClickException(f"Nobody here has the user id {user_id}.")
    commit()
    click.echo("Forgotten. Their posts stay, under “former member”.")
