"""``flask forum admin NAME`` and ``flask forum password NAME``: create and repair accounts."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from ..core.database.session import commit
from ..core.database.sqlite import going_to_write
from ..core.text.line import line
from . import actions, queries

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 80
"""The longest sign-in name, in characters, read as the sign-in form reads it."""


@click.command("admin")
@click.argument("name")
@click.option("--random", "generated", is_flag=True, help="Generate a password and print it once.")
@with_appcontext
def admin(name: str, generated: bool) -> None:
    """Make the account NAME an administrator. Create the account if it does not exist."""
    login = line(name, longest=LONGEST)
    with _writing_accounts(instead="give its user object is_admin = True instead"):
        if not login or " " in login:
            raise click.BadParameter("enter a sign-in name without spaces", param_hint="NAME")
        _make_administrator(login, generated=generated)


@click.command("password")
@click.argument("name")
@click.option("--random", "generated", is_flag=True, help="Generate a password and print it once.")
@with_appcontext
def password(name: str, generated: bool) -> None:
    """Change the password of the account NAME, and end all its sessions."""
    login = line(name, longest=LONGEST)
    with _writing_accounts(instead="passwords are changed there"):
        id = queries.id_by_login(login)
        commit()
        if id is None:
            raise click.ClickException(f"There is no account {login}.")
        new = _new_password(generated=generated)
        actions.change_password(id, hashed=actions.hash_password(new))
        commit()
        click.echo(f"The password of {login} has been changed.")
        _print_password(new, generated=generated)


@contextmanager
def _writing_accounts(*, instead: str) -> Iterator[None]:
    """Let a block write to accounts. If the site has none, say what to do *instead*."""
    if not queries.has_accounts():
        raise click.ClickException(f"This site has its own login: {instead}.")
    try:
        with going_to_write():
            yield
    except DBAPIError:
        raise click.ClickException(
            "The database cannot be used: run “flask forum upgrade” first."
        ) from None


def _make_administrator(login: str, *, generated: bool) -> None:
    if actions.make_administrator(login):
        commit()
        click.echo(f"{login} is now an administrator.")
        return
    commit()
    new = _new_password(generated=generated)
    hashed = actions.hash_password(new)
    actions.create_account(login=login, name=login, hashed=hashed, is_admin=True)
    commit()
    click.echo(f"{login} is now an administrator.")
    _print_password(new, generated=generated)


def _new_password(*, generated: bool) -> str:
    return secrets.token_urlsafe(12) if generated else _prompt_password()


def _print_password(new: str, *, generated: bool) -> None:
    if generated:
        click.echo(f"The password, shown only once: {new}")


def _prompt_password() -> str:
    while True:
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        if actions.SHORTEST <= len(typed) <= actions.LONGEST:
            return typed
        click.echo(f"Use at least {actions.SHORTEST} characters.")
