"""``flask forum check``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from . import files, keeping, mail, pages, people
from .result import seen

if TYPE_CHECKING:
    from .result import Look

FUNCTION = "mend the function you gave: until then the forum goes without it"


def looks(user: str | None) -> list[Look]:
    """Return everything that is looked at, in the order it is printed; *user* is a host's id.

    What lies in the tables only where they are there.
    """
    always: list[Look] = [
        ("package", keeping.package, ""),
        ("mount", pages.mount, "look at FORUM_URL_PREFIX, FORUM_NAME and FORUM_URL"),
        ("layout", pages.base, "look at FORUM_BASE_TEMPLATE and FORUM_BLOCKS"),
        ("templates", pages.templates, ""),
        ("page", pages.printed, "your layout cannot be printed around a page of the forum"),
        ("slots", pages.slots, FUNCTION),
        ("breadcrumbs", pages.trail, FUNCTION),
        ("forms", pages.sending, "set SECRET_KEY, which your CSRF protection needs"),
        ("database", keeping.database, "look at SQLALCHEMY_DATABASE_URI and at the server"),
        ("tables", keeping.schema, keeping.UPGRADE),
        ("SQLite", keeping.sqlite, "look at the file of the database"),
        ("your migrations", keeping.history, "look at your env.py"),
        ("user object", people.user, FUNCTION),
        ("sign-in", people.sign_in, FUNCTION),
        ("mentions", people.candidates, FUNCTION),
        ("groups", people.groups, FUNCTION),
        ("storage", files.storing, files.DO),
        ("mail", mail.way, "look at FORUM_MAIL, and at the server"),
    ]
    with_tables: list[Look] = [
        ("person", partial(people.person, user), FUNCTION),
        ("rights", people.rights, FUNCTION),
        ("groups", people.left_behind, ""),
        ("discussions", pages.discussions, "look at FORUM_DISCUSS_SPACE"),
        ("search", keeping.index, "look at FORUM_INDEX, and run flask forum reindex"),
        ("mail", mail.waiting, ""),
    ]
    return always + with_tables if keeping.there() else always


@click.command("check")
@click.option("--user", help="The id of one of your users, to see who they are here.")
@with_appcontext
def check(user: str | None) -> None:
    """Look at the mount line by line; exit with 1 where something is bad."""
    bad = 0
    for line in seen(looks(user), after=keeping.begin_anew):
        click.echo(str(line))
        bad += line.good is False
    if bad:
        click.echo(f"{bad} to mend.")
        raise SystemExit(1)
    click.echo("Everything that was looked at is good.")
