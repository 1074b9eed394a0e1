"""What was tried, in words: under what it is about."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ...core.web.i18n import language, t, tn, translate
from ...core.web.times import date_in, day
from ...core.web.urls import url
from ...threads.presenters.labels import tried
from ..models import OUTCOMES
from ..queries import MOST
from ..rows import Counts
from .next_steps import just_told, next_in_thread, next_on_page
from .things import plan_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ...artefacts.rows import ArtefactRow
    from ...members.viewer import Viewer
    from ...threads.rows import ThreadRow
    from ..rows import ReportRow
    from .next_steps import NextStep

TEXTS = ("kept", "changed", "happened")
"""What is told, beside how it went and when."""


class Report(NamedTuple):
    """An attempt as it is printed under what was tried: its HTML depends on nothing else."""

    name: str
    organisation: str
    day: str
    outcome: str
    """In words."""
    parts: tuple[tuple[str, str], ...]
    """What was told, each text after its label."""
    corrected: str
    change: str
    """Where the viewer corrects it; empty unless it is theirs."""
    question: tuple[str, str, str] | None
    """The question that it led to: a label, its title and its address."""


class Tried(NamedTuple):
    """What is said about attempts under something that can be tried."""

    words: str
    """How often, where, and how it went; empty if nobody has tried it."""
    reports: Sequence[Report]
    all: tuple[str, str] | None
    """The words and the address of the link to all results; None if they are here."""
    tell: str
    """Where the viewer tells how it went; empty if they may not."""
    plan: str
    """Where they plan to try it; empty if they may not, or if the host leaves plans out."""
    next: Sequence[NextStep]
    """What is offered to a viewer who has just told how it went."""


def labels_in(to: str) -> Mapping[str, str]:
    """Return the words of results in the language *to*."""
    t = partial(translate, to)
    return {
        "worked": t("worked"),
        "partly": t("partly worked"),
        "not": t("did not work"),
        "kept": t("What we kept:"),
        "changed": t("What we changed:"),
        "happened": t("What happened:"),
        "hidden": t("The people who look after this space have hidden these words."),
        "removed": t("The people who look after this space have removed these words."),
        "led": t("Question that came up:"),
        "former": t("former member"),
    }


def outcomes() -> dict[str, str]:
    """Return in the viewer's language how it went, by the outcome."""
    labels = labels_in(language())
    return {name: labels[name] for name in OUTCOMES}


def show_reports(viewer: Viewer, rows: Iterable[ReportRow]) -> list[Report]:
    """Return *rows* as they are printed for *viewer*."""
    to, labels = language(), labels_in(language())
    return [_report(viewer, row, to, labels) for row in rows]


def _report(viewer: Viewer, row: ReportRow, to: str, labels: Mapping[str, str]) -> Report:
    is_own = viewer.member_id is not None and row.member_id == viewer.member_id
    return Report(
        name=row.name or labels["former"],
        organisation=row.organisation,
        day=date_in(to, row.tried_on),
        outcome=labels[row.outcome],
        parts=(*told(row, labels), *_decided(row, labels)),
        corrected=t("corrected on %(day)s", day=day(row.corrected_at)) if row.corrected_at else "",
        change=url("attempts.correct", attempt_id=row.id) if is_own else "",
        question=_question(row, labels),
    )


def told(row: ReportRow, labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return what was told, each text after its label."""
    return ((labels[name], text) for name in TEXTS if (text := getattr(row, name)))


def _decided(row: ReportRow, labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what is said of words that a steward has hidden or removed."""
    return [] if row.state == "shown" else [("", labels[row.state])]


def _question(row: ReportRow, labels: Mapping[str, str]) -> tuple[str, str, str] | None:
    if not row.question:
        return None
    return labels["led"], row.question, url("threads.show", thread_id=row.question_id)


def by_post(viewer: Viewer, rows: Iterable[ReportRow]) -> dict[int, tuple[Report, ...]]:
    """Return those of *rows* that are about posts, by the ids of the posts, as they are printed."""
    found: dict[int, tuple[Report, ...]] = {}
    for post_id, report in _of_posts(viewer, rows):
        found[post_id] = (*found.get(post_id, ()), report)
    return found


def _of_posts(viewer: Viewer, rows: Iterable[ReportRow]) -> Iterator[tuple[int, Report]]:
    to, labels = language(), labels_in(language())
    for row in rows:
        if row.post_id is not None:
            yield row.post_id, _report(viewer, row, to, labels)


def tried_host_page(
    viewer: Viewer, thread: ThreadRow, rows: Iterable[ReportRow], *, may_try: bool
) -> Tried | None:
    """Return what was told of the page of the host that *thread* is, or was, about; None of others.

    *rows* may have those of its posts as well: they stand under the posts. All are counted, and the
    newest printed.
    """
    if not thread.anchor_title:
        return None
    own = [row for row in rows if row.thread_id == thread.id]
    tell = url("attempts.host_page", thread_id=thread.id) if may_try else ""
    plan = plan_address("host_page", thread_id=thread.id) if may_try else ""
    name = f"t{thread.id}"
    next = next_in_thread(viewer, thread, name) if just_told() == "" else ()
    more = _all(len(own), len(own[-MOST:]), "host_page", thread_id=thread.id)
    return Tried(in_words(own), show_reports(viewer, own[-MOST:]), more, tell, plan, next)


def tried_page(
    artefact: ArtefactRow, reports: Sequence[Report], *, may_try: bool, may_edit: bool
) -> Tried:
    """Return what was told of a page of the library."""
    tell = url("attempts.page", artefact_id=artefact.id) if may_try else ""
    plan = plan_address("page", artefact_id=artefact.id) if may_try else ""
    next = next_on_page(artefact, may_edit=may_edit) if just_told() == "" else ()
    more = _all(artefact.tried, len(reports), "page", artefact_id=artefact.id)
    return Tried(tried(language(), artefact), reports, more, tell, plan, next)


def _all(told: int, here: int, kind: str, **thing: int) -> tuple[str, str] | None:
    """Return the link to all results of something, of which some are *here*."""
    if told <= here:
        return None
    return tn("All %(n)d result", "All %(n)d results", told), url(f"attempts.of_{kind}", **thing)


def in_words(rows: Sequence[ReportRow]) -> str:
    """Return how often something was tried that *rows* tell of, where, and how it went."""
    outcomes = [row.outcome for row in rows]
    places = {row.organisation for row in rows} - {""}
    how = (outcomes.count("worked"), outcomes.count("partly"))
    return tried(language(), Counts(len(rows), *how, len(places)))
