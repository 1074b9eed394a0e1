"""Saves the words that a space gives to questions, and which sets it offers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import distinct, func, select
from sqlalchemy.exc import IntegrityError

from ..core.database.once import save_once
from ..core.database.session import session
from ..core.errors import Changed, Refused
from ..spaces import actions as spaces
from .models import PromptWording
from .sets import OWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..core.web.forms import Form
    from .rows import Question

MOST = 20
"""How many sets of its own a space can add."""


class TooManySets(Refused):
    """The space has as many sets of its own as it can have (409)."""

    status = 409


class NewWording(NamedTuple):
    """The words that a space gives to a set of questions."""

    language: str
    title: str
    questions: Sequence[Question]


def reword(
    space_id: int, key: str, words: NewWording, *, version: int, author_id: int, form: Form
) -> PromptWording:
    """Save other words for a set, as the version after *version*, and return them.

    Raises Changed if somebody else has done so since, SentBefore and SentOther as ``save_once``.
    """
    made = PromptWording(
        space_id=space_id,
        key=key,
        version=version + 1,
        language=words.language,
        title=words.title,
        questions=json.dumps(
            [(one.key, one.heading, one.hint) for one in words.questions], ensure_ascii=False
        ),
        author_id=author_id,
        form_key=form.key,
        form_hash=form.digest,
    )
    try:
        # a savepoint, because the page is still read after the refusal
        with session().begin_nested():
            save_once(made)
    except IntegrityError:
        raise Changed from None
    spaces.have_prompts(space_id)
    return made


def add(space_id: int, words: NewWording, *, author_id: int, form: Form) -> PromptWording:
    """Add a set of a space's own and return it; errors as of ``reword``.

    Raises TooManySets if the space has 20 already.
    """
    spaces.lock_space(space_id)
    number = (
        session().scalar(
            select(func.count(distinct(PromptWording.key))).where(
                PromptWording.space_id == space_id, PromptWording.key.startswith(OWN)
            )
        )
        or 0
    )
    if number >= MOST:
        raise TooManySets
    key = f"{OWN}{space_id}-{number + 1}"
    return reword(space_id, key, words, version=0, author_id=author_id, form=form)


def choose(space_id: int, chosen: Mapping[str, Sequence[str]], *, has_words: bool) -> None:
    """Save which sets a space offers, by box; a box that is missing offers what all spaces do.

    *has_words* is whether it has words of its own.
    """
    spaces.choose_prompts(space_id, json.dumps(chosen) if chosen or has_words else None)
