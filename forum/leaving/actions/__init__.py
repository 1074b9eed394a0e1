"""Forgets a person: deletes their own data and takes their name off their posts."""

from __future__ import annotations

from ...accounts import actions as accounts
from ...accounts.queries import has_accounts
from ...attempts import actions as attempts
from ...enquiries import actions as enquiries
from ...experience import actions as experience
from ...first_takes import actions as first_takes
from ...following import actions as following
from ...journal import actions as journal
from ...keeping import actions as keeping
from ...mail.actions import preferences as mail
from ...members import actions as members
from ...notices import actions as notices
from ...paths import actions as paths
from ...reflections import actions as reflections
from ...spaces import actions as spaces
from ...thanks import actions as thanks
from ...upkeep import actions as upkeep
from ..queries.leaver import Leaver, leaver_of
from . import files, own_texts, sources, texts


def forget(user_id: str, *, take_texts: bool = False) -> bool:
    """Forget the person with the host's user id *user_id*; return False if there is none.

    Their posts, and what they told of what they tried, stay under "former member"; with
    *take_texts* they are withdrawn as well, but for pages of the library that others have written
    on: stewards are asked about these. Memberships, read marks, follows, notices, mail, thanks and
    questions to one person, from them and to them, and their journal are deleted, and so are where
    they have been, what would have helped them, the steps they have done, files that no text names,
    and their account if the site uses the forum's own. Where others mentioned them it says "former
    member", and what they wrote names them no more. What others say of them in words of their own
    stays: ``queries.traces`` lists it. The id is retired: if the host gives it to somebody else,
    they are a new member here. Nothing is committed.
    """
    leaves = leaver_of(user_id)
    if leaves is None:
        return has_accounts() and accounts.forget(user_id)
    forget_leaver(leaves, take_texts=take_texts)
    return True


def forget_leaver(leaves: Leaver, *, take_texts: bool = False) -> None:
    """Forget somebody who was looked up before, as ``forget`` does."""
    if has_accounts() and leaves.user_key is not None:
        accounts.forget(leaves.user_key)
    bear_name = files.named(leaves)
    if take_texts:
        own_texts.withdraw_all(leaves.member_id)
    members.forget(leaves.member_id)
    _delete_own(leaves.member_id)
    sources.forget(leaves.member_id)
    files.forget(leaves)
    texts.take_out(leaves, files=bear_name)


def _delete_own(member_id: int) -> None:
    """Delete in each room what is only theirs."""
    spaces.remove_from_all_spaces(member_id)
    following.forget(member_id)
    reflections.forget(member_id)
    journal.forget(member_id)
    keeping.forget(member_id)
    mail.forget(member_id)
    notices.forget(member_id)
    first_takes.forget(member_id)
    attempts.forget(member_id)
    experience.forget(member_id)
    thanks.forget(member_id)
    enquiries.forget(member_id)
    upkeep.forget(member_id)
    paths.forget(member_id)
