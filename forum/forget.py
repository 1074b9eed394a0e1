"""Forgetting a person: what is theirs alone is deleted, what they said stays without their name."""

from __future__ import annotations

from .accounts import actions as accounts
from .accounts.queries import has_accounts
from .following import actions as following
from .mail import actions as mail
from .members import actions as members
from .notices import actions as notices
from .spaces import actions as spaces


def forget(user_id: str) -> bool:
    """Forget the person with the host's user id *user_id*; return whether there was one.

    Their posts stay under "former member"; memberships, read marks, follows and notices are
    deleted, and so is their account where the forum's own are used. The id is retired: should the
    host give it to somebody else, they are new here.
    Nothing is committed: the caller's transaction decides.
    """
    had_account = has_accounts() and accounts.forget(user_id)
    member_id = members.forget(user_id)
    if member_id is None:
        return had_account
    spaces.remove_from_all_spaces(member_id)
    following.forget(member_id)
    mail.forget(member_id)
    notices.forget(member_id)
    return True
