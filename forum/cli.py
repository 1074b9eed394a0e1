"""``flask forum ...``: parse, call an action, print."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from .accounts.cli import admin, password
from .check.cli import check
from .core.database import migrate
from .core.database.session import commit
from .core.database.sqlite import going_to_write
from .core.state import state
from .demo.cli import demo
from .doctor.cli import doctor
from .exchange.cli import importing, person
from .forget import forget
from .search import indexer
from .search.cli import reindex
from .spaces.cli import audience
from .worker import work

commands = AppGroup("forum", help="Look after the forum.")
commands.add_command(check)
commands.add_command(importing)
commands.add_command(person)
commands.add_command(reindex)
commands.add_command(work)
commands.add_command(admin)
commands.add_command(password)
commands.add_command(demo)
commands.add_command(doctor)
commands.add_command(audience)


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
        f"The forum's tables are at {after} already."
        if before == after
        else f"The forum's tables are at {after} now."
    )


@commands.command("forget")
@click.argument("user_id")
@going_to_write()
def forget_person(user_id: str) -> None:
    """Forget the person with the host's user id USER_ID: their posts stay, their name goes."""
    if not forget(user_id):
        raise click.ClickException(f"Nobody here has the user id {user_id}.")
    commit()
    click.echo("Forgotten. What they wrote stays, under “former member”.")
