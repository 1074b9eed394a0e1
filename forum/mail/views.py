"""Where members choose how often they want mail, and where the link in a message stops it."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from flask import Blueprint, make_response, redirect, request
from werkzeug.exceptions import NotFound

from ..core.database.session import commit
from ..core.errors import SignInFirst
from ..core.state import state
from ..core.web.args import whole_number
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.render import render_page
from ..core.web.urls import url
from ..spaces.current import author_id, current_spaces, current_viewer, signed_in
from . import queries
from .actions import preferences as actions
from .models import PACES
from .presenters.message import address_of
from .presenters.pages import MailPreferencesPage, StopMailPage, paces

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..members.viewer import Viewer
    from .rows import PreferenceRow

bp = Blueprint("mail", __name__)


@bp.get("/-/mail")
def preferences() -> ResponseReturnValue:
    """Show how often the viewer wants mail."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    get_or_404(state().config.mail)
    chosen = queries.preference(viewer.member_id) if viewer.member_id else None
    by_space = queries.paces_by_space(viewer.member_id) if viewer.member_id else {}
    fields = {f"space-{id}": pace for id, pace in by_space.items()}
    pace = (chosen and chosen.pace) or state().config.mail_pace
    return _page(viewer, Form({"pace": pace, **fields}), chosen)


@bp.post("/-/mail")
def save_preferences() -> ResponseReturnValue:
    """Save how often the viewer wants mail, about everything and about individual spaces."""
    viewer, form = signed_in(), Form(request.form)
    get_or_404(state().config.mail)
    missing = t("Choose how often you want email")
    pace = form.choice("pace", PACES, missing=missing)
    spaces = {
        id: form.choice(f"space-{id}", PACES, missing=missing)
        for id in current_spaces()
        if form[f"space-{id}"]
    }
    if form.faults:
        return _page(viewer, form, queries.preference(author_id(viewer)))
    actions.save_preferences(author_id(viewer), pace, spaces=spaces)
    commit()
    return redirect(url("mail.preferences", said="saved"))


def _page(viewer: Viewer, form: Form, chosen: PreferenceRow | None) -> ResponseReturnValue:
    email = (viewer.person and viewer.person.email) or ""
    return render_page(
        MailPreferencesPage(
            title=t("Email"),
            form=form,
            spaces=current_spaces().values(),
            reachable=bool(email),
            is_valid=address_of(viewer.name, email) is not None,
            refused_at=chosen.refused_at if chosen else None,
            paces=paces(),
        )
    )


@bp.get("/-/mail/stop/<token>")
def stop(token: str) -> ResponseReturnValue:
    """Ask whether the owner of the link wants no more mail. Nothing is changed yet."""
    _member_id(token)
    return _stop_page(token, stopped=False)


@bp.post("/-/mail/stop/<token>")
def stopped(token: str) -> ResponseReturnValue:
    """Stop all mail to the owner of the link. Mail programs post here too, signed in or not.

    The secret in the address stands for the person (RFC 8058), so any origin may post.
    """
    actions.stop(_member_id(token))
    commit()
    return _stop_page(token, stopped=True)


def _stop_page(token: str, *, stopped: bool) -> ResponseReturnValue:
    """Return the page of a link with a secret; no other page learns its address."""
    page = StopMailPage(
        title=t("Stop all email"),
        secret=token,
        stopped=stopped,
        here=lambda: url("mail.preferences"),
    )
    answer = make_response(render_page(page))
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _member_id(token: str) -> int:
    """Return the id of the member whose secret is in *token*. Raises NotFound for any other."""
    current_viewer()
    number, _, key = token.partition("-")
    member_id = whole_number(number) or 0
    chosen = queries.preference(member_id)
    if not compare_digest((chosen.key if chosen else "").encode(), key.encode()) or chosen is None:
        raise NotFound
    return member_id
