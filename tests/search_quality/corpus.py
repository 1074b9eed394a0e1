"""The threads of an archive as text, and how many posts and titles have a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import Flask
from sqlalchemy import select

from forum.core.database.session import session
from forum.threads.models import Post, Thread

from .languages import Language
from .texts import own_text, text_of, without_addresses, words

SHARE = 100
"""One in so many posts may have a word that tells threads apart."""
RARE = 20
"""How many posts of a large archive may have a rare word."""
FEW_TITLES = 3
"""How many titles may have a word that sets one of them apart."""
MANY_TITLES = 20
"""A word that one in so many titles has is a label, such as "[solved]", and is not drawn."""


@dataclass(frozen=True)
class Text:
    """A post: all that it says, and what its author wrote in sentences."""

    full: str
    own: str


@dataclass(frozen=True)
class Known:
    """A thread with its shown posts, the opening first."""

    id: int
    title: str
    posts: tuple[Text, ...]


class Corpus:
    """All threads of an archive, with counts of their words."""

    def __init__(self, threads: Iterable[Known], language: Language) -> None:
        """Count the words of *threads*."""
        self.language = language
        self.threads = tuple(threads)
        self.posts = sum(len(thread.posts) for thread in self.threads)
        self.in_posts: Counter[str] = Counter()
        self.in_titles: Counter[str] = Counter()
        self.titles = Counter(tuple(words(thread.title)) for thread in self.threads)
        for thread in self.threads:
            self.in_titles.update(set(words(thread.title)))
            for post in thread.posts:
                self.in_posts.update(set(words(post.full)))

    def content(self, text: str) -> list[str]:
        """Return the words of *text* that somebody may search for, each once, in order."""
        return [
            word
            for word in dict.fromkeys(words(text))
            if len(word) > 2 and word.isalpha() and word not in self.language.small
        ]

    def title_words(self, thread: Known) -> list[str]:
        """Return the words of a title that somebody may search for."""
        most = max(FEW_TITLES, len(self.threads) // MANY_TITLES)
        content = self.content(without_addresses(thread.title))
        return [word for word in content if self.in_titles[word] <= most]

    def is_set_apart(self, thread: Known) -> bool:
        """Whether few other titles have one of the words of this one, and none has them all."""
        if self.titles[tuple(words(thread.title))] > 1:
            return False
        return any(self.in_titles[word] <= FEW_TITLES for word in self.title_words(thread))

    def is_telling(self, word: str) -> bool:
        """Whether *word* says what a thread is about, as few posts have it, or only its title."""
        return self.in_posts[word] <= max(3, self.posts // SHARE)

    def is_rare(self, word: str) -> bool:
        """Whether more than one post has *word*, but few."""
        return 1 < self.in_posts[word] <= min(RARE, max(3, self.posts // SHARE))


def read(app: Flask, language: Language) -> Corpus:
    """Return the archive that was imported into *app*."""
    statement = (
        select(Thread.id, Thread.title, Post.html)
        .join(Post, Post.thread_id == Thread.id)
        .where(Post.state == "shown")
        .order_by(Thread.id, Post.number)
    )
    with app.app_context():
        rows = session().execute(statement).all()
    return Corpus(
        (
            Known(id, title, tuple(Text(text_of(row.html), own_text(row.html)) for row in posts))
            for (id, title), posts in groupby(rows, key=lambda row: (row.id, row.title))
        ),
        language,
    )
