"""Pages on which a copy of an entry is previewed and shared, and shared copies taken back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import Changed, NotAllowed
from ...core.web.args import arg
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import language, t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...first_takes.presenters import seen_until_then
from ...prompts.presenters import PromptBox, form_of, wording_of
from ...reflections import policy as reflections
from ...spaces.current import author_id, listed_spaces, writer, writer_or_sign_in
from ...spaces.presenters.choice import chosen_space
from ...spaces.presenters.labels import seen_by, seen_by_or_choose
from ...texts.actions import compose
from ...texts.presenters import origin_of, said_origin, text_of
from ...threads import queries as threads
from ...threads.actions.withdraw import withdraw
from ...threads.models import BLANK
from ...threads.presenters.submission import PostSubmission, open_space, title_of
from ...threads.quotations import rendered
from .. import actions, queries
from ..actions import Place
from ..presenters.entries import show
from ..presenters.pages import CopiesPage, ShareEntryPage, UnsharePage
from ..presenters.submission import hash_of, written_with
from . import bp, member
from .about import look_up

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...texts.rows import Origin
    from ...threads.rows import ThreadRow
    from ..rows import EntryRow

MOST = 200
"""How many copies are listed at most."""
LONGEST = 400
"""The longest address of a thread, in characters."""
_IN_ADDRESS = re.compile(r"(?:.*/t/)?([1-9]\d{0,8})(?:[-/?#].*)?", re.ASCII)


class Chosen(NamedTuple):
    """Where a form says that the copy goes, and the copy."""

    thread: ThreadRow | None
    space_id: int
    title: str
    source: str
    origin: Origin

    @property
    def place(self) -> Place:
        """Where the copy goes."""
        id = self.thread.id if self.thread else None
        return Place(thread_id=id, space_id=self.space_id, title=self.title)

    @property
    def hash(self) -> str:
        """A hash of all of it, so that exactly the text of the preview is shared."""
        place = f"t{self.thread.id}" if self.thread else f"s{self.space_id}"
        return hash_of(place, self.title, self.source, self.origin.stored)


@bp.get("/-/journal/<int:note_id>/share")
def share(note_id: int) -> ResponseReturnValue:
    """The form in which a copy of an entry is looked at before it goes."""
    viewer = writer_or_sign_in()
    entry = get_or_404(queries.entry(viewer, note_id))
    thread = _thread_of(viewer, entry)
    form = form_of(
        entry.source,
        written_with(entry),
        title=entry.title,
        where="about" if thread else "",
        space=arg("space"),
    )
    return _share_page(viewer, entry, form)


@bp.post("/-/journal/<int:note_id>/share")
def save_copy(note_id: int) -> ResponseReturnValue:
    """Share a copy that was looked at; show one that was not, or was changed since."""
    viewer, form = writer(), Form(request.form)
    entry = get_or_404(queries.entry(viewer, note_id))
    chosen = _chosen(viewer, entry, form)
    submission = PostSubmission(viewer, form, chosen.thread)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    if chosen.thread is not None:
        _refuse_second(viewer, entry, chosen.thread, form)
    if form.faults or form.preview or form["looked"] != chosen.hash:
        return _share_page(viewer, entry, form, chosen)
    text = compose(chosen.source, form=form, prompts=wording_of(form), origin=chosen.origin)
    try:
        return submission.save(actions.share, entry.id, author_id(viewer), chosen.place, text)
    except Changed:  # the same form was sent at the same moment, or another one
        if (answer := submission.answer_repeated()) is not None:
            return answer
        raise


def _chosen(viewer: Viewer, entry: EntryRow, form: Form) -> Chosen:
    """Return what *form* has chosen; notes what is missing, and where the viewer may not write."""
    where = form.choice(
        "where", ("about", "thread", "own"), missing=t("Choose where to share the copy")
    )
    source, origin = text_of(form), origin_of(form)
    if where == "own":
        space_id = open_space(viewer, form)
        if space_id and not reflections.may_share(viewer, space_id):
            raise NotAllowed
        return Chosen(None, space_id, title_of(form), source, origin)
    thread = _thread_of(viewer, entry) if where == "about" else None
    if where == "thread":
        thread = _thread_at(viewer, form.line("thread", longest=LONGEST))
    if where and thread is None and "where" not in form.faults:
        form.faults["thread" if where == "thread" else "where"] = t(
            "Choose a thread that you can post in"
        )
    return Chosen(thread, 0, "", source, origin)


def _thread_of(viewer: Viewer, entry: EntryRow) -> ThreadRow | None:
    """Return the thread that an entry is about, if *viewer* may share a reflection there."""
    if entry.thread_id is not None:
        return _writable(viewer, threads.thread(viewer, entry.thread_id))
    if entry.page_key is not None:
        return _writable(viewer, threads.thread_about(viewer, entry.page_key))
    return None


def _thread_at(viewer: Viewer, address: str) -> ThreadRow | None:
    """Return the thread with an address or a number, if *viewer* may share a reflection there."""
    match = _IN_ADDRESS.fullmatch(address)
    return _writable(viewer, threads.thread(viewer, int(match[1]))) if match else None


def _writable(viewer: Viewer, thread: ThreadRow | None) -> ThreadRow | None:
    return thread if thread is not None and reflections.may_reflect(viewer, thread) else None


def _refuse_second(viewer: Viewer, entry: EntryRow, thread: ThreadRow, form: Form) -> None:
    """Note a fault if a copy of the entry is in *thread* already."""
    for copy in queries.copies_of(viewer, [entry.id]):
        if copy.thread_id == thread.id and copy.state not in BLANK:
            form.faults["where"] = t(
                "That thread already has a copy of this entry. Unshare that copy first, or edit "
                "it there"
            )


def _share_page(
    viewer: Viewer, entry: EntryRow, form: Form, chosen: Chosen | None = None
) -> ResponseReturnValue:
    """Return the form; once it says where, also what others will see, and who they are."""
    about = _thread_of(viewer, entry)
    spaces = [space for space in listed_spaces() if reflections.may_share(viewer, space.id)]
    is_sound = chosen is not None and not form.faults
    thread = chosen.thread if chosen else about
    readers = (
        seen_until_then(seen_by(thread.space_id), thread.sealed_until)
        if thread
        else seen_by_or_choose(chosen_space(form))
    )
    return render_page(
        ShareEntryPage(
            title=t("Share a copy"),
            form=form,
            entry=show([entry], look_up(viewer, [entry]))[0],
            places=_places(about, may_open=bool(spaces)),
            spaces=[(space.slug, space.name) for space in spaces],
            prompts=PromptBox(wording_of(form)),
            preview=rendered(viewer, chosen.source) if is_sound and chosen else "",
            seen_by=readers,
            looked=chosen.hash if is_sound and chosen else "",
            origin=said_origin(language(), chosen.origin.stored if chosen else ""),
            into=thread.title if thread and is_sound else "",
        )
    )


def _places(about: ThreadRow | None, *, may_open: bool) -> list[tuple[str, str, str]]:
    """Return where a copy can go, for the form."""
    places = []
    if about is not None:
        places.append(("about", t("In the thread it is about"), about.title))
    places.append(("thread", t("In another thread"), ""))
    if may_open:
        places.append(("own", t("In a new thread"), ""))
    return places


@bp.get("/-/journal/shared")
def copies() -> ResponseReturnValue:
    """The copies that the viewer has shared from their journal, each with a way to take it back."""
    viewer = member()
    found = queries.copies(viewer, most=MOST)
    return render_page(CopiesPage(title=t("Shared from my journal"), copies=found))


@bp.get("/-/journal/shared/<int:copy_id>")
def unshare_form(copy_id: int) -> ResponseReturnValue:
    """Ask whether a copy is taken back, and say what cannot be."""
    copied = get_or_404(queries.copy(member(), copy_id))
    get_or_404(copied if copied.state not in BLANK else None)
    return render_page(UnsharePage(title=t("Unshare a copy"), copied=copied))


@bp.post("/-/journal/shared/<int:copy_id>")
def unshare(copy_id: int) -> ResponseReturnValue:
    """Withdraw the post that is a copy. The entry stays, and so do other people's posts."""
    copied = get_or_404(queries.copy(writer(), copy_id))
    withdraw(copied.post_id)
    commit()
    return redirect(url("journal.copies", said="unshared"))
