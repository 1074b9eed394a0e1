"""``flask forum doctor``: checks the stored counters against the posts."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from ..core.database.session import commit
from ..core.database.sqlite import going_to_write
from .counters import faults, repair


@click.command("doctor")
@click.option("--repair", "repairing", is_flag=True, help="Repair what can be repaired.")
@with_appcontext
@going_to_write()
def doctor(repairing: bool) -> None:
    """Compare the counters of threads with their posts; exit with 1 if any is wrong."""
    found = list(faults())
    for fault in found:
        click.echo(
            f"thread {fault.thread_id}: {fault.counter} is {fault.stored}, "
            f"should be {fault.counted}"
        )
    if repairing and found:
        count = repair()
        click.echo(f"{count} {'thread' if count == 1 else 'threads'} repaired.")
        commit()
    elif found:
        raise SystemExit(1)
    else:
        click.echo("All counters are correct.")
