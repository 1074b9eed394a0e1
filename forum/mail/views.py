"""Pages where members say how often they want mail, and where a mail's own link stops it."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from flask import Blueprint, make_response, redirect, request
from werkzeug.exceptions import NotFound

from ..core.database.session import commit
from ..core.errors import SignInFirst
from ..core.state import state
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.render import form_page, render
from ..core.web.urls import url
from ..spaces.current import author_id, current_spaces, current_viewer, writer
from . import actions, queries
from .schedule import PACES

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..members.viewer import Viewer

bp = Blueprint("mail", __name__)


@bp.get("/-/mail")
def wishes() -> ResponseReturnValue:
    """How often the viewer wants mail."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    get_or_404(state().config.mail)
    wish = queries.wish(viewer.member_id) if viewer.member_id else None
    chosen = queries.by_space(viewer.member_id) if viewer.member_id else {}
    said = {f"space-{id}": pace for id, pace in chosen.items()}
    usual = (wish and wish.pace) or state().config.mail_pace
    return _page(viewer, Form({"pace": usual, **said}))


@bp.post("/-/mail", endpoint="choose")
def choose() -> ResponseReturnValue:
    """Note how often the viewer wants mail, about everything and about single spaces."""
    viewer, form = writer(), Form(request.form)
    get_or_404(state().config.mail)
    missing = t("Choose how often")
    pace = form.choice("pace", PACES, missing=missing)
    spaces = {
        id: form.choice(f"space-{id}", PACES, missing=missing)
        for id in current_spaces()
        if form[f"space-{id}"]
    }
    if form.faults:
        return _page(viewer, form)
    actions.want(author_id(viewer), pace, spaces=spaces)
    commit()
    return redirect(url("mail.wishes", said="saved"))


def _page(viewer: Viewer, form: Form) -> ResponseReturnValue:
    person, paces = viewer.person, _paces()
    return form_page(
        "mail/wishes.html",
        title=t("Mail"),
        form=form,
        tab="for_you",
        spaces=current_spaces().values(),
        reachable=bool(person and person.email),
        paces=paces,
        choices=[(pace, words) for pace, words, _ in paces],
    )


def _paces() -> tuple[tuple[str, str, str], ...]:
    """Return each pace with its name and a sentence."""
    return (
        ("once", t("At once"), t("What comes within a few minutes is one mail.")),
        ("daily", t("Once a day"), t("In the morning, if there is anything.")),
        ("weekly", t("Once a week"), t("On Monday morning, if there is anything.")),
        ("never", t("Never"), t("All of it stands under “For you” as well.")),
    )


@bp.get("/-/mail/stop/<token>")
def stop(token: str) -> ResponseReturnValue:
    """Ask whoever follows the link of a mail whether they want no more. Nothing is changed yet."""
    _whose(token)
    return _stop_page(token, stopped=False)


@bp.post("/-/mail/stop/<token>", endpoint="stopped")
def stopped(token: str) -> ResponseReturnValue:
    """Send whose link it is no mail any more. Mail programs post it too, signed in or not.

    The secret in the address stands for the person (RFC 8058), so it comes from any origin.
    """
    actions.stop(_whose(token))
    commit()
    return _stop_page(token, stopped=True)


def _stop_page(token: str, *, stopped: bool) -> ResponseReturnValue:
    """Return the page of a link with a secret, from which no other page learns its address."""
    answer = make_response(
        render(
            "mail/stop.html",
            title=t("No mail any more"),
            secret=token,
            stopped=stopped,
            here=lambda: url("mail.wishes"),
        )
    )
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _whose(token: str) -> int:
    """Return the id of the member with the secret in *token*; NotFound for any other."""
    current_viewer()
    number, _, key = token.partition("-")
    member_id = int(number) if number.isdecimal() and len(number) < 10 else 0
    wish = queries.wish(member_id)
    if not compare_digest((wish.key if wish else "").encode(), key.encode()) or wish is None:
        raise NotFound
    return member_id
