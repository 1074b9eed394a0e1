"""One's own journal: a month of it, a search in it, the file of it, and deleting an entry.

If the host leaves journals out, who has one finds a list there, to download or to delete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, redirect, request

from ...balance import queries as balance
from ...balance.presenters import lines_of
from ...core.database.base import now
from ...core.database.session import commit
from ...core.state import state
from ...core.text.folding import folded
from ...core.web.args import arg
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.times import today
from ...core.web.urls import url
from ...files.queries.own_words import own_words
from ...keeping.quotations import with_quotations
from ...spaces.current import author_id, signed_in
from ...threads.models import BLANK
from .. import actions, queries
from ..presenters.entries import as_markdown, excerpt, month_of, months_of, present, show
from ..presenters.finding import holds
from ..presenters.pages import DeleteEntryPage, JournalPage, KeptJournalPage, private
from . import bp, member, own_bp
from .about import look_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ..presenters.entries import EntryView, Month
    from ..rows import CopyRow, EntryRow, WrittenRow

FOUND = 50
"""How many entries are found at most."""
MOST_IN_FILES = 5_000_000
"""Characters of words in files that a search looks through: half a second."""
AGE = 60
"""From how many days on an entry is old enough to be shown again."""
LONGEST = 160
"""The longest text that can be looked for, in characters."""


@own_bp.get("/-/journal")
def show_journal() -> ResponseReturnValue:
    """A month of one's own journal, the newest one unless another is asked for."""
    viewer = member()
    if state().config.leaves_out("journal"):
        rows = queries.all_entries(viewer)
        get_or_404(rows or None)
        return render_page(KeptJournalPage(title=t("Your journal"), entries=_views(viewer, rows)))
    written = queries.moments(viewer)
    months = months_of(written) or [month_of(now())]
    chosen = next((month for month in months if month.key == arg("month")), months[0])
    rows = queries.between(viewer, chosen.start, chosen.end)
    return _page(viewer, rows, months=months, month=chosen, written=written)


@bp.post("/-/journal")
def find() -> ResponseReturnValue:
    """What one looks for in one's own journal. Posted, so that no log has the words."""
    viewer, form = member(), Form(request.form)
    words = form.line("q", longest=LONGEST)
    wanted = folded(words).split() if not form.faults else []
    rows = _holding(viewer, wanted) if wanted else []
    months = months_of(queries.moments(viewer))
    typed, fault = words or form["q"], form.faults.get("q", "")
    return _page(viewer, rows[:FOUND], months=months, words=typed, fault=fault)


def _holding(viewer: Viewer, wanted: Sequence[str]) -> list[EntryRow]:
    """Return the entries with the folded words *wanted*, in the text or in its files, newest first.

    The words of files are many: those of the newest entries are read, up to ``MOST_IN_FILES``.
    """
    rows = queries.all_entries(viewer)
    found = {row.id for row in rows if holds(row, wanted)}
    others = [row.id for row in rows if row.id not in found and "forum:/f/" in row.source]
    words = own_words("entry", others, viewer.member_id or 0, most=MOST_IN_FILES)
    return [
        row
        for row in rows
        if row.id in found or (row.id in words and holds(row, wanted, in_files=words[row.id]))
    ]


def _page(
    viewer: Viewer,
    rows: Sequence[EntryRow],
    *,
    months: Sequence[Month],
    month: Month | None = None,
    words: str = "",
    fault: str = "",
    written: Sequence[WrittenRow] = (),
) -> ResponseReturnValue:
    wants_again = queries.wants_again(viewer)
    has_balance = not state().config.leaves_out("balance")
    lines = balance.between(viewer, month.start, month.end) if month and has_balance else ()
    return render_page(
        JournalPage(
            title=t("Journal"),
            private=private(),
            month=month,
            months=months,
            words=words,
            fault=fault,
            entries=_views(viewer, rows),
            most=FOUND,
            again=_again(viewer, written) if wants_again and not arg("month") else None,
            wants_again=wants_again,
            has_balance=has_balance,
            lines=lines_of(lines),
        ),
        status=422 if fault else 200,
    )


def _views(viewer: Viewer, rows: Sequence[EntryRow]) -> list[EntryView]:
    copies = queries.copies_of(viewer, [row.id for row in rows])
    return show(with_quotations(viewer, present(rows)), look_up(viewer, rows), copies)


def _again(viewer: Viewer, written: Sequence[WrittenRow]) -> tuple[EntryView, str] | None:
    """Return an old entry, the same one all month, or None if there is no old one."""
    moment, day = now(), today()
    old = [row for row in written if (moment - row.written_at).days >= AGE]
    if not old:
        return None
    row = queries.entry(viewer, old[(day.year * 12 + day.month) % len(old)].id)
    view = _views(viewer, [row])[0] if row else None
    return (view, excerpt(view.row)) if view else None


@bp.post("/-/journal/again")
def choose_again() -> ResponseReturnValue:
    """Save whether one is shown an old entry again each month."""
    viewer, form = signed_in(), Form(request.form)
    actions.choose(author_id(viewer), again=form["monthly"] == "1")
    commit()
    return redirect(url("own_journal.show_journal", said="saved"))


@own_bp.get("/-/journal/journal.md")
def download() -> ResponseReturnValue:
    """One's whole journal as Markdown. Nobody else can export it."""
    viewer = member()
    rows = queries.all_entries(viewer)
    if state().config.leaves_out("journal"):
        get_or_404(rows or None)
    text = as_markdown(show(rows, look_up(viewer, rows))) if rows else ""
    answer = Response(text, mimetype="text/markdown")
    answer.headers["Content-Disposition"] = 'attachment; filename="journal.md"'
    return answer


@own_bp.get("/-/journal/<int:note_id>/delete")
def delete_form(note_id: int) -> ResponseReturnValue:
    """Ask whether an entry goes for good, and the copies of it that others can read."""
    viewer = member()
    entry = get_or_404(queries.entry(viewer, note_id))
    return _delete_page(viewer, entry, Form())


@own_bp.post("/-/journal/<int:note_id>/delete")
def delete_entry(note_id: int) -> ResponseReturnValue:
    """Delete an entry for good, and its copies if one says so."""
    viewer, form = signed_in(), Form(request.form)
    entry = get_or_404(queries.entry(viewer, note_id))
    live = _live(viewer, entry)
    if live:
        form.choice("copies", ("stay", "go"), missing=t("Choose what happens to the copies"))
    if form.faults:
        return _delete_page(viewer, entry, form)
    gone = [copy.post_id for copy in live] if form["copies"] == "go" else []
    actions.remove(entry.id, author_id(viewer), posts=gone)
    commit()
    left_out = state().config.leaves_out("journal") and not queries.moments(viewer)
    return redirect(
        url("front.index") if left_out else url("own_journal.show_journal", said="entry-gone")
    )


def _live(viewer: Viewer, entry: EntryRow) -> list[CopyRow]:
    return [copy for copy in queries.copies_of(viewer, [entry.id]) if copy.state not in BLANK]


def _delete_page(viewer: Viewer, entry: EntryRow, form: Form) -> ResponseReturnValue:
    return render_page(
        DeleteEntryPage(
            title=t("Delete an entry"),
            form=form,
            entry=_views(viewer, [entry])[0],
            copies=_live(viewer, entry),
        )
    )
