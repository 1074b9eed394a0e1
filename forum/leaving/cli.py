"""``flask forum forget``: forgets somebody, and prints where they are still named."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from ..core.database.session import commit, session
from ..core.database.sqlite import going_to_write
from ..core.state import state
from ..spaces.models import Space
from .actions import forget as forget_by_id
from .presenters import show_lines
from .queries.leaver import leaver_of
from .queries.traces import MOST, traces
from .rows import Seen


@click.command("forget")
@click.argument("user_id")
@click.option("--take-texts", is_flag=True, help="Withdraw what they wrote as well.")
@with_appcontext
@going_to_write()
def forget(user_id: str, *, take_texts: bool) -> None:
    """Forget the person with the user id USER_ID. Their posts stay, without their name.

    Where others' own words still name them, and which documents may, is listed.
    """
    lines = _named_in(user_id, take_texts=take_texts)
    if not forget_by_id(user_id, take_texts=take_texts):
        raise click.ClickException(f"Nobody here has the user id {user_id}.")
    commit()
    if take_texts:
        click.echo("Forgotten. What they wrote is withdrawn.")
    else:
        click.echo("Forgotten. Their posts stay, under “former member”.")
    for line in lines:
        click.echo(line)


def _named_in(user_id: str, *, take_texts: bool) -> list[str]:
    """Return a line for each place that names the person *user_id* in others' words.

    To be called before they are forgotten: their name is known only then. What they take with them
    is not listed. Titles are not printed: whoever runs the command may not be a reader.
    """
    found = leaver_of(user_id)
    if found is None:
        return []
    left = [one for one in traces(found) if not (take_texts and one.what == "document")]
    rows = session().execute(select(Space.id, Space.slug))
    slugs = {space.id: space.slug for space in rows}
    seen = [Seen(one, "", slug=slugs.get(one.id, "")) for one in left]
    with current_app.test_request_context(state().config.url_prefix):
        shown = show_lines(seen[:MOST])
    lines = [f"  {one.address}  {one.what}{f' ({one.name})' if one.name else ''}" for one in shown]
    if lines:
        lines.insert(0, f"Still named in {len(left)} places. Redact these, or leave them:")
    if len(left) > MOST:
        lines.append(f"... and in {len(left) - MOST} more.")
    return lines
