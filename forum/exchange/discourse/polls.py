"""Writes into the HTML of a post what its polls came to: Discourse keeps that beside it."""

from __future__ import annotations

import re

from ...core.text.characters import escaped
from ...core.web.i18n import t, tn
from .fields import number

_OPTION = re.compile(r'<li data-poll-option-id="([0-9A-Za-z]{1,64})"[^>]{0,200}>')
_POLL = '<div class="poll"'


def with_polls(cooked: str, polls: object) -> str:
    """Return *cooked* with the votes of its *polls* before each option, as far as they are told."""
    if _POLL not in cooked:
        return cooked
    given = [one for one in polls if isinstance(one, dict)] if isinstance(polls, list) else []
    votes = {
        str(option.get("id")): count
        for one in given
        for option in (one["options"] if isinstance(one.get("options"), list) else ())
        if isinstance(option, dict) and (count := _count(option.get("votes"))) is not None
    }
    voters = [_count(one.get("voters")) for one in given]

    def option(found: re.Match[str]) -> str:
        count = votes.get(found[1])
        said = "" if count is None else tn("%(n)d vote: ", "%(n)d votes: ", count)
        return found[0] + escaped(said)

    first, *rest = _OPTION.sub(option, cooked).split(_POLL)
    titles = [_title(voters[n] if n < len(voters) else None) for n in range(len(rest))]
    return first + "".join(
        f"<p>{escaped(title)}</p>{_POLL}{part}" for title, part in zip(titles, rest, strict=True)
    )


def _title(voters: int | None) -> str:
    return t("Poll:") if voters is None else tn("Poll, %(n)d voter:", "Poll, %(n)d voters:", voters)


def _count(value: object) -> int | None:
    return 0 if value == 0 and type(value) is int else number(value)
