"""``flask forum import discourse`` and ``flask forum person``."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import OperationalError

from ..core.database.session import commit
from ..core.database.sqlite import going_to_write
from ..core.errors import Invalid, NotAllowed
from ..core.web.i18n import t
from ..search import indexer
from . import sources
from .actions.claim import claim
from .actions.topics import Import, analyse, bring_in
from .survey import survey

importing = AppGroup("import", help="Bring another forum's history in.")


@importing.command("discourse")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--space", help="One space for everything; else each category becomes one.")
@going_to_write()
def discourse(path: Path, space: str | None) -> None:
    """Bring in Discourse's /t/ID.json topics.

    PATH is a file or a folder of them: one topic a file, or JSON lines, plain or gzip. A second
    run adds nothing; a run that was ended is continued. The spaces made are open.
    """
    try:
        click.echo(t("Looking through the files …"))
        run = Import(survey(path), space=space)
        run.begin()
        with click.progressbar(length=run.survey.documents, label=t("Topics")) as bar:
            bring_in(run, path, bar.update)
        with click.progressbar(length=len(sources.known("link")), label=t("Links")) as bar:
            run.settle(bar.update)
        analyse()
    except Invalid as error:
        raise click.ClickException(error.words) from None
    except OperationalError as error:
        raise click.ClickException(
            t("The database refused: %(why)s. Run this again to go on.", why=str(error.orig))
        ) from None
    for line in run.report.lines():
        click.echo(line)
    click.echo(t("Writing the search index …"))
    if indexer.drain() != "done":
        click.echo(t("Another process is writing it: what was brought in will be found soon."))


@click.command("person")
@click.argument("handle")
@click.option("--user", "key", required=True, help="The host's user id.")
@with_appcontext
@going_to_write()
def person(handle: str, key: str) -> None:
    """Let a member that was brought in belong to a user of the host."""
    try:
        name = claim(handle, key=key)
    except NotAllowed as error:
        raise click.ClickException(error.words) from None
    commit()
    click.echo(t("%(name)s belongs to user %(key)s now.", name=name, key=key))
