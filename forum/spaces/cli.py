"""``flask forum space`` and ``flask forum audience ...``: spaces, and the groups they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext

from ..core.database.session import commit
from ..core.database.sqlite import going_to_write
from ..core.state import state
from ..core.web.i18n import t, tn
from ..core.web.urls import url
from ..members import host
from . import actions, queries
from .actions import audiences
from .presenters.fields import describe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


@click.group("audience")
def audience() -> None:
    """List the groups that spaces are bound to, and rename them."""


@audience.command("list")
@with_appcontext
def list_audiences() -> None:
    """Print each group, how many spaces it can read, and whether it has members here."""
    found = queries.bound_audiences()
    for group in found:
        known = "" if group.known else ", no members here"
        spaces = "1 space" if group.spaces == 1 else f"{group.spaces} spaces"
        click.echo(f"{group.audience}: {spaces}{known}")
    if not found:
        click.echo("No space is bound to a group.")


@audience.command("rename")
@click.argument("old")
@click.argument("new")
@click.option(
    "--anyway", is_flag=True, help="Continue even if NEW already reads spaces or is unknown."
)
@with_appcontext
@going_to_write()
def rename(old: str, new: str, anyway: bool) -> None:
    """Bind the spaces of the group OLD to NEW, after you have renamed the group."""
    if not new or "\0" in new:
        raise click.ClickException(t("NEW is not a valid group name."))
    if old == new:
        raise click.ClickException(t("OLD and NEW are the same."))
    reads = {group.audience: group.spaces for group in queries.bound_audiences()}
    if old not in reads:
        raise click.ClickException(t("No space is bound to “%(old)s”.", old=old))
    if not anyway and (doubts := [*_doubts_about_merging(old, new, reads), *_doubts_about(new)]):
        advice = t("Nothing was changed. If you are sure, pass --anyway.")
        raise click.ClickException("\n".join([*doubts, advice]))
    count = audiences.rename_audience(old, new)
    commit()
    click.echo(
        tn(
            "%(n)d space is now bound to “%(new)s” instead of “%(old)s”.",
            "%(n)d spaces are now bound to “%(new)s” instead of “%(old)s”.",
            count,
            old=old,
            new=new,
        )
    )


def _doubts_about_merging(old: str, new: str, reads: dict[str, int]) -> Iterator[str]:
    """Warn if both groups read spaces: they would become one for good."""
    if new in reads:
        yield tn(
            "“%(new)s” already reads %(n)d space. Its people would also read those of “%(old)s”, "
            "and no command could separate them again.",
            "“%(new)s” already reads %(n)d spaces. Its people would also read those of “%(old)s”, "
            "and no command could separate them again.",
            reads[new],
            old=old,
            new=new,
        )


def _doubts_about(new: str) -> Iterator[str]:
    """Warn if the host does not name the group *new*."""
    try:
        # The host's function expects a request.
        with current_app.test_request_context(state().config.url_prefix):
            known = host.ask_audiences()
    except Exception as fault:
        yield t("Your audiences function failed: %(why)s", why=repr(fault))
        return
    if known is not None and new not in known:
        yield t(
            "Your audiences function does not name “%(new)s”. If nobody is in it, nobody will be "
            "able to read these spaces.",
            new=new,
        )


@click.command("space")
@click.argument("name")
@click.option("--purpose", required=True, help="What the space is for.")
@click.option("--norms", default="", help="How people talk there, one rule on each line.")
@click.option("--goal", default="", help="What its members want to reach together, in one line.")
@click.option(
    "--last-day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="From this day on (UTC) its members are asked to look back together.",
)
@click.option("--closed", is_flag=True, help="Only its members can read it.")
@click.option("--audience", help="Only the people of this group of yours can read it.")
@click.option("--steward", "stewards", multiple=True, help="The id of a user who looks after it.")
@with_appcontext
@going_to_write()
def space(
    name: str,
    purpose: str,
    norms: str,
    goal: str,
    last_day: datetime | None,
    closed: bool,
    audience: str | None,
    stewards: tuple[str, ...],
) -> None:
    """Create the space NAME. If there is one already, say so and change nothing."""
    if closed and audience:
        raise click.UsageError("A space is closed or for a group: leave out one of the two.")
    try:
        people = [host.person_with_id(key) for key in stewards]
        access = "closed" if closed else "open"
        description = describe(
            name,
            purpose=purpose,
            norms=norms,
            access=access,
            audience=audience,
            goal=goal,
            last_day=last_day.date() if last_day else None,
            stewards=people,
        )
    except (LookupError, ValueError) as fault:
        raise click.ClickException(str(fault)) from None
    for doubt in _doubts_about(audience) if audience else ():
        click.echo(doubt, err=True)
    slug, created = actions.find_or_create_space(**description, stewards=people)
    commit()
    with current_app.test_request_context(state().config.url_prefix):
        where = url("spaces.show", slug=slug)
    if not created:
        click.echo(t("There is already a space at %(where)s. Nothing was changed.", where=where))
        return
    click.echo(t("Created a space at %(where)s.", where=where))
    if not people:
        click.echo(t("Nobody looks after it yet: an administrator can appoint somebody."))
