"""The host adapter: turns the host's user object into a person. Flask-Login is asked here alone."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import inspect as mapped
from sqlalchemy.exc import NoInspectionAvailable

from ..errors import SignInFirst
from ..state import state
from ..text.line import line
from .viewer import Person

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_log = logging.getLogger(__name__)
NAME_LENGTH = 80  # characters


def user() -> Any | None:
    """Return the host's user object of this request, or None for a guest."""
    if own := state().config.user:
        return own()
    if not hasattr(current_app, "login_manager"):
        return None
    from flask_login import current_user

    return current_user._get_current_object() if current_user.is_authenticated else None


def person() -> tuple[Person | None, bool]:
    """Return the person of this request and whether they administer; a guest is (None, False).

    A host's function that raises makes a guest of the request: reading goes on.
    """
    try:
        found = user()
        if found is None:
            return None, False
        return describe(found), bool(getattr(found, "is_admin", False))
    except Exception:
        _log.exception("the host's user or person function failed")
        return None, False


def describe(user: Any) -> Person:
    """Return *user* as a ``Person``, by the host's own function or by its usual attributes."""
    if own := state().config.person:
        given: Person = own(user)
        return given
    email = getattr(user, "email", None)
    name = next(
        (
            value
            for attribute in ("display_name", "name", "username")
            if isinstance(value := getattr(user, attribute, None), str) and value.strip()
        ),
        (email or "").partition("@")[0],
    )
    key = identity(user)
    return Person(
        id=key,
        name=line(name, longest=NAME_LENGTH) or key,
        email=email,
        organisation=getattr(user, "organisation", None),
        locale=getattr(user, "locale", None),
        timezone=getattr(user, "timezone", None),
        audiences=getattr(user, "audiences", None) or frozenset(),
    )


def identity(user: Any) -> str:
    """Return the id of *user* as text: its mapped primary key, else ``id``, else ``get_id()``."""
    try:
        keys = mapped(user).identity
    except NoInspectionAvailable:
        keys = None
    if keys:
        return ":".join(str(key) for key in keys)
    if (id := getattr(user, "id", None)) is not None:
        return str(id)
    _log.warning("users have no primary key and no id: get_id() is used, which may change")
    return str(user.get_id())


def sign_in() -> ResponseReturnValue:
    """Return the host's answer to somebody who must sign in first.

    SignInFirst is raised where the host has no way to sign in.
    """
    if own := state().config.login:
        return own()
    manager = getattr(current_app, "login_manager", None)
    if manager is None:
        raise SignInFirst
    answer: ResponseReturnValue = manager.unauthorized()
    return answer
