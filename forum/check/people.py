"""Checks who people are, how they sign in, and what they may do in the forum."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from shlex import quote
from types import SimpleNamespace
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from ..accounts.queries import has_accounts
from ..core.database.session import session
from ..core.errors import SignInFirst
from ..core.state import state
from ..members import host
from ..members.models import Member
from ..members.viewer import GUEST, Person, Viewer
from ..spaces.models import Space
from ..spaces.queries import bound_audiences
from ..threads.models import Post, Thread
from ..threads.policy.acts import ADMIN_ACTS, STEWARD_ACTS, WRITER_ACTS
from .administrators import administers
from .hosts_request import hosts_request
from .result import bad, good, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.database.session import Statement
    from .result import Result

ACTS = (*WRITER_ACTS, *STEWARD_ACTS, *ADMIN_ACTS)
NOBODY = Person(id="check", name="Check")


def user() -> Iterator[Result]:
    """Ask for the user in a request without a signed-in user."""
    manager = hasattr(current_app, "login_manager")
    if state().config.user is None and not manager:
        yield bad(
            "user object",
            "there is no login manager and no user function: everybody is a guest",
            "pass user=, a function that returns your user or None",
        )
        return
    with hosts_request():
        found = host.current_user()
    whose = "your user function" if state().config.user else "Flask-Login"
    if found is None:
        yield good("user object", f"{whose} answers; nobody is signed in")
    else:
        yield bad(
            "user object",
            f"{whose} returns {type(found).__name__} although nobody is signed in",
            "return None if nobody is signed in",
        )


def person(key: str | None) -> Iterator[Result]:
    """Load and describe the user with the host's id *key*; without it, the first member."""
    if key is None:
        key = session().scalar(select(Member.user_key).where(Member.user_key.is_not(None)).limit(1))
        if key is None:
            yield note(
                "person",
                "nobody has used the forum yet",
                "try one of your users: flask forum check --user ID",
            )
            return
    if has_accounts() and state().config.load is None:
        yield good("person", "the forum's own accounts")
        return
    with hosts_request():
        yield from _loaded(key, host.load_user(key))


def _loaded(key: str, theirs: object) -> Iterator[Result]:
    """Report who the host's user *theirs* is, which its functions returned for the id *key*."""
    described = None if theirs is None else host.person_of(theirs)
    if described is None:
        yield note(
            "person",
            f"load returns nobody for the id {key}",
            "pass load=, a function that returns your user for an id; if the user was deleted, "
            "run flask forum forget",
        )
    elif described.id != key:
        yield bad(
            "person",
            f"load({key!r}) returns a user whose person has the id {described.id!r}",
            "pass person= and load= that agree on the id",
        )
    else:
        admin = ", an administrator" if administers(theirs) else ""
        kind = type(theirs).__name__
        yield good("person", f"{kind} {described.id} is {described.name!r}{admin}")


def sign_in() -> Iterator[Result]:
    """Check where somebody who must sign in is sent."""
    do = "set login_manager.login_view, or pass login=, a function that returns a response"
    with hosts_request():
        try:
            answer = current_app.make_response(host.sign_in())
        except SignInFirst:
            yield bad("sign-in", "there is no way to sign in", do)
        except HTTPException as error:
            yield note("sign-in", f"the answer is {error.code}, with no way to sign in", do)
        else:
            where = f" to {answer.location}" if answer.location else ""
            yield good("sign-in", f"the answer is {answer.status_code}{where}")


def rights() -> Iterator[Result]:
    """Report what a guest, a member and an administrator may do in an open space."""
    config = state().config
    space = SimpleNamespace(id=0, archived_at=None, blocked_at=None, is_steward=False)
    member = Viewer(person=NOBODY, member_id=0, open_ones=True, find_spaces=lambda: [space])
    kinds = {"guest": GUEST, "member": member, "admin": replace(member, is_admin=True)}
    with hosts_request():
        for kind, viewer in kinds.items():
            hosts = _answers_of_can(viewer) if config.can else {}
            may = [act for act, usual in _usual(viewer).items() if hosts.get(act, usual)]
            reads = "open spaces" if kind != "guest" or config.guests_read else "nothing"
            line = f"reads {reads}, may {', '.join(may) or 'do nothing'}"
            if kind == "guest" and may:
                yield bad(kind, line, "return None or False from can() for a guest")
            else:
                yield good(kind, line)


def _usual(viewer: Viewer) -> dict[str, bool]:
    """Return the forum's own rule for each act, on the viewer's own things."""
    writes, admin = bool(viewer.writes), viewer.is_admin
    acts = dict.fromkeys(WRITER_ACTS, writes) | dict.fromkeys(STEWARD_ACTS, False)
    return acts | dict.fromkeys(ADMIN_ACTS, admin)


def _answers_of_can(viewer: Viewer) -> dict[str, bool]:
    """Return the answers of the host's ``can``, except where it leaves the decision to the forum.

    Raises what the function raises, and TypeError for an answer other than True, False or None.
    """
    can, answers = state().config.can, {}
    assert can is not None  # nosec B101
    thread, space = (_first(select(*model.__table__.c)) for model in (Thread, Space))
    of_post = Post.id, Post.thread_id, Thread.space_id, Post.author_id
    post = _first(select(*of_post).join(Thread, Thread.id == Post.thread_id))
    things: dict[str, object] = {
        "open": 0,
        "keep": 0,
        "reflect": 0,
        "administer": None,
        "mark": post,
        "edit": post,
        "manage_space": space,
    }
    for act in ACTS:
        thing = things.get(act, thread)
        if thing is None and act != "administer":
            continue
        answer = can(viewer, act, thing)
        if answer is not None and not isinstance(answer, bool):
            raise TypeError(f"can() returned {answer!r} for {act!r}: return True, False or None")
        if answer is not None:
            answers[act] = answer
    return answers


def _first(statement: Statement) -> object:
    """Return the first row of *statement*, as a thing to pass to the host's function."""
    return session().execute(statement.limit(1)).first()


def groups() -> Iterator[Result]:
    """Ask the host for its groups."""
    with hosts_request():
        found = host.ask_audiences()
    if found is None:
        yield good("groups", "spaces can be bound to the groups of members")
    else:
        yield good("groups", f"your audiences function names {len(found)}")


def unnamed_groups() -> Iterator[Result]:
    """Look for groups that have a space but that the host no longer names."""
    try:
        with hosts_request():
            named = host.ask_audiences()
    except Exception:  # groups() reports it
        return
    if named is None:
        return
    for group in bound_audiences():
        if group.audience not in named:
            spaces = "1 space belongs" if group.spaces == 1 else f"{group.spaces} spaces belong"
            yield note(
                "groups",
                f"{spaces} to {group.audience!r}, which your audiences function does not name: "
                "perhaps nobody is in it any more",
                "if the group was renamed, run flask forum audience rename "
                f"{quote(group.audience)} NEW",
            )


def candidates() -> Iterator[Result]:
    """Ask the host for people to mention, as after an @ and one letter."""
    if (own := state().config.people) is None:
        yield good("mentions", "members are suggested")
        return
    with hosts_request():
        found = [host.check_person(one) for one in islice(own("a"), host.MOST)]
    yield good("mentions", f"your people function offers {len(found)} for 'a'")
