"""``flask forum reindex``."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from ..core.database.session import session
from ..core.index.home import engine, settle
from ..core.index.protocol import Busy
from . import indexer


@click.command("reindex")
@with_appcontext
def reindex() -> None:
    """Build the search index anew beside the old one, and keep it here from now on."""
    settle(claim=True)
    with click.progressbar(length=1, label="Indexing") as bar:

        def told(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        try:
            count = indexer.rebuild(told)
        except Busy:
            raise click.ClickException(
                "another process is writing the index; try again when it has ended"
            ) from None
    session().rollback()
    left = "" if indexer.drain() == "done" else " What changed meanwhile follows by itself."
    click.echo(f"{count} documents are in the index in {engine().place()}.{left}")
