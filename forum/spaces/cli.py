"""``flask forum audience ...``: the groups of the host that spaces are bound to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext

from ..core.database.session import commit
from ..core.database.sqlite import going_to_write
from ..core.state import state
from ..core.web.i18n import t, tn
from ..members import host
from . import audiences, queries

if TYPE_CHECKING:
    from collections.abc import Iterator


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
@click.option("--anyway", is_flag=True, help="Also where NEW reads spaces already or is not known.")
@with_appcontext
@going_to_write()
def rename(old: str, new: str, anyway: bool) -> None:
    """Let the spaces of the group OLD be those of NEW, where the host has given it a new name."""
    if not new or "\0" in new:
        raise click.ClickException(t("NEW is no name of a group."))
    if old == new:
        raise click.ClickException(t("OLD and NEW are the same."))
    reads = {group.audience: group.spaces for group in queries.bound()}
    if old not in reads:
        raise click.ClickException(t("No space is bound to “%(old)s”.", old=old))
    if not anyway and (doubts := [*_merged(old, new, reads), *_unknown(new)]):
        say = t("Nothing was changed. Where that is what you want, say --anyway.")
        raise click.ClickException("\n".join([*doubts, say]))
    count = audiences.rename(old, new)
    commit()
    click.echo(
        tn(
            "%(n)d space of “%(old)s” belongs to “%(new)s” now.",
            "%(n)d spaces of “%(old)s” belong to “%(new)s” now.",
            count,
            old=old,
            new=new,
        )
    )


def _merged(old: str, new: str, reads: dict[str, int]) -> Iterator[str]:
    """Say what becomes of two groups that both read spaces: one, for good."""
    if new in reads:
        yield tn(
            "“%(new)s” reads %(n)d space already: its people would read those of “%(old)s” too, "
            "and no command could part them again.",
            "“%(new)s” reads %(n)d spaces already: its people would read those of “%(old)s” too, "
            "and no command could part them again.",
            reads[new],
            old=old,
            new=new,
        )


def _unknown(new: str) -> Iterator[str]:
    """Say that the host has perhaps no such group: asked in a request, as its function expects."""
    try:
        with current_app.test_request_context(state().config.url_prefix):
            known = host.named()
    except Exception as fault:
        yield t("Your audiences function failed: %(why)s", why=repr(fault))
        return
    if known is not None and new not in known:
        yield t(
            "Your audiences function does not name “%(new)s”: perhaps nobody is in it, and nobody "
            "would read these spaces.",
            new=new,
        )
