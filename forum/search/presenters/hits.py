"""Prints hits as rows of a list, remembered by all they are made of (core/web/fragments.py)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ...artefacts.presenters.labels import kind_labels
from ...core.web.fragments import fragment, remembered
from ...core.web.i18n import translate, translate_n
from ...core.web.times import day_in, zone
from ...core.web.urls import url
from ...files.presenters.hits import found_address, found_place, found_title, recording_address
from ...files.presenters.labels import file_kind
from ...spaces.current import current_spaces
from ...threads.presenters.addresses import address
from ...threads.presenters.labels import tried
from ..kinds import FILE, outcome_of, page_state
from ..rows import ArtefactHitRow, FileHitRow, PostHitRow, ThreadHitRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import tzinfo

    from markupsafe import Markup

    from ...core.text.snippet import Piece
    from ..kinds import Outcome
    from ..queries.results import Hit
    from ..rows import HitRow
    from .address import Address


_ICONS = {
    "answer": "reply",
    "comment": "discussion",
    "draft": "edit",
    "open": "discussion",
    "closed": "lock",
    "settled": "worked",
    "replaced": "next",
}


class State(NamedTuple):
    """What stands above a hit, with an icon: its kind, and what became of it."""

    icon: str
    text: str
    css: str = ""


@dataclass(frozen=True, kw_only=True)
class HitView:
    """A hit as its template prints it."""

    states: list[State]
    address: str
    title: str
    pieces: tuple[Piece, ...]
    author: str
    """Who opened the thread; empty unless the hit is an opening."""
    organisation: str
    number: str
    """Like "Answer #3" or "Page 2"; empty unless the hit is a post in a thread, or a file."""
    number_address: str
    """Where a recording says what was found; empty unless the hit is a file beside it."""
    space: str
    day: str
    anchor_title: str
    anchor_url: str
    on_page: str
    more: str
    """Like "3 more in this thread"; empty if there are none."""
    more_address: str


class _Key(NamedTuple):
    """All that the HTML of a hit depends on, except the language and the forum's address."""

    hit: Hit
    space: str
    zone: tzinfo
    more_address: str


def show_hits(hits: Iterable[Hit], address: Address) -> list[Markup]:
    """Return *hits* of the search at *address* as HTML rows of a list.

    All must be from spaces that the viewer reads.
    """
    render, spaces, timezone = remembered(_render_hit), current_spaces(), zone()
    return [
        render(_Key(hit, spaces[hit.row.space_id].name, timezone, _more_address(hit, address)))
        for hit in hits
    ]


def _more_address(hit: Hit, address: Address) -> str:
    """Return the address of all that *address* finds in the thread of *hit*, if that is more."""
    if not hit.more or not isinstance(hit.row, PostHitRow | FileHitRow) or not hit.row.thread_id:
        return ""
    return address.but(thread=str(hit.row.thread_id))


def _render_hit(home: str, language: str, key: _Key) -> Markup:
    view = _view(key, language)
    return fragment("search/hit.html", "hit", view, home=home, language=language)


def _view(key: _Key, language: str) -> HitView:
    words, hit = kind_words(language), key.hit
    row = hit.row
    post = row if isinstance(row, PostHitRow) else None
    day = day_in(key.zone, row.at, language)
    artefact = isinstance(row, ArtefactHitRow)
    return HitView(
        states=list(_states(hit, language)),
        address=address_of(row),
        title=_title(row, language),
        pieces=hit.pieces,
        author="" if post is None or _is_reply(post) else _author(post, words),
        organisation="" if post is None or _is_reply(post) else post.author_organisation,
        number=_number(hit, language),
        number_address=recording_address(row) if isinstance(row, FileHitRow) else "",
        space=key.space,
        day=f"{words['revised']} {day}" if artefact else day,
        anchor_title="" if isinstance(row, ArtefactHitRow | FileHitRow) else row.anchor_title,
        anchor_url="" if isinstance(row, ArtefactHitRow | FileHitRow) else row.anchor_url,
        on_page=words["on_page"],
        more=_more(hit.more, language) if key.more_address else "",
        more_address=key.more_address,
    )


def _number(hit: Hit, language: str) -> str:
    if isinstance(hit.row, FileHitRow):
        return found_place(hit.row, language)
    if isinstance(hit.row, PostHitRow) and _is_reply(hit.row):
        return f"{kind_words(language)[hit.kind]} #{hit.row.number}"
    return ""


def _more(n: int, language: str) -> str:
    return translate_n(language, "%(n)d more in this thread", "%(n)d more in this thread", n)


def address_of(row: HitRow) -> str:
    """Return where *row* is read: a post in its thread."""
    if isinstance(row, ArtefactHitRow):
        return url("artefacts.show", artefact_id=row.id, slug=row.slug)
    if isinstance(row, FileHitRow):
        return found_address(row)
    if isinstance(row, ThreadHitRow):
        return url("threads.show", thread_id=row.id, slug=row.slug)
    if row.number == 1:  # without an anchor, which would scroll past the title
        return url("threads.show", thread_id=row.thread_id, slug=row.slug)
    # this only needs the id and slug of the thread, and where the post is in it
    post: Any = row
    return address(post._replace(id=row.thread_id), post)


def _title(row: HitRow, language: str) -> str:
    """Return the title of a thread or artefact; of a post in a thread, its author and thread."""
    if isinstance(row, FileHitRow):
        return found_title(row, language)
    if not isinstance(row, PostHitRow) or not _is_reply(row):
        return row.title
    name = _author(row, kind_words(language))
    return translate(language, "%(name)s in “%(title)s”", name=name, title=row.title)


def _is_reply(row: PostHitRow) -> bool:
    """Whether the title of a hit is not its own: a comment may be the first post of its thread."""
    return row.number > 1 or row.comment


def _author(row: PostHitRow, words: Mapping[str, str]) -> str:
    return words["former"] if row.author_former else row.author_name


def _states(hit: Hit, language: str) -> Iterator[State]:
    words, row = kind_words(language), hit.row
    if isinstance(row, ArtefactHitRow):
        yield State("recording" if row.kind == "recording" else "page", words[row.kind])
        yield _page_state(row, language)
        if row.tried:
            yield _tried(row, language)
        return
    if isinstance(row, FileHitRow):
        yield State("page", f"{words[FILE]}, {file_kind(language, row.kind)}")
        return
    icon = _ICONS.get(hit.kind, hit.kind)
    yield State(icon, words[hit.kind], "fx-is-mirror" if hit.kind == "reflection" else "")
    counters = outcome_of(row)
    if counters.helped:
        yield State("helped", _helped(row, counters.helped, language), "fx-is-good")
    elif hit.kind == "question" and not counters.answers:
        yield State("open", words["unanswered"])
    if counters.tried:
        yield _tried(counters, language)


def _page_state(row: ArtefactHitRow, language: str) -> State:
    if row.successor:
        return State("next", translate(language, "Replaced by “%(title)s”", title=row.successor))
    state = "replaced" if row.replaced_by else page_state(row.details)
    return State(_ICONS[state], kind_words(language)[state])


def _tried(row: Outcome | ArtefactHitRow, to: str) -> State:
    return State("loop", tried(to, row), "fx-is-try")


def _helped(row: PostHitRow | ThreadHitRow, n: int, language: str) -> str:
    """Return "Helped" for an answer, and how many answers helped for a thread."""
    if isinstance(row, PostHitRow) and row.number > 1:
        return kind_words(language)["helped"]
    return translate_n(language, "%(n)d answer helped", "%(n)d answers helped", n)


@cache
def kind_words(to: str) -> Mapping[str, str]:
    """Return the labels of hits in the language *to*."""
    t = partial(translate, to)
    return {
        "question": t("Question"),
        "answer": t("Answer"),
        "discussion": t("Discussion"),
        "reflection": t("Reflection"),
        "comment": t("Comment"),
        FILE: t("File"),
        **kind_labels(to),
        "draft": t("Draft"),
        "open": t("Open for comment"),
        "closed": t("Comments closed"),
        "settled": t("Settled"),
        "replaced": t("Replaced"),
        "helped": t("Helped"),
        "unanswered": t("no answers yet"),
        "former": t("former member"),
        "revised": t("revised"),
        "on_page": t("on the page:"),
    }
