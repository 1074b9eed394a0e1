"""Creates the demo's artefacts, each with its revisions and the posts it came from."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import current_app

from ..artefacts import actions as artefacts
from ..artefacts import queries as pages
from ..artefacts.details import Details
from ..core.web.urls import mount
from ..margins.actions import comment
from ..margins.actions.closing import close
from ..margins.rows import Place
from ..members.viewer import Viewer
from ..spaces.current import with_spaces
from ..texts.actions import compose
from ..threads import queries as threads
from ..threads.actions import write as writing
from ..upkeep import actions as upkeep

if TYPE_CHECKING:
    from .content import Table
    from .registry import Registry


def create_artefact(made: Registry, name: str, artefact: Table) -> None:
    """Save *artefact*, the file *name*, from its posts, which must be there, and its revisions."""
    (first, *later), title, tags = (artefact[key] for key in ("revision", "title", "tags"))
    sources = [
        (made.threads[source["thread"]], made.posts[source["thread"], number])
        for source in artefact.get("from", ())
        for number in source["posts"]
    ]
    details = Details(
        about=artefact.get("about", ""),
        state=artefact.get("state", "draft"),
        until=_last_day(made, artefact),
    )
    id = artefacts.create(
        space_id=made.spaces[artefact["space"]],
        kind=artefact["kind"],
        title=title,
        tags=tags,
        author_id=made.members[first["by"]],
        text=compose(_with_links(made, first["text"])),
        sources=sources,
        reason=first["reason"],
        details=details,
        at=made.at(first["ago"]),
    ).id
    made.pages[name] = id
    for number, revision in enumerate(later, start=1):
        artefacts.revise(
            id,
            revision=number,
            editor_id=made.members[revision["by"]],
            kind=artefact["kind"],
            title=title,
            tags=tags,
            text=compose(_with_links(made, revision["text"])),
            reason=revision["reason"],
            details=details,
            at=made.at(revision["ago"]),
        )
    for written in artefact.get("comment", ()):
        _comment(made, id, written)
    _needs(made, id, artefact)


def _with_links(made: Registry, text: str) -> str:
    """Return *text* with the ids of what its links name, like ``forum:/p/{06-callbacks 5}``."""

    def link(match: re.Match[str]) -> str:
        letter, name, number = match.groups()
        if letter == "p":
            return f"forum:/p/{made.posts[name, int(number)]}"
        return f"forum:/{letter}/{(made.threads if letter == 't' else made.pages)[name]}"

    return re.sub(r"forum:/([apt])/\{([\w-]+)(?: (\d+))?\}", link, text)


def _last_day(made: Registry, artefact: Table) -> str:
    """Return the last day for comments on *artefact*, if it is open for comment."""
    days = artefact.get("comment_days")
    return str((made.start + timedelta(days=days)).date()) if days else ""


def _needs(made: Registry, artefact_id: int, artefact: Table) -> None:
    """Say what a page needs."""
    for section in artefact.get("needs", ()):
        upkeep.mark_need(artefact_id, section, needed=True)
    if look := artefact.get("look_again"):
        day = (made.start + timedelta(days=look["in_days"])).date()
        upkeep.review(artefact_id, day, member_id=made.members[look["by"]])


def _comment(made: Registry, artefact_id: int, written: Table) -> None:
    """Save a comment on a page, at its section, or as a reply, and what became of it."""
    author, at = made.members[written["by"]], made.at(written["ago"])
    viewer = with_spaces(Viewer(member_id=author, open_ones=True))
    page = pages.artefact(viewer, artefact_id)
    assert page is not None  # nosec B101
    text = compose(written["text"])
    if "to" in written:
        thread_id = page.thread_id or 0
        answered = threads.post_by_number(viewer, thread_id, written["to"])
        writing.write(thread_id, author_id=author, text=text, reply_to=answered, at=at)
        return
    place = Place(written.get("section", ""), written.get("words", ""))
    address = current_app.url_map.bind("").build(
        f"{mount()}.artefacts.show", {"artefact_id": page.id, "slug": page.slug}
    )
    post = comment(page, place, address=address, author_id=author, text=text, at=at)
    if "closed_by" in written:
        by = made.members[written["closed_by"]]
        close({post.id: written["why"]}, artefact_id=page.id, by=by, at=at)
