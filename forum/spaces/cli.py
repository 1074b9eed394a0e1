"""``flask forum audience ...``: the groups of the host that spaces are bound to."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from ..database.session import commit
from ..database.sqlite import going_to_write
from . import audiences, queries


@click.group("audience")
def audience() -> None:
    """Look at the groups of the host that read a space, and follow their new names."""


@audience.command("list")
@with_appcontext
def listing() -> None:
    """Print each group, how many spaces it reads, and whether somebody seen here is in it."""
    found = queries.bound()
    for group in found:
        known = "" if group.known else ", nobody seen here is in it"
        spaces = "1 space" if group.spaces == 1 else f"{group.spaces} spaces"
        click.echo(f"{group.audience}: {spaces}{known}")
    if not found:
        click.echo("No space is bound to a group.")


@audience.command("rename")
@click.argument("old")
@click.argument("new")
@with_appcontext
@going_to_write()
def rename(old: str, new: str) -> None:
    """Let the spaces of the group OLD be those of NEW, where the host has given it a new name."""
    if not new or "\0" in new:
        raise click.ClickException("NEW is no name of a group.")
    count = audiences.rename(old, new)
    if not count:
        raise click.ClickException(f"No space is bound to “{old}”.")
    commit()
    click.echo(f"{count} space{'' if count == 1 else 's'} of “{old}” belong to “{new}” now.")
