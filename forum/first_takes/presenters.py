"""What a form says about first takes, and what a page says while they are sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from ..core.database.base import now
from ..core.state import state
from ..core.web.i18n import number, t, tn
from ..core.web.page import FormPage
from ..core.web.submission import TextPage
from ..core.web.times import date as in_words
from ..core.web.times import exactly, today, zone
from ..threads.policy.acts import may_answer
from ..threads.policy.sight import FEW, waits
from .policy import MOST, USUAL, may_bring_forward, may_seal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..core.web.forms import Form
    from ..members.viewer import Viewer
    from ..texts.presenters import SaidOrigin
    from ..threads.rows import SinglePostRow, ThreadRow
    from .rows import PresentViewRow


class FirstTake(NamedTuple):
    """What a form asks for: the moment at which the takes open, and the author's own."""

    until: datetime
    source: str


class Seal(NamedTuple):
    """What the page of a thread says in place of what others wrote."""

    written: str
    """How many have written."""
    how: str
    """When the viewer will be able to read it."""


class OnPage(NamedTuple):
    """What the page of a thread says about first takes."""

    seal: Seal | None = None
    """The sentences in place of those that the viewer may not read yet."""
    said: str = ""
    """When they open to everybody; afterwards, what became of them."""
    act: Literal["", "ask", "earlier"] = ""
    """Whether the viewer may ask for them, or let them open earlier."""


@dataclass(kw_only=True)
class SealPage(TextPage):
    """The form that asks everybody for their take, in a thread that was opened without that."""

    template: ClassVar[str] = "first_takes/seal.html"
    thread: ThreadRow


@dataclass(kw_only=True)
class BringForwardPage(FormPage):
    """The form with which first takes open earlier."""

    template: ClassVar[str] = "first_takes/bring_forward.html"
    thread: ThreadRow
    opens: str
    """When they open if nothing is changed."""
    has_days: bool
    """Whether there is an earlier day to choose; else they can only be opened now."""


@dataclass(kw_only=True)
class ViewsPage(TextPage):
    """What somebody wrote before they read, beside what they think now; their form for that."""

    template: ClassVar[str] = "first_takes/views.html"
    thread: ThreadRow
    post: SinglePostRow
    first: str
    """The first take as it was written, in HTML."""
    origin: SaidOrigin
    """Where it is from."""
    redacted_at: datetime | None
    """When that text was removed, if it was."""
    redacted_by: str
    """By whom: "author" or "stewards"."""
    present: PresentViewRow | None
    """What its author thinks now, if they have said so."""
    now: str
    """The same, in HTML."""
    words: Mapping[str, str]
    """What may have become of it, by the value of the field."""
    mine: bool
    """Whether the viewer may tell what became of it."""


def views() -> dict[str, str]:
    """Return what may have become of a first take, by the value that is stored."""
    return {
        "changed": t("My view has changed"),
        "sharper": t("My view is the same, and sharper"),
        "same": t("My view is the same"),
    }


def left_out() -> bool:
    """Whether the host leaves first takes out: those asked for before keep their day."""
    return state().config.leaves_out("first-take")


def usual_day() -> str:
    """Return the day that a form proposes, as the form has it: "2026-11-28"."""
    return (today() + timedelta(days=USUAL)).isoformat()


def first_take_of(form: Form) -> FirstTake | None:
    """Return what *form* asks for, or None; notes what is wrong with the day or the text."""
    if form["first_take"] != "1" or left_out():
        return None
    until = day_of(form, latest=today() + timedelta(days=MOST))
    longest, missing = state().config.post_limit, t("Enter your own first take")
    return FirstTake(until or now(), form.prose("take", longest=longest, missing=missing))


def day_of(form: Form, *, latest: date) -> datetime | None:
    """Return when the day in the field "opens" begins for the viewer; notes if it cannot be chosen.

    It is a day from tomorrow to *latest*.
    """
    earliest = first_day()
    try:
        chosen = date.fromisoformat(form["opens"][:10])
    except ValueError:
        chosen = date.min
    if earliest <= chosen <= latest:
        return datetime.combine(chosen, time(), tzinfo=zone()).astimezone(UTC)
    form.faults["opens"] = t(
        "Choose a day from %(first)s to %(last)s", first=in_words(earliest), last=in_words(latest)
    )
    return None


def first_day() -> date:
    """Return the first day that can be chosen: tomorrow, for the viewer."""
    return today() + timedelta(days=1)


def latest_day_before(thread: ThreadRow) -> date:
    """Return the last day to which the takes of *thread*, which wait, can be brought forward."""
    opens = thread.sealed_until or now()
    return opens.astimezone(zone()).date() - timedelta(days=1)


def seal_until(until: datetime, *, takes: int | None, may_write: bool) -> Seal:
    """Return the sentence until then: *takes* have been written, None if that is not said."""
    opens = exactly(until)
    if not may_write:
        return Seal(_written(takes), t("You can read the first takes from %(when)s.", when=opens))
    how = t("Post your first take to read theirs now, or wait until %(when)s.", when=opens)
    if takes == 0:
        how = t(
            "Others can read your first take after posting their own. Everybody can read it from "
            "%(when)s.",
            when=opens,
        )
    return Seal(_written(takes), how)


def _written(takes: int | None) -> str:
    if takes is None:
        return t("Other people have posted first takes")
    if takes == 0:
        return t("No first takes yet")
    return tn(
        "%(n)d person has posted a first take", "%(n)d people have posted a first take", takes
    )


def seen_until_then(seen_by: str, until: datetime | None) -> str:
    """Return *seen_by*, and that only those who have written can read it *until* its day."""
    if until is None or until <= now():
        return seen_by
    only = t(
        "Until %(when)s, only people who have posted a first take can read it.", when=exactly(until)
    )
    return f"{seen_by} {only}"


def on_page(viewer: Viewer, thread: ThreadRow) -> OnPage:
    """Return what the page of *thread* says about first takes to *viewer*."""
    if thread.sealed_until is None:
        return OnPage(act="ask" if not left_out() and may_seal(viewer, thread) else "")
    if not waits(thread):
        return OnPage(said=_moved(thread))
    return OnPage(
        seal=seal_of(thread, may_write=may_answer(viewer, thread)),
        said=_opening(thread, exactly(thread.sealed_until)),
        act="earlier" if not left_out() and may_bring_forward(viewer, thread) else "",
    )


def asks_views(thread: ThreadRow) -> bool:
    """Whether the authors of first takes in *thread* are asked what became of them."""
    return thread.sealed_until is not None and not waits(thread) and not left_out()


def seal_of(thread: ThreadRow, *, may_write: bool) -> Seal | None:
    """Return the sentences in place of first takes that the viewer may not read yet, or None."""
    if not thread.sealed or thread.sealed_until is None:
        return None
    return seal_until(thread.sealed_until, takes=thread.takes, may_write=may_write)


def _opening(thread: ThreadRow, opens: str) -> str:
    """Return when the takes open, unless the seal says so; and when they were to open."""
    open_to_some = t(
        "Until %(when)s, only people who have posted a first take can read it.", when=opens
    )
    said = [] if thread.sealed else [open_to_some]
    if thread.planned_until is not None:
        planned = exactly(thread.planned_until)
        said.append(t("This day was brought forward from %(planned)s.", planned=planned))
    return " ".join(said)


def _moved(thread: ThreadRow) -> str:
    """Return how many changed or sharpened their view, without names; empty below eight takes."""
    takes = thread.takes or 0
    if takes < FEW:
        return ""
    moved, all = number(thread.moved), number(takes)
    return t("%(n)s of %(all)s people changed or sharpened their view.", n=moved, all=all)
