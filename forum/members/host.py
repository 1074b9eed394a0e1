"""The host adapter: turns the host's user object into a person. Flask-Login is asked here alone."""

from __future__ import annotations

import logging
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from flask import current_app, has_request_context
from sqlalchemy import inspect as mapped
from sqlalchemy.exc import NoInspectionAvailable

from ..core.database.session import protect_transaction, roll_back_if_broken
from ..core.errors import SignInFirst
from ..core.state import state
from ..core.text.line import line
from .viewer import Person

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_log = logging.getLogger(__name__)
NAME_LENGTH = 80  # characters
MOST = 50
"""Candidates that are taken from the host at once."""


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
        return describe(found), holds(found, "is_admin", otherwise=False)
    except Exception as fault:
        _log.exception("the host's user or person function failed")
        roll_back_if_broken(fault)
        return None, False


def holds(user: Any, name: str, *, otherwise: bool) -> bool:
    """Whether the attribute *name* of *user* is true; *otherwise* where there is none.

    A method is called: it would be true of everybody.
    """
    value = getattr(user, name, otherwise)
    return bool(value() if callable(value) else value)


def describe(user: Any) -> Person:
    """Return *user* as a ``Person``, by the host's own function or by its usual attributes."""
    if own := state().config.person:
        return sound(own(user))
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


def sound(given: Any) -> Person:
    """Return the person that the host's function gave, with its id as text.

    TypeError for anything but a ``Person``, ValueError for one without an id.
    """
    if not isinstance(given, Person):
        raise TypeError(f"the person function must return a Person, not {type(given).__name__}")
    if given.id is None or str(given.id) == "":
        raise ValueError("a Person needs an id")
    return replace(given, id=str(given.id), audiences=frozenset(given.audiences))


def offers() -> bool:
    """Whether the host says who may be meant after an @, and is asked by somebody here."""
    return state().config.people is not None and has_request_context()


def named() -> frozenset[str] | None:
    """Return the groups that the host says it has, or None where it was given no function.

    It raises what the function raises, and TypeError for one bare string, which would be read
    letter by letter.
    """
    own = state().config.audiences
    return None if own is None else Person(id="", name="", audiences=own()).audiences


def audiences() -> list[str]:
    """Return the groups that the host says it has; none where it says nothing or fails."""
    try:
        with protect_transaction():
            return sorted(named() or ())
    except Exception:
        _log.exception("the host's audiences function failed")
        return []


def candidates(text: str) -> list[Person] | None:
    """Return those whom the host offers for *text*, or None where it has no function for it.

    Nobody where its function fails: it may have left somebody out on purpose.
    """
    own = state().config.people
    if own is None:
        return None
    try:
        with protect_transaction():
            return [sound(person) for person in islice(own(text), MOST)]
    except Exception:
        _log.exception("the host's people function failed")
        return []


def loaded(key: str) -> Any | None:
    """Return the host's user object with the id *key*, or None: for work outside a request."""
    if own := state().config.load:
        return own(key)
    manager = getattr(current_app, "login_manager", None)
    found = getattr(manager, "_user_callback", None)
    return found(key) if found else None


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
        given = own()
        if given is None:
            raise TypeError("the login function must return a response, like redirect(...)")
        return given
    manager = getattr(current_app, "login_manager", None)
    if manager is None:
        raise SignInFirst
    answer: ResponseReturnValue = manager.unauthorized()
    return answer
