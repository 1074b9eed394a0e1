"""Asks the host about its users: apart from our own accounts, only this module knows Flask-Login.

A user here is the host's own object, of any class: its attributes are looked up by name.
"""

from __future__ import annotations

import logging
from contextlib import nullcontext
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Protocol, cast

from flask import current_app, has_request_context, request
from sqlalchemy import inspect as mapped
from sqlalchemy.exc import NoInspectionAvailable

from ..core.database.faults import is_failure
from ..core.database.session import protect_transaction, roll_back_if_broken
from ..core.errors import SignInFirst
from ..core.http import SAFE
from ..core.state import state
from ..core.text.line import line
from ..core.web import signed_out
from .viewer import Person

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

    class _FlaskLoginUser(Protocol):
        def get_id(self) -> object: ...


_log = logging.getLogger(__name__)
NAME_LENGTH = 80  # characters
MOST = 50
"""How many candidates are taken from the host at once."""


def watch_sign_outs(app: Flask) -> None:
    """Call ``signed_out.remember`` when Flask-Login signs somebody out, if *app* uses it."""
    if hasattr(app, "login_manager"):
        from flask_login import user_logged_out

        user_logged_out.connect(signed_out.remember, app)


def current_user() -> object:
    """Return the host's user object of this request, or None for a guest."""
    if own := state().config.user:
        return own()
    if not hasattr(current_app, "login_manager"):
        return None
    from flask_login import current_user as proxy

    return proxy._get_current_object() if proxy.is_authenticated else None


def current_person() -> tuple[Person | None, bool]:
    """Return the person of this request and whether they are an administrator.

    The result is (None, False) for a guest, and for everybody if the host's function fails, so that
    people can still read. A database that fails it while somebody sends a form must not make
    them look signed out: its error is raised.
    """
    try:
        user = current_user()
        if user is None:
            return None, False
        return person_of(user), has_flag(user, "is_admin", otherwise=False)
    except Exception as fault:
        if is_failure(fault) and has_request_context() and request.method not in SAFE:
            raise
        _log.exception("the host's user or person function failed")
        roll_back_if_broken(fault)
        return None, False


def has_flag(user: object, name: str, *, otherwise: bool) -> bool:
    """Return whether the attribute *name* of *user* is true; *otherwise* if it has none.

    A method is called: the method itself would be true for everybody.
    """
    value = getattr(user, name, otherwise)
    return bool(value() if callable(value) else value)


def person_of(user: object) -> Person:
    """Return *user* as a ``Person``, by the host's own function or from the usual attributes."""
    if own := state().config.person:
        return check_person(own(user))
    email = getattr(user, "email", None)
    name = next(
        (
            value
            for attribute in ("display_name", "name", "username")
            if isinstance(value := getattr(user, attribute, None), str) and value.strip()
        ),
        (email or "").partition("@")[0],
    )
    key = user_key(user)
    return Person(
        id=key,
        name=line(name, longest=NAME_LENGTH) or key,
        email=email,
        organisation=getattr(user, "organisation", None),
        locale=getattr(user, "locale", None),
        timezone=getattr(user, "timezone", None),
        audiences=getattr(user, "audiences", None) or frozenset(),
    )


def check_person(given: object) -> Person:
    """Return the person that a function of the host returned, with its id as text.

    Raises TypeError if it is not a ``Person``, and ValueError if it has no id.
    """
    if not isinstance(given, Person):
        raise TypeError(f"the person function must return a Person, not {type(given).__name__}")
    if given.id is None or str(given.id) == "":
        raise ValueError("a Person needs an id")
    return replace(given, id=str(given.id), audiences=frozenset(given.audiences))


def offers_candidates() -> bool:
    """Whether the host has a ``people`` function that can be called, which needs a request."""
    return state().config.people is not None and has_request_context()


def ask_audiences() -> frozenset[str] | None:
    """Return the groups that the host's ``audiences`` function names, or None if it has none.

    Raises what the function raises, and TypeError for a bare string, which would be iterated
    character by character.
    """
    own = state().config.audiences
    return None if own is None else Person(id="", name="", audiences=own()).audiences


def audiences() -> list[str]:
    """Return the groups that the host names, sorted; an empty list if its function fails."""
    try:
        with protect_transaction():
            return sorted(ask_audiences() or ())
    except Exception:
        _log.exception("the host's audiences function failed")
        return []


def candidates(text: str) -> list[Person] | None:
    """Return the people that the host offers for *text*, or None if it has no function for that.

    The list is empty if its function fails: the host may leave people out on purpose, so the forum
    must not offer its own.
    """
    own = state().config.people
    if own is None:
        return None
    try:
        with protect_transaction():
            return [check_person(person) for person in islice(own(text), MOST)]
    except Exception:
        _log.exception("the host's people function failed")
        return []


def load_user(key: str) -> object:
    """Return the host's user object with the id *key*, or None. For work outside a request."""
    if own := state().config.load:
        return own(key)
    manager = getattr(current_app, "login_manager", None)
    load = getattr(manager, "_user_callback", None)
    return load(key) if load else None


def person_with_id(key: str) -> Person:
    """Return the person with the host's user id *key*; LookupError if the host has none.

    Outside a request one is made: the host's functions may make addresses.
    """
    made = current_app.test_request_context(state().config.url_prefix)
    with nullcontext() if has_request_context() else made:
        user = load_user(key)
        if user is None:
            raise LookupError(f"your site has no user with the id {key}")
        return person_of(user)


def active_person(key: str) -> Person | None:
    """Return the person with the host's user id *key*; None if they are gone or inactive.

    For work outside a request, of which one is made: the host's functions may make addresses.
    """
    with current_app.test_request_context(state().config.url_prefix):
        user = load_user(key)
        if user is None or not has_flag(user, "is_active", otherwise=True):
            return None
        person = person_of(user)
    return person if person.id == key else None


def user_key(user: object) -> str:
    """Return the id of *user* as text: a mapped primary key, else ``id``, else ``get_id()``."""
    try:
        keys = mapped(user).identity
    except NoInspectionAvailable:
        keys = None
    if keys:
        return ":".join(str(key) for key in keys)
    if (id := getattr(user, "id", None)) is not None:
        return str(id)
    _log.warning("users have neither a primary key nor an id: get_id() is used, which may change")
    return str(cast("_FlaskLoginUser", user).get_id())


def sign_in() -> ResponseReturnValue:
    """Return the host's answer to a guest who must sign in first.

    Raises SignInFirst if the host has no way to sign in, and TypeError if its function returns no
    response.
    """
    if own := state().config.login:
        answer: ResponseReturnValue | None = own()
        if answer is None:
            raise TypeError("the login function must return a response, like redirect(...)")
        return answer
    manager = getattr(current_app, "login_manager", None)
    if manager is None:
        raise SignInFirst
    unauthorized: ResponseReturnValue = manager.unauthorized()
    return unauthorized
