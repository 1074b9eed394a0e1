"""``flask forum reindex``."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from ..core.database.session import session
from ..core.index.home import claim_home, engine
from ..core.index.protocol import Busy
from . import indexer


@click.command("reindex")
@with_appcontext
def reindex() -> None:
    """Rebuild the search index. Until it is done, the old index is searched.

    After that, the index is on this server, even if it was on another one before.
    """
    claim_home(take_over=True)
    with click.progressbar(length=1, label="Indexing") as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        try:
            count = indexer.rebuild(advance)
        except Busy:
            raise click.ClickException(
                "another process is writing the index: try again once it has finished"
            ) from None
    session().rollback()
    left = "" if indexer.drain() == "done" else " Changes made meanwhile will be added shortly."
    click.echo(f"{count} documents are in the index in {engine().location()}.{left}")
