"""Who people are, how they sign in, and what they may do here."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from shlex import quote
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from ..accounts.queries import mounted
from ..core.database.session import row
from ..core.errors import SignInFirst
from ..core.state import state
from ..members import host
from ..members.models import Member
from ..members.viewer import GUEST, Person, Viewer
from ..spaces.models import Space
from ..spaces.queries import bound
from ..threads.models import Post, Thread
from ..threads.policy import ADMIN_ACTS, STEWARD_ACTS, WRITER_ACTS
from .result import bad, good, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .result import Line

ACTS = (*WRITER_ACTS, *STEWARD_ACTS, *ADMIN_ACTS)
NOBODY = Person(id="check", name="Check")


def user() -> Iterator[Line]:
    """Ask who is signed in, in a request in which nobody is."""
    manager = hasattr(current_app, "login_manager")
    if state().config.user is None and not manager:
        yield bad(
            "user object",
            "there is no login manager and no user function: everybody is a guest",
            "give user=, a function that returns your user or None",
        )
        return
    with current_app.test_request_context(state().config.url_prefix):
        found = host.user()
    whose = "your user function" if state().config.user else "Flask-Login"
    if found is None:
        yield good("user object", f"{whose} answers; nobody is signed in here")
    else:
        yield bad(
            "user object",
            f"{whose} gives {type(found).__name__} where nobody is signed in",
            "return None for who is not signed in",
        )


def person(key: str | None) -> Iterator[Line]:
    """Load the user with the host's id *key*, else that of the first member, and describe them."""
    if key is None:
        found = row(select(Member.user_key).where(Member.user_key.is_not(None)).limit(1))
        if found is None:
            yield note(
                "person",
                "nobody has been in the forum yet",
                "try one of your users: flask forum check --user ID",
            )
            return
        key = str(found.user_key)
    if mounted() and state().config.load is None:
        yield good("person", "the forum's own accounts")
        return
    with current_app.test_request_context(state().config.url_prefix):
        theirs = host.loaded(key)
        described = None if theirs is None else host.describe(theirs)
    if described is None:
        yield note(
            "person",
            f"load gives nobody for the id {key}",
            "give load=, a function from this id to your user object; where the user was "
            "deleted, run flask forum forget",
        )
    elif described.id != key:
        yield bad(
            "person",
            f"load({key!r}) gives somebody whose person has the id {described.id!r}",
            "give person= and load= that agree on the id",
        )
    else:
        kind = type(theirs).__name__
        admin = ", who administers" if host.holds(theirs, "is_admin", otherwise=False) else ""
        yield good("person", f"{kind} {key} is {described.name!r}{admin}")
        if not hasattr(theirs, "is_admin") and state().config.can is None:
            yield note(
                "administrator",
                f"your {kind} has no is_admin, and there is no can function: nobody makes spaces",
                "give your user model an attribute is_admin, also where you give person=",
            )


def sign_in() -> Iterator[Line]:
    """Ask for what somebody who must sign in is answered with."""
    do = "set login_manager.login_view, or give login=, a function that returns a response"
    with current_app.test_request_context(state().config.url_prefix):
        try:
            answer = current_app.make_response(host.sign_in())
        except SignInFirst:
            yield bad("sign-in", "nobody can sign in from here", do)
        except HTTPException as error:
            yield note("sign-in", f"answered with {error.code} and no way to sign in", do)
        else:
            where = f" to {answer.location}" if answer.location else ""
            yield good("sign-in", f"answered with {answer.status_code}{where}")


def rights() -> Iterator[Line]:
    """Say what a guest, a member and an administrator may do in an open space."""
    config = state().config
    place = SimpleNamespace(id=0, archived_at=None, blocked_at=None, is_steward=False)
    member = Viewer(person=NOBODY, member_id=0, open_ones=True, find_spaces=lambda: [place])
    kinds = {"guest": GUEST, "member": member, "admin": replace(member, is_admin=True)}
    with current_app.test_request_context(config.url_prefix):
        for kind, viewer in kinds.items():
            said = _asked(viewer) if config.can else {}
            may = [act for act, usual in _usual(viewer).items() if said.get(act, usual)]
            reads = "open spaces" if kind != "guest" or config.guests_read else "nothing"
            line = f"reads {reads}, may {', '.join(may) or 'do nothing'}"
            if kind == "guest" and may:
                yield bad(kind, line, "let can() answer None or False for a guest")
            else:
                yield good(kind, line)


def _usual(viewer: Viewer) -> dict[str, bool]:
    """Return the forum's own rule for each act, of what is the viewer's own."""
    writes, admin = bool(viewer.writes), viewer.is_admin
    acts = dict.fromkeys(WRITER_ACTS, writes) | dict.fromkeys(STEWARD_ACTS, False)
    return acts | dict.fromkeys(ADMIN_ACTS, admin)


def _asked(viewer: Viewer) -> dict[str, bool]:
    """Return what the host's function says, without what it leaves to the forum.

    It raises what the function raises, and TypeError for another answer than True, False or None.
    """
    can, said = state().config.can, {}
    assert can is not None  # nosec B101
    thread, space = (row(select(*model.__table__.c).limit(1)) for model in (Thread, Space))
    of_post = Post.id, Post.thread_id, Thread.space_id, Post.author_id
    post = row(select(*of_post).join(Thread, Thread.id == Post.thread_id).limit(1))
    things: dict[str, Any] = {
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
            raise TypeError(f"can() said {answer!r} of {act!r}: True, False or None")
        if answer is not None:
            said[act] = answer
    return said


def groups() -> Iterator[Line]:
    """Ask the host for its groups."""
    with current_app.test_request_context(state().config.url_prefix):
        found = host.named()
    if found is None:
        yield good("groups", "those of whoever has written here can be given a space")
    else:
        yield good("groups", f"your audiences function names {len(found)}")


def left_behind() -> Iterator[Line]:
    """Look for groups that read a space, and that the host does not name any more."""
    try:
        with current_app.test_request_context(state().config.url_prefix):
            named = host.named()
    except Exception:  # the line of groups() says so
        return
    if named is None:
        return
    for group in bound():
        if group.audience not in named:
            spaces = "1 space belongs" if group.spaces == 1 else f"{group.spaces} spaces belong"
            yield note(
                "groups",
                f"{spaces} to {group.audience!r}, which your audiences function does not name: "
                "perhaps nobody is in it any more",
                "where it has another name now, run flask forum audience rename "
                f"{quote(group.audience)} NEW",
            )


def candidates() -> Iterator[Line]:
    """Ask the host for candidates, as after an @ and one letter."""
    if (own := state().config.people) is None:
        yield good("mentions", "members seen so far are offered")
        return
    with current_app.test_request_context(state().config.url_prefix):
        found = [host.sound(one) for one in islice(own("a"), host.MOST)]
    yield good("mentions", f"your people function offers {len(found)} for 'a'")
