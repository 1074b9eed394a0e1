"""``flask forum doctor``: checks the stored counters and the stored HTML, and repairs them."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from ..core.database import outbox
from ..core.database.session import commit, session
from ..core.database.sqlite import going_to_write
from ..search import indexer
from . import folded_names, stored_files, stored_html
from .attempts import repair_counts, wrong_counts
from .counters import faults, repair
from .experience import repair_people, wrong_people


@click.command("doctor")
@click.option("--repair", "repairing", is_flag=True, help="Repair what can be repaired.")
@with_appcontext
def doctor(repairing: bool) -> None:
    """Check counters, files and the stored HTML; exit with 1 if anything is wrong.

    Stored HTML is wrong if an older version of the forum rendered it. A repair that is interrupted
    continues where it stopped when you run it again.
    """
    try:
        counters_are_right = _check_counters(repairing=repairing)
        names_are_right = _check_names(repairing=repairing)
        files_are_whole = _check_files(repairing=repairing)
        html_is_current = _render_html() if repairing else _check_html()
        if repairing:
            _update_index()
    except OperationalError as error:
        raise click.ClickException(
            f"The database reported an error: {error.orig}. Run this command again to continue."
        ) from None
    if not (counters_are_right and names_are_right and files_are_whole and html_is_current):
        raise SystemExit(1)


def _check_counters(*, repairing: bool) -> bool:
    """Print every wrong counter, and repair them if *repairing*; return whether all is well."""
    found, wrong, people = list(faults()), list(wrong_counts()), wrong_people()
    session().rollback()  # on SQLite, only a new transaction waits for other writers
    for fault in found:
        click.echo(
            f"thread {fault.thread_id}: {fault.counter} is {fault.stored}, "
            f"should be {fault.counted}"
        )
    for one in wrong:
        click.echo(f"{one.kind} {one.id}: {one.counter} is {one.stored}, should be {one.counted}")
    for row in people:
        click.echo(f"post {row.id}: been_there is {row.stored}, should be {row.counted}")
    if not found and not wrong and not people:
        click.echo("All counters are correct.")
    elif repairing:
        _repair_counters(threads=bool(found), tries=bool(wrong), people=bool(people))
    return repairing or not (found or wrong or people)


def _repair_counters(*, threads: bool, tries: bool, people: bool) -> None:
    with going_to_write():
        of_threads = repair() if threads else 0
        of_tries = repair_counts() if tries else 0
        of_people = repair_people() if people else 0
        commit()
    if threads:
        click.echo(f"{_number(of_threads, 'thread')} repaired.")
    if tries:
        click.echo(f"What was tried is counted again for {_number(of_tries, 'thing')}.")
    if people:
        click.echo(f"Who has been there is counted again for {_number(of_people, 'post')}.")


def _check_names(*, repairing: bool) -> bool:
    """Print how many names are folded wrongly, and repair them; return whether all is well."""
    count = folded_names.count()
    session().rollback()
    if not count:
        return True
    click.echo(f"{_number(count, 'name')} would not be found or sorted as it is spelt.")
    if repairing:
        with going_to_write():
            click.echo(f"{_number(folded_names.repair(), 'name')} repaired.")
            commit()
    return repairing


def _check_files(*, repairing: bool) -> bool:
    """Print which bytes of files are missing, and how many files are on no text that is there.

    Those files are deleted if *repairing*; bytes come back only from a copy. Return whether all is
    well.
    """
    missing, lost = list(stored_files.missing()), stored_files.lost()
    session().rollback()
    for name in missing:
        click.echo(f"{name} is missing in the storage.")
    if lost:
        click.echo(f"{_number(len(lost), 'file')} on a text that is not there.")
    if lost and repairing:
        with going_to_write():
            stored_files.repair(lost)
            commit()
        click.echo(f"{_number(len(lost), 'file')} deleted.")
    return not missing and (repairing or not lost)


def _check_html() -> bool:
    """Print how much stored HTML has an older version; return True if none has."""
    posts, artefacts = (stored_html.count_old(texts) for texts in _TEXTS)
    if not posts + artefacts:
        click.echo("All stored HTML is from the current version.")
        return True
    click.echo(
        f"{_number(posts, 'post')} and {_number(artefacts, 'artefact')} "
        "have HTML from an older version."
    )
    return False


def _render_html() -> bool:
    """Render HTML of an older version again; return whether that worked for every row."""
    if _check_html():
        return True
    results = [_render_texts(texts) for texts in _TEXTS]
    return all(results)


def _render_texts(texts: stored_html.Texts) -> bool:
    after, saved, differing = 0, 0, 0
    failures: list[stored_html.Failure] = []
    length = stored_html.count_old(texts)
    with click.progressbar(length=length, label=f"Rendering {texts.kind}s") as bar:
        while rows := stored_html.next_batch(texts, after=after):
            rendered, failed = stored_html.render(texts, rows)
            session().rollback()
            with going_to_write():
                of_batch = stored_html.save(texts, rendered)
                commit()
            saved, differing = saved + of_batch[0], differing + of_batch[1]
            failures += failed
            after = rows[-1].id
            bar.update(len(rows))
    click.echo(f"{_number(saved, texts.kind)} rendered, {differing} with a different result.")
    for failure in failures:
        click.echo(f"{texts.kind} {failure.id} could not be rendered: {failure.why}")
    return not failures


def _update_index() -> None:
    if not outbox.waiting_rows(session(), consumer="search", most=1):
        return
    session().rollback()
    click.echo("Updating the search index …")
    if indexer.drain() != "done":
        click.echo("Another process is updating it: search will find the changes soon.")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


_TEXTS = (stored_html.POSTS, stored_html.ARTEFACTS)
