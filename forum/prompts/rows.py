"""Sets of prompts as they are handed around, and what the statements of this room return."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Question(NamedTuple):
    """A question of a set: a heading in the text, and what it asks for."""

    heading: str
    hint: str
    key: str
    """What it is called in all versions of its set: "1", or "7.4" if the space 7 has added it."""


class PromptSet(NamedTuple):
    """A set of questions in English, as the package ships it."""

    key: str
    version: int
    title: str
    boxes: frozenset[str]
    """The forms that it fits: "ask", "answer", "reply", "reflection", "journal", "page"."""
    questions: tuple[Question, ...]


class Wording(NamedTuple):
    """A set of questions in the words that a text is written with."""

    key: str
    version: int
    language: str
    title: str
    questions: tuple[Question, ...]
    space_id: int | None = None
    """The space whose own words they are; None for those of the package."""

    @property
    def reference(self) -> str:
        """How a form names it: "case.1.en", or "case.2.en.7" in the words of the space 7."""
        own = f".{self.space_id}" if self.space_id else ""
        return f"{self.key}.{self.version}.{self.language}{own}"

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of its questions, in order."""
        return tuple(question.heading for question in self.questions)

    def fits(self, source: str) -> bool:
        """Whether the answers in a text can be told apart by its headings."""
        # Imported here: the parser is loaded with the first text that somebody writes.
        from ..core.text.sections import follows

        return follows(source, self.headings)

    @property
    def stored(self) -> str:
        """The headings by the key of their question, as a revision stores them."""
        return json.dumps(
            {question.key: question.heading for question in self.questions}, ensure_ascii=False
        )


def prompt_columns(asked: Wording | None) -> dict[str, object]:
    """Return what a revision stores of the questions that its text was written with."""
    return {
        "prompt_set": asked and asked.key,
        "prompt_version": asked and asked.version,
        "prompt_language": asked and asked.language,
        "prompt_space": asked and asked.space_id,
        "prompt_headings": asked and asked.stored,
    }


def stored_headings(stored: str | None) -> dict[str, str]:
    """Return the headings that a text was written with, by the key of their question."""
    found: dict[str, str] = json.loads(stored) if stored else {}
    return found


class Prompted(Protocol):
    """A revision, as far as it says which questions it was written with."""

    @property
    def prompt_set(self) -> str | None: ...
    @property
    def prompt_version(self) -> int | None: ...
    @property
    def prompt_language(self) -> str | None: ...
    @property
    def prompt_space(self) -> int | None: ...
    @property
    def prompt_headings(self) -> str | None: ...


class PromptWordingRow(NamedTuple):
    """A set of questions as a space words it."""

    space_id: int
    key: str
    version: int
    language: str
    title: str
    questions: str
    at: datetime
    author_name: str
