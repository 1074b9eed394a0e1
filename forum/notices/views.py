"""The page "For you"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from ..core.database.session import commit
from ..core.errors import Invalid, SignInFirst
from ..core.text.plain import excerpt, plain
from ..core.web.forms import Form
from ..core.web.i18n import t
from ..core.web.paging import list_page, position, position_key
from ..core.web.render import render
from ..core.web.urls import url
from ..spaces.current import author_id, current_viewer, writer
from . import actions, queries

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("notices", __name__)
SIZE = 20
"""Notices on a page."""


@bp.get("/-/for-you")
def for_you() -> ResponseReturnValue:
    """What the viewer was told, newest first."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    notices = list_page(queries.told(viewer), size=SIZE)
    return render(
        "notices/for_you.html",
        title=t("For you"),
        tab="for_you",
        stretch=notices,
        newest=position_key(notices.rows[0].at, notices.rows[0].id) if notices.rows else "",
        excerpts={
            notice.id: excerpt(plain(notice.html))
            for notice in notices.rows
            if notice.state == "shown"
        },
        address=url("notices.for_you"),
    )


@bp.post("/-/for-you", endpoint="see_all")
def see_all() -> ResponseReturnValue:
    """Mark everything that was shown, and what is older, as seen."""
    viewer, form = writer(), Form(request.form)
    if (newest := position(form["newest"])) is None:
        raise Invalid({"newest": t("Choose what to do")})
    actions.see_all(author_id(viewer), to=newest[0])
    commit()
    return redirect(url("notices.for_you", said="seen"))
