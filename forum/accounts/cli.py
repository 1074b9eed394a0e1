"""``flask forum admin NAME`` and ``flask forum password NAME``: the keys to the forum."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from ..core.database.session import commit
from ..core.database.sqlite import going_to_write
from . import actions, queries

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command("admin")
@click.argument("name")
@click.option("--random", "made_up", is_flag=True, help="Make a password and print it once.")
@with_appcontext
def admin(name: str, made_up: bool) -> None:
    """Make the account NAME an administrator's; it is made where there is none."""
    login = name.strip()
    with _accounts(instead="give its user object is_admin = True instead"):
        if not login or " " in login:
            raise click.BadParameter("a name to sign in with, without spaces", param_hint="NAME")
        _administrate(login, made_up=made_up)


@click.command("password")
@click.argument("name")
@click.option("--random", "made_up", is_flag=True, help="Make a password and print it once.")
@with_appcontext
def password(name: str, made_up: bool) -> None:
    """Give the account NAME another password, and end every session it has."""
    login = name.strip()
    with _accounts(instead="passwords are changed there"):
        id = queries.by_login(login)
        commit()
        if id is None:
            raise click.ClickException(f"Nobody signs in as {login}.")
        word = _new(made_up=made_up)
        actions.change(id, hashed=actions.hashed(word))
        commit()
        click.echo(f"{login} has another password now.")
        _show(word, made_up=made_up)


@contextmanager
def _accounts(*, instead: str) -> Iterator[None]:
    """Let a block write to accounts; where there are none, say what to do *instead*."""
    if not queries.mounted():
        raise click.ClickException(f"This site has a login of its own: {instead}.")
    try:
        with going_to_write():
            yield
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
    word = _new(made_up=made_up)
    hashed = actions.hashed(word)
    actions.make(login=login, name=login, hashed=hashed, is_admin=True)
    commit()
    click.echo(f"{login} is an administrator now.")
    _show(word, made_up=made_up)


def _new(*, made_up: bool) -> str:
    return secrets.token_urlsafe(12) if made_up else _asked()


def _show(word: str, *, made_up: bool) -> None:
    if made_up:
        click.echo(f"The password, shown this once: {word}")


def _asked() -> str:
    while True:
        word: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        if actions.SHORTEST <= len(word) <= actions.LONGEST:
            return word
        click.echo(f"Use at least {actions.SHORTEST} characters.")
