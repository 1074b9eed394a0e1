"""``flask forum check``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from ..core.state import state
from . import administrators, database, files, hosts_request, index, mail, package, pages, people
from .result import run

if TYPE_CHECKING:
    from .result import Check

FUNCTION = "correct your function: until then the forum works without it"


def checks(user: str | None) -> list[Check]:
    """Return all checks in the order they are printed; *user* is a host's user id.

    Those that read the tables are left out if the tables are missing or of another version.
    """
    always: list[Check] = [
        ("package", package.only_one, ""),
        ("mount", pages.mount, "check FORUM_URL_PREFIX, FORUM_NAME and FORUM_URL"),
        ("before_request", hosts_request.begins, "correct that function: every page fails with it"),
        ("layout", pages.layout_and_blocks, "check FORUM_BASE_TEMPLATE and FORUM_BLOCKS"),
        ("templates", pages.templates, ""),
        (
            "page",
            pages.printable,
            "correct your layout: no page of the forum can be rendered in it",
        ),
        ("slots", pages.slots, FUNCTION),
        ("breadcrumbs", pages.breadcrumbs, FUNCTION),
        ("forms", pages.forms, "set SECRET_KEY, which your CSRF protection needs"),
        ("database", database.database, "check the URL of the database, and the server"),
        ("tables", database.tables, database.UPGRADE),
        ("SQLite", database.sqlite, "check the database file"),
        ("your migrations", database.migrations, "check your env.py"),
        ("user object", people.user, _function("user")),
        ("sign-in", people.sign_in, _function("login")),
        ("mentions", people.candidates, FUNCTION),
        ("groups", people.groups, FUNCTION),
        ("storage", files.storage_works, files.DO),
        ("mail", mail.server, "check FORUM_MAIL and the server"),
    ]
    with_tables: list[Check] = [
        ("person", partial(people.person, user), _function("load")),
        ("administrator", partial(administrators.administrators, user), FUNCTION),
        ("rights", people.rights, FUNCTION),
        ("groups", people.unnamed_groups, ""),
        ("discussions", pages.discussions, "check FORUM_DISCUSS_SPACE"),
        ("search", index.index, "check FORUM_INDEX, then run flask forum reindex"),
        ("mail", mail.queue, ""),
    ]
    return always + with_tables if database.is_current() else always


def _function(name: str) -> str:
    """Return what to do if the host's function *name* fails, or what stands in for it."""
    if getattr(state().config, name) is not None:
        return FUNCTION
    return f"it comes from your Flask-Login: correct it there, or pass {name}="


@click.command("check")
@click.option("--user", help="The id of one of your users, to see who they are in the forum.")
@with_appcontext
def check(user: str | None) -> None:
    """Check the setup line by line; exit with 1 if there is a problem."""
    problems = 0
    for result in run(checks(user), after=database.roll_back):
        click.echo(str(result))
        problems += result.good is False
    if problems:
        click.echo("1 problem found." if problems == 1 else f"{problems} problems found.")
        raise SystemExit(1)
    click.echo("No problems found.")
