"""SQLite FTS5 as a plain builder would use it: a row a post, the title on the opening only."""

from __future__ import annotations

import sqlite3
import time

from .corpus import Corpus
from .figures import Answer, Ask
from .texts import words

HITS = 20
_FIND = "SELECT thread, title_of FROM posts WHERE posts MATCH ? ORDER BY rank LIMIT ?"


def baseline(corpus: Corpus) -> sqlite3.Connection:
    """Return a database in memory with all posts of *corpus*."""
    folding = "unicode61 remove_diacritics 2"
    tokens = f"porter {folding}" if corpus.language.code == "en" else folding
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE posts USING fts5"
        f"(title, body, thread UNINDEXED, title_of UNINDEXED, tokenize='{tokens}')"
    )
    database.executemany(
        "INSERT INTO posts VALUES (?, ?, ?, ?)",
        (
            ("" if number else thread.title, post.full, thread.id, thread.title)
            for thread in corpus.threads
            for number, post in enumerate(thread.posts)
        ),
    )
    return database


def all_words(database: sqlite3.Connection, *, otherwise_any: bool = False) -> Ask:
    """Return a search for posts with all words; *otherwise_any*: if there is none, with any."""

    def ask(query: str) -> Answer:
        start = time.process_time()
        asked = [f'"{word}"' for word in words(query)]
        found = database.execute(_FIND, (" ".join(asked), HITS)).fetchall()
        if otherwise_any and not found:
            found = database.execute(_FIND, (" OR ".join(asked), HITS)).fetchall()
        milliseconds = (time.process_time() - start) * 1000
        return Answer([row[0] for row in found], [row[1] for row in found], milliseconds)

    return ask
