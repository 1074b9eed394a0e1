"""How often a member may do something, and how long a form may be, by the address.

The acts are those of ``FORUM_LIMITS``.

Guests are not limited here: they write nothing, and whoever limits them needs their addresses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from .core.errors import TooMany
from .core.http import SAFE
from .core.state import state
from .core.web import body, limits
from .core.web.args import arg
from .core.web.i18n import t
from .spaces.current import current_viewer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .core.config import Config

ACTS: Mapping[str, str] = {
    "threads.open_thread": "open",
    "reflections.save": "open",
    "artefacts.create": "open",
    "threads.reply": "post",
    "reflections.save_in_thread": "post",
    "keeping.save_posts": "post",
    "margins.save": "post",
    "attempts.tell_post": "post",
    "attempts.tell_page": "post",
    "attempts.tell_host_page": "post",
    "attempts.save_correction": "edit",
    "discuss.write": "post",
    "first_take.save": "post",
    "first_take.tell": "edit",
    "journal.save_copy": "post",
    "journal.save_new": "edit",
    "journal.save_edit": "edit",
    "journal.keep": "edit",
    "revisions.save_edit": "edit",
    "artefacts.revise": "edit",
    "versions.restore": "edit",
    "prompts.texts_as_csv": "search",
    "reports.report_post": "report",
    "reports.report_artefact": "report",
    "reports.object_to_hiding": "report",
    "reports.object_to_page": "report",
    "search.results": "search",
    "removal.take_out_of_post": "search",
    "removal.take_out_of_page": "search",
    "journal.find": "search",
    "balance.show": "search",
    "search.similar": "similar",
    "search.titles": "similar",
    "members.people": "people",
    "thanks.thank_post": "sentence",
    "thanks.thank_page": "sentence",
    "enquiries.ask_in_thread": "sentence",
    "enquiries.ask_about_post": "sentence",
    "enquiries.ask_about_page": "sentence",
    "gaps.save": "sentence",
    "files.save": "upload",
    "exports.whole": "export",
    "exports.file": "export",
    "exports.page": "export",
    "exports.page_file": "export",
}
"""The act of an address; whatever else changes something is a "change"."""
SHORT = frozenset({"versions.restore"})
"""Where a text is saved that no form has in it."""
LONG = frozenset(name for name, act in ACTS.items() if act in ("open", "post", "edit")) - SHORT
"""Where a form has a post or a page of the library in it, or several shorter texts."""
NO_PREVIEW = frozenset(endpoint for endpoint in LONG if endpoint.startswith("attempts."))
"""Where such a form has no preview; nor has what a journal keeps while it is written."""
TWO_TEXTS = frozenset({"threads.open_thread", "reflections.save"})
"""Where a form may have two: what is asked, and its author's own first take."""
OF_PAGES = frozenset({"artefacts.create", "artefacts.revise", "keeping.save_posts"})
"""Where a form has a page of the library in it, which may be longer than a post."""
SHOWN_AGAIN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(LONG - NO_PREVIEW - {"journal.keep"}, ("preview",)),
    "keeping.save_posts": ("preview", "draft", "turn"),
}
"""The buttons with which a form is shown again and nothing is saved: a "preview".

The same field in any other form means nothing, and must not change the count.
"""
QUOTES: Mapping[str, str] = {
    "threads.reply_form": "quote",
    "artefacts.edit": "posts",
    "journal.about_thread": "posts",
}
"""The forms that quotations are written into when the argument asks for them: as much work as a
preview."""


def limit_body(endpoint: str | None, _values: object) -> None:
    """Limit the body of this request, by what its form is for: see ``body.limit_body``."""
    name = _name_of(endpoint)
    config = state().config
    longest = config.page_limit if name in OF_PAGES else config.post_limit
    texts = 2 if name in TWO_TEXTS else int(name in LONG)
    body.limit_body(endpoint, longest=texts * longest, files=_files(name, config))


def _files(name: str, config: Config) -> int:
    """Return how many bytes the files in a form for *name* may have together."""
    if not config.takes_files or name not in LONG | {"files.save"}:
        return 0
    most = config.post_files_limit or 4 * config.file_limit
    return config.file_limit if name == "files.save" else max(config.file_limit, most)


def limit_member() -> None:
    """Count what the member of this request is about to do. Raises TooMany (429)."""
    act = _act()
    if not act:
        return
    person = current_viewer().person
    if person is None:
        return
    try:
        limits.count(act, person.id)
    except TooMany as error:
        raise TooMany(error.seconds, _words(act, error.seconds)) from None


def _act() -> str:
    endpoint = _name_of(request.endpoint)
    if request.method in SAFE:
        quotes = endpoint in QUOTES and arg(QUOTES[endpoint])
        return "preview" if quotes else ACTS.get(endpoint, "")
    if any(request.form.get(button) for button in SHOWN_AGAIN.get(endpoint, ())):
        return "preview"
    return ACTS.get(endpoint, "change")


def _name_of(endpoint: str | None) -> str:
    return (endpoint or "").removeprefix(f"{state().config.name}.")


def _words(act: str, seconds: int) -> str:
    """Return what to tell them; without words of its own, a form has those of the status."""
    if request.method in SAFE and act == "preview":
        return t("You have quoted a lot in a short time. Wait a minute, then try again.")
    if request.method in SAFE and act == "export":
        return t("You have opened many whole threads in a short time. Wait a minute, then go on.")
    if request.method in SAFE:
        return t("You have searched a lot in a short time. Wait a minute, then try again.")
    if seconds <= 90:
        return ""
    return t(
        "You have sent a lot in a short time. Wait %(n)d minutes, then send it again. "
        "Your text is below.",
        n=-(-seconds // 60),
    )
