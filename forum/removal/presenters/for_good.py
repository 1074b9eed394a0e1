"""The pages on which something is taken out: what goes, what stays, and the question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.web.i18n import t
from ...core.web.page import FormPage
from ...core.web.urls import url
from ...threads.presenters.addresses import thread_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...artefacts.rows import ArtefactRow
    from ...threads.rows import SinglePostRow, ThreadRow
    from ..rows import QuotingPostRow


def goes_with_post(post: SinglePostRow) -> list[str]:
    """Return what goes for good with *post*, each in a sentence."""
    goes = [t("Its text, all earlier versions of it, and its files.")]
    if post.number == 1:
        goes.append(
            t("The title and the tags of the thread. The title also goes from its address.")
        )
    return [
        *goes,
        t(
            "Its words in search, in emails that are not sent yet, and in pages of the library "
            "that quote them."
        ),
    ]


def stays_of_post() -> list[str]:
    """Return what stays of a post."""
    return [
        t(
            "Its number and its date. In its place people read: “The people who look after this "
            "space have removed this post.”"
        ),
        t("What others wrote, also if they copied from it into their posts or their own notes."),
        t("An entry in the log of this space: who removed it, when and why, without its words."),
        t(
            "What has left the forum: emails already sent, files that people saved, and backups "
            "until they are overwritten."
        ),
    ]


def goes_with_page() -> list[str]:
    """Return what goes for good with a page of the library, each in a sentence."""
    return [
        t("Its title, its text, its tags, all versions of it, and its files."),
        t("Its words in search, in emails that are not sent yet, and in comments that quote them."),
    ]


def stays_of_page() -> list[str]:
    """Return what stays of a page."""
    return [
        t(
            "Its address, without the title. There people read: “The people who look after this "
            "space have removed this page.”"
        ),
        t("The comments on it, as a thread, and the posts it was made from."),
        t("An entry in the log of this space: who removed it, when and why, without its words."),
        t(
            "What has left the forum: emails already sent, files that people saved, and backups "
            "until they are overwritten."
        ),
    ]


@dataclass(kw_only=True)
class RemovePage(FormPage):
    """Asks a steward whether to remove something for good, and why."""

    template = "removal/for_good.html"
    crumbs: Sequence[tuple[str, str]]
    """The places that it stands in, each with its address."""
    excerpt: str
    """The beginning of its text; empty if it has none any more."""
    by: str
    """Who wrote it."""
    goes: Sequence[str]
    """What goes, each in a sentence."""
    stays: Sequence[str]
    """What stays."""
    quoting: Sequence[QuotingPostRow]
    """Posts of others that have a copy of its words."""
    action: str
    """Where the form is sent."""
    back: str
    """Where it can be left."""


def crumbs_of_post(thread: ThreadRow) -> list[tuple[str, str]]:
    """Return the places that a post of *thread* stands in."""

    space = url("spaces.show", slug=thread.space_slug)
    return [(thread.space_name, space), (thread.title, thread_address(thread))]


def crumbs_of_page(artefact: ArtefactRow) -> list[tuple[str, str]]:
    """Return the places that a page of the library stands in."""

    return [
        (artefact.space_name, url("spaces.show", slug=artefact.space_slug)),
        (t("Library"), url("artefacts.library", space=artefact.space_slug)),
    ]
