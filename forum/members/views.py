"""A member's page, and the names offered after an @."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, redirect
from werkzeug.exceptions import NotFound

from ..artefacts import queries as artefacts
from ..artefacts.queries.own import own_pages_out_of_sight
from ..attempts import queries as attempts
from ..attempts.presenters import show_reports
from ..core.errors import SignInFirst
from ..core.state import state
from ..core.text.line import line
from ..core.web.args import arg
from ..core.web.get_or_404 import get_or_404
from ..core.web.paging import list_page
from ..core.web.render import render_page
from ..core.web.urls import url
from ..experience import queries as experience
from ..experience.presenters import show_people
from ..lists.queries.posts import has_written, own_posts_out_of_sight, posts_by
from ..spaces import queries as spaces
from ..spaces.current import current_viewer, find_space
from . import candidates, queries
from .presenters import member_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from .viewer import Viewer

bp = Blueprint("members", __name__)
POSTS = 20
"""How many posts are on a member's page."""
OUT_OF_SIGHT = 100
"""How many posts in spaces that one can no longer read are on one's own page; when these are
withdrawn, the others follow."""
OFFERED = 8
"""How many names are offered at most."""
TYPED = 40
"""The most characters that are looked for; nobody is offered for more."""


@bp.get("/m/<handle>")
def show(handle: str) -> ResponseReturnValue:
    """A member: who they are at the host, and those of their posts that the viewer can read.

    The first page of one's own also lists what one wrote in spaces that one can no longer read,
    and told of what one can no longer read.
    """
    viewer = current_viewer()
    if viewer.guest and not state().config.guests_read:
        raise NotFound
    found = queries.by_handle(handle)
    # A guest gets the same statements for whoever they may not know as for nobody.
    if (found is None or viewer.guest) and (current := queries.current_handle(handle)):
        found = found or queries.by_handle(current)
    if viewer.guest and not _is_named_to_guests(viewer, found.id if found else 0):
        raise NotFound
    member = get_or_404(found)
    if member.handle != handle.lower():
        return redirect(url("members.show", handle=member.handle))
    posts = list_page(posts_by(viewer, member.id), size=POSTS)
    is_own = member.id == viewer.member_id and posts.newer is None
    out_of_sight = own_posts_out_of_sight(viewer, most=OUT_OF_SIGHT) if is_own else ()
    pages = own_pages_out_of_sight(viewer, most=OUT_OF_SIGHT) if is_own else ()
    told = attempts.own_out_of_sight(viewer, most=OUT_OF_SIGHT) if is_own else ()
    said = experience.own_out_of_sight(viewer, most=OUT_OF_SIGHT) if is_own else ()
    people = [one for _, one in show_people(viewer, said)]
    results = show_reports(viewer, told)
    return render_page(member_page(member, posts, out_of_sight, pages, results, people))


def _is_named_to_guests(guest: Viewer, member_id: int) -> bool:
    """Return whether *guest* reads the name of a member elsewhere: where they wrote or are steward.

    Members who have written only in spaces that guests do not read have no page for guests.
    """
    return (
        has_written(guest, member_id)
        or artefacts.has_written(guest, member_id)
        or attempts.has_told(guest, member_id)
        or experience.has_said(guest, member_id)
        or any(steward.id == member_id for steward in spaces.stewards(sorted(guest.reads)))
    )


@bp.get("/-/people")
def people() -> ResponseReturnValue:
    """Names that begin with the typed text, as JSON; for a space, only those of its readers."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    typed, slug = line(arg("q"), longest=TYPED), arg("space")
    if len(typed) > TYPED:
        typed = ""
    space = get_or_404(find_space(slug)) if slug else None
    among = spaces.reader_ids(space) if space else None
    found = candidates.find_candidates(typed, most=OFFERED, among=among)
    answer = jsonify(people=[candidate._asdict() for candidate in found])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Cookie"
    return answer
