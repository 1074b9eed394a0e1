"""``flask forum admin NAME``: somebody looks after the forum."""

from __future__ import annotations

import secrets

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from ..database.session import commit
from ..database.sqlite import going_to_write
from . import actions


@click.command("admin")
@click.argument("name")
@click.option("--random", "made_up", is_flag=True, help="Make a password and print it once.")
@with_appcontext
def admin(name: str, made_up: bool) -> None:
    """Make the account NAME an administrator's; it is made where there is none."""
    if "forum_accounts" not in current_app.extensions:
        raise click.ClickException(
            "This site has a login of its own: give its user object is_admin = True instead."
        )
    login = name.strip()
    if not login or " " in login:
        raise click.BadParameter("a name to sign in with, without spaces", param_hint="NAME")
    try:
        with going_to_write():
            _administrate(login, made_up=made_up)
    except DBAPIError:
        raise click.ClickException(
            "The database does not answer as it should: run “flask forum upgrade” first."
        ) from None


def _administrate(login: str, *, made_up: bool) -> None:
    if actions.promote(login):
        commit()
        click.echo(f"{login} is an administrator now.")
        return
    commit()
    password = secrets.token_urlsafe(12) if made_up else _asked()
    hashed = actions.hashed(password)
    actions.make(login=login, name=login, hashed=hashed, is_admin=True)
    commit()
    click.echo(f"{login} is an administrator now.")
    if made_up:
        click.echo(f"The password, shown this once: {password}")


def _asked() -> str:
    while True:
        password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        if actions.SHORTEST <= len(password) <= actions.LONGEST:
            return password
        click.echo(f"Use at least {actions.SHORTEST} characters.")
