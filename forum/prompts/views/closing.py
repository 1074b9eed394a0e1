"""What members are asked when a space ends, and may say no to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect

from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.get_or_404 import get_or_404
from ...core.web.times import today
from ...core.web.urls import url
from ...reflections.actions import dismiss_closing
from ...reflections.policy import is_closing
from ...spaces.current import author_id, find_space, signed_in
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.post("/s/<slug>/closing")
def dismiss(slug: str) -> ResponseReturnValue:
    """Ask the viewer no more to look back on a space."""
    viewer, space = signed_in(), get_or_404(find_space(slug))
    last_day = get_or_404(space.last_day)
    if not is_closing(viewer, space, today()):
        raise NotAllowed
    dismiss_closing(space.id, author_id(viewer), last_day=last_day)
    commit()
    return redirect(url("spaces.show", slug=slug))
