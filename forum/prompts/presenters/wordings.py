"""Sets of questions in words: those of a space, or else those of the package, translated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar, cast

from ...core.state import request_state, state
from ...core.web.i18n import languages, translate, word
from ...spaces.current import current_spaces
from .. import queries, sets
from ..rows import Question, Wording, stored_headings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ...spaces.rows import SpaceRow
    from ..rows import Prompted, PromptSet, PromptWordingRow

T = TypeVar("T")
GOAL = "self-check"
"""The set that asks how far somebody is on the way to the goal of their space."""
_GOAL = word("Our goal: “%(goal)s”.")


def left_out() -> bool:
    """Whether the host leaves prompts out."""
    return state().config.leaves_out("prompts")


def newest_wording(key: str, to: str) -> Wording:
    """Return the package's newest version of a set in the language *to*. KeyError if none has it.

    The words of a space are ``wording_in``.
    """
    return _worded(sets.newest()[key], to)


def wording(key: str, version: int, to: str, space_id: int | None = None) -> Wording | None:
    """Return a set in the language *to*, in the version that a text was written with, or None.

    With *space_id* in that space's own words; None if the viewer does not read the space.
    """
    if space_id is None:
        shipped = sets.find(key, version)
        return _worded(shipped, to) if shipped and to in languages() else None
    space = current_spaces().get(space_id)
    if space is None or space.prompts is None or left_out():
        return None
    asked = (space_id, key, version)
    newest = (row for row in own_wordings(space) if (row.key, row.version) == (key, version))
    found = next(newest, None) or _once(("prompts", *asked), lambda: queries.wording(*asked))
    return _of_space(found) if found and found.language == to else None


def wording_in(space: SpaceRow | None, key: str, to: str) -> Wording | None:
    """Return the newest version of a set as *space* words it, or the package; None if no set.

    The package's words are in the language *to*. Without prompts, only those.
    """
    own = next((row for row in own_wordings(space) if row.key == key), None)
    if own:
        return _of_space(own)
    shipped = sets.newest().get(key)
    return _worded(shipped, to) if shipped else None


def original(own: Wording, to: str) -> Wording | None:
    """Return in the package's words, and the version of *own*, a set that a space has reworded.

    None for a set that the space has added, and for one that it has not reworded.
    """
    shipped = sets.newest().get(own.key) if own.space_id is not None else None
    return _worded(shipped, to)._replace(version=own.version) if shipped else None


def own_wordings(space: SpaceRow | None) -> Sequence[PromptWordingRow]:
    """Return the newest words of each set that *space* has worded.

    No statement is sent for a space that has worded none and chosen none.
    """
    if space is None or space.prompts is None or left_out():
        return ()
    return _once(("prompts", space.id), lambda: queries.newest_wordings(space.id))


def offered(space: SpaceRow | None, box: str) -> Sequence[str]:
    """Return the keys of the sets that are offered at *box*, three at most, as *space* chose."""
    return chosen_in(space).get(box, sets.offered(box))[: sets.OFFERED]


def chosen_in(space: SpaceRow | None) -> Mapping[str, Sequence[str]]:
    """Return the keys that *space* chose, by box; a box is missing where it chose nothing."""
    found: dict[str, list[str]] = json.loads((space and space.prompts) or "{}")
    return found


def written_with(row: Prompted) -> Wording | None:
    """Return the questions that a revision was written with, under the headings that it has.

    Their hints are missing if nobody knows these questions any more. None without questions.
    """
    headings = stored_headings(row.prompt_headings)
    if row.prompt_set is None or not headings:
        return None
    key, version, to = row.prompt_set, row.prompt_version or 0, row.prompt_language or ""
    known = wording(key, version, to, row.prompt_space)
    hints = {question.key: question.hint for question in known.questions} if known else {}
    questions = tuple(
        Question(heading, hints.get(key, ""), key) for key, heading in headings.items()
    )
    return Wording(key, version, to, known.title if known else "", questions, row.prompt_space)


def with_goal(found: Wording | None, space: SpaceRow | None) -> Wording | None:
    """Return *found* with the goal of *space* in its first hint, if it asks about that."""
    if found is None or found.key != GOAL or space is None or not space.goal or left_out():
        return found
    first, *rest = found.questions
    hint = f"{translate(found.language, _GOAL, goal=space.goal)} {first.hint}".strip()
    return found._replace(questions=(first._replace(hint=hint), *rest))


def _worded(found: PromptSet, to: str) -> Wording:
    questions = tuple(
        Question(translate(to, one.heading), translate(to, one.hint), one.key)
        for one in found.questions
    )
    return Wording(found.key, found.version, to, translate(to, found.title), questions)


def _of_space(row: PromptWordingRow) -> Wording:
    questions = tuple(
        Question(heading, hint, key) for key, heading, hint in json.loads(row.questions)
    )
    return Wording(row.key, row.version, row.language, row.title, questions, row.space_id)


def _once(what: tuple[object, ...], read: Callable[[], T]) -> T:
    """Return what *read* returns, and read it once a request."""
    known = request_state().looked_up
    if what not in known:
        known[what] = read()
    return cast("T", known[what])
