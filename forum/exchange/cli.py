"""``flask forum import discourse`` and ``flask forum person``."""

from __future__ import annotations

import re
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import OperationalError

from ..core.database.session import commit
from ..core.database.sqlite import going_to_write
from ..core.errors import Invalid, NotAllowed
from ..core.web.i18n import t, tn
from ..search import indexer
from .actions.claim import claim
from .actions.imports import Import, analyse
from .discourse.cleaning import cores_for
from .discourse.survey import survey

_HOST = re.compile(r"(?:https?://)?([a-z0-9.-]{1,200}(?::[0-9]{1,5})?)/?")

importing = AppGroup("import", help="Import another forum's history.")


@importing.command("discourse")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--space", help="One space for everything; by default each category becomes a space.")
@click.option("--host", help="Where that forum was, such as forum.example: its links lead there.")
@click.option(
    "--report",
    "file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="A file for the report with every place where something was left out.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    help="How many processes clean texts; by default one for each core, in a large import.",
)
@going_to_write()
def discourse(
    path: Path, space: str | None, host: str | None, file: Path | None, processes: int | None
) -> None:
    """Import topics that Discourse serves at /t/ID.json.

    PATH is a file or a folder of files: one topic per file, or JSON lines, plain or gzipped. A
    topic may be in several files, such as pages. A second run adds nothing twice, continues one
    that was interrupted, and adds posts that earlier files lacked. New spaces are open.
    """
    try:
        click.echo(t("Reading the files …"))
        run = Import(survey(path, host=_host(host)), space=space)
        run.import_people_and_spaces()
        _import_topics(run, path, processes or cores_for(run.survey.posts))
        with click.progressbar(length=len(run.links_to_update()), label=t("Links")) as bar:
            run.update_links(bar.update)
        analyse()
    except Invalid as error:
        raise click.ClickException(error.words) from None
    except OperationalError as error:
        raise click.ClickException(
            t(
                "The database reported an error: %(why)s. Run this command again to continue.",
                why=str(error.orig),
            )
        ) from None
    for line in run.report.lines():
        click.echo(line)
    if file is not None:
        file.write_text("".join(f"{line}\n" for line in run.report.lines(whole=True)), "utf-8")
    click.echo(t("Updating the search index …"))
    if indexer.drain() != "done":
        click.echo(t("Another process is updating it: search will find the posts soon."))


def _import_topics(run: Import, path: Path, processes: int) -> None:
    """Import the topics, and show how many posts are left and how long they will take."""
    left = run.survey.posts

    def words(at: int | None) -> str | None:
        return None if at is None else tn("%(n)d post left", "%(n)d posts left", at)

    with click.progressbar(length=left, label=t("Posts"), item_show_func=words) as bar:

        def step(posts: int) -> None:
            nonlocal left
            left -= posts
            bar.update(posts, left)

        run.import_topics(path, step, processes=processes)


def _host(given: str | None) -> str | None:
    """Return the host in *given*, an address or a host. Raises Invalid if it is neither."""
    if given is None:
        return None
    found = _HOST.fullmatch(given.strip().lower())
    if found is None:
        raise Invalid({"host": t("%(given)s is not a host like forum.example", given=given)})
    return found[1]


@click.command("person")
@click.argument("handle")
@click.option("--user", "key", required=True, help="The id of one of your users.")
@with_appcontext
@going_to_write()
def person(handle: str, key: str) -> None:
    """Link the imported member HANDLE to one of your users."""
    try:
        name = claim(handle, key=key)
    except NotAllowed as error:
        raise click.ClickException(error.words) from None
    commit()
    click.echo(t("%(name)s now belongs to user %(key)s.", name=name, key=key))
