"""Pages that say who belongs to a space and who looks after it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import redirect, request

from ...core.database.base import now
from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import form_page
from ...core.web.urls import url
from ...members.queries import by_handle
from ...moderation.actions import log
from .. import actions, policy, queries
from ..current import author_id, writer, writer_or_sign_in
from . import bp
from .manage import managed

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Row

    from ...members.viewer import Viewer


@bp.get("/s/<slug>/people")
def people(slug: str) -> ResponseReturnValue:
    """Who belongs to a space: in an open one those who look after it or may not write."""
    return _people_page(managed(writer_or_sign_in(), slug), Form())


@bp.post("/s/<slug>/people", endpoint="add")
def add(slug: str) -> ResponseReturnValue:
    """Add a member to a closed space; in an open one, ask somebody to look after it."""
    viewer, form = writer(), Form(request.form)
    space = managed(viewer, slug)
    person = named(form)
    until = _until(form)
    if person is not None and space.access != "closed":
        check_steward(space, person, form)
    if form.faults or person is None:
        return _people_page(space, form)
    act = "admit" if space.access == "closed" else "entrust"
    if act == "admit":
        actions.admit(space.id, person.id)
    else:
        actions.entrust(space.id, person.id, until=until)
    log(space.id, actor_id=author_id(viewer), act=act, member_id=person.id)
    commit()
    said = "added" if act == "admit" else "entrusted"
    return redirect(url("spaces.people", slug=slug, said=said))


def named(form: Form) -> Row[Any] | None:
    """Return the member whose handle a form gives; notes where nobody is called that."""
    handle = form.line("handle", longest=41, missing=t("Say who")).removeprefix("@")
    person = by_handle(handle) if handle and not form.faults else None
    if (person is None or person.former) and "handle" not in form.faults:
        form.faults["handle"] = t(
            "Nobody is called “@%(handle)s” here: who has not written anything yet is not known",
            handle=handle,
        )
        return None
    return person


def _until(form: Form) -> date | None:
    """Return the last day that a form gives, or None for no end; notes what is no day to come."""
    if not form["until"].strip():
        return None
    try:
        day = date.fromisoformat(form["until"].strip())
    except ValueError:
        day = date.min
    if day < now().date():
        form.faults["until"] = t("Give a day to come, as year-month-day")
    return day


def check_steward(space: Row[Any], person: Row[Any], form: Form) -> None:
    """Note why somebody whom a form names cannot look after a space, if so."""
    here = queries.member(space.id, person.handle)
    if fault := _unfit(space, person, blocked=here is not None and here.blocked_at is not None):
        form.faults["handle"] = fault


def _unfit(space: Row[Any], person: Row[Any], *, blocked: bool) -> str:
    """Return why a member cannot look after a space, in words; empty where they can."""
    if not person.signs_in:
        return t("Nobody signs in as “@%(handle)s”", handle=person.handle)
    if blocked:
        return t("They are blocked here: let them write again first")
    if not queries.in_group(space, person.id):
        return t("They were not in “%(name)s” when they last wrote", name=space.audience)
    return ""


def _people_page(space: Row[Any], form: Form) -> ResponseReturnValue:
    members = queries.members(space.id)
    ends = [member.steward_until for member in members if member.moderates]
    return form_page(
        "spaces/people.html",
        title=t("People"),
        tab="forum",
        form=form,
        space=space,
        members=members,
        untended=not ends,
        until=max(ends) if ends and all(ends) else None,
    )


@bp.get("/s/<slug>/people/<handle>")
def person(slug: str, handle: str) -> ResponseReturnValue:
    """What one member is in a space, and what may be changed about it."""
    space = managed(writer_or_sign_in(), slug)
    return _person_page(space, get_or_404(queries.member(space.id, handle)), Form())


@bp.post("/s/<slug>/people/<handle>", endpoint="change")
def change(slug: str, handle: str) -> ResponseReturnValue:
    """Ask a member to look after a space, end that, or end their membership."""
    viewer, form = writer(), Form(request.form)
    space = managed(viewer, slug)
    who = get_or_404(queries.member(space.id, handle))
    act = form.choice("act", _acts(space, who), missing=t("Choose what to do"))
    form.check()
    until = _until(form) if act == "entrust" else None
    if act == "entrust" and (fault := _unfit(space, who, blocked=who.blocked_at is not None)):
        form.faults["until"] = fault
    if form.faults:
        return _person_page(space, who, form)
    _do(viewer, space, who, act, until)
    log(space.id, actor_id=author_id(viewer), act=act, member_id=who.id)
    commit()
    said = {"entrust": "entrusted", "relieve": "relieved", "dismiss": "removed"}[act]
    if who.id != viewer.member_id or act == "entrust":
        return redirect(url("spaces.people", slug=slug, said=said))
    if act == "dismiss" and space.access == "closed":
        return redirect(url("front.index", said=said))
    return redirect(url("spaces.show", slug=slug, said=said))


def _acts(space: Row[Any], who: Row[Any]) -> list[str]:
    """Return what can be done: in an open space nobody is a member whose membership could end."""
    possible = {"entrust": True, "relieve": bool(who.steward), "dismiss": space.access == "closed"}
    return [act for act, fits in possible.items() if fits]


def _do(viewer: Viewer, space: Row[Any], who: Row[Any], act: str, until: date | None) -> None:
    """Do it; NotAllowed where the space would be left to nobody by somebody who may not."""
    if act == "entrust":
        actions.entrust(space.id, who.id, until=until)
        return
    do = actions.relieve if act == "relieve" else actions.dismiss
    if not do(space.id, who.id, even_last=policy.may_administer(viewer)):
        raise NotAllowed(
            t("Nobody else looks after this space: ask somebody to do it first, then go.")
        )


def _person_page(space: Row[Any], who: Row[Any], form: Form) -> ResponseReturnValue:
    return form_page(
        "spaces/person.html", title=who.name, tab="forum", form=form, space=space, person=who
    )
