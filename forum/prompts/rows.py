"""Sets of prompts as they are handed around."""

from __future__ import annotations

from typing import NamedTuple


class Question(NamedTuple):
    """A question of a set: a heading in the text, and what it asks for."""

    heading: str
    hint: str


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

    @property
    def reference(self) -> str:
        """How a form names it: "case.1.en"."""
        return f"{self.key}.{self.version}.{self.language}"

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of its questions, in order."""
        return tuple(question.heading for question in self.questions)
