"""Whether anybody administers the forum: without an administrator nobody can create a space."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import exists, select

from ..accounts.models import Account
from ..accounts.queries import has_accounts
from ..core.database.session import session
from ..core.state import state
from ..members import host
from ..members.models import Member
from ..spaces.current import viewer_of
from ..spaces.policy import may_administer
from .hosts_request import hosts_request
from .result import good, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .result import Result

MOST = 1_000
"""How many of the host's users are looked at."""
DO = (
    "give one of your users a true is_admin, or a can function that answers for 'administer'; "
    "flask forum space creates a space without an administrator"
)


def administers(theirs: object) -> bool:
    """Whether the host's user *theirs* may administer. Raises what the host's functions raise."""
    admin = host.has_flag(theirs, "is_admin", otherwise=False)
    return may_administer(viewer_of(host.person_of(theirs), admin=admin))


def administrators(key: str | None) -> Iterator[Result]:
    """Look for somebody who administers: the user with the id *key*, then all that can be found."""
    if has_accounts() and state().config.load is None:
        some = session().scalar(select(exists().where(Account.is_admin)))
        yield (
            good("administrator", "there is one")
            if some
            else note(
                "administrator",
                "there is none: nobody can create spaces",
                "run flask forum admin NAME",
            )
        )
        return
    with hosts_request(), suppress(Exception):  # the lines on person and rights report it
        yield from _among_users(key)


def _among_users(key: str | None) -> Iterator[Result]:
    models, seen = _user_models(), 0
    flags = {model.__name__: hasattr(model, "is_admin") for model in models}
    for theirs in islice(_users(key, models), MOST):
        seen += 1
        flags[type(theirs).__name__] = hasattr(theirs, "is_admin")
        if administers(theirs):
            yield good("administrator", f"{host.person_of(theirs).name!r} is one")
            return
    if flags and state().config.can is None and not any(flags.values()):
        names = " and ".join(flags)
        found = f"your {names} has no is_admin, and there is no can function"
        yield note("administrator", f"{found}: nobody can create spaces", DO)
    elif seen:
        none = f"none of the {seen} users found is one"
        found = "the one user that was found is not one" if seen == 1 else none
        yield note("administrator", f"{found}: perhaps nobody can create spaces", DO)
    else:
        found = "none was found, because nobody has used the forum yet"
        yield note("administrator", found, f"try one: flask forum check --user ID. Else {DO}")


def _users(key: str | None, models: list[type[object]]) -> Iterator[object]:
    """Yield the user with the id *key*, those who are members here, then all of the models."""
    if key is not None and (theirs := host.load_user(key)) is not None:
        yield theirs
    keys = select(Member.user_key).where(Member.user_key.is_not(None)).order_by(Member.id)
    for known in session().scalars(keys.limit(MOST)).all():
        if known is not None and (theirs := host.load_user(known)) is not None:
            yield theirs
    db = current_app.extensions.get("sqlalchemy")
    if isinstance(db, SQLAlchemy):
        for model in models:
            yield from db.session.scalars(select(model).limit(MOST)).all()


def _user_models() -> list[type[object]]:
    """Return the host's models of users: those that Flask-Login can sign in."""
    db = current_app.extensions.get("sqlalchemy")
    if not isinstance(db, SQLAlchemy):
        return []
    # Any: the models are the host's
    registry: Any = db.Model.registry  # type: ignore[attr-defined]
    mapped = (mapper.class_ for mapper in registry.mappers)
    return [model for model in mapped if hasattr(model, "is_authenticated")]
