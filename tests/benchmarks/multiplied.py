"""The archive as a site that is lived in, and the same many times over."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from .archive import working_copy
from .pages import COMMON, MEMBER, RARE

_COPIED = {
    "forum_thread": {"id": "forum_thread"},
    "forum_post": {"id": "forum_post", "thread_id": "forum_thread", "reply_to": "forum_post"},
    "forum_revision": {"post_id": "forum_post"},
    "forum_thread_tag": {"thread_id": "forum_thread"},
    "forum_read_mark": {"thread_id": "forum_thread"},
    "forum_notice": {"id": "forum_notice", "thread_id": "forum_thread", "post_id": "forum_post"},
}
"""The tables that are multiplied, and of which table the ids in their columns are: each copy has
ids of its own."""
_EARLIER = ("active_at", "at", "opened_at")
"""Moments that are an hour earlier in each copy, so that the copies do not all lie at one time."""
_LIVED_IN = f"""
UPDATE forum_member SET user_key = '{MEMBER}' WHERE id =
    (SELECT author_id FROM forum_post GROUP BY author_id ORDER BY count(*) DESC LIMIT 1);
INSERT INTO forum_thread_tag (thread_id, tag, active_at)
    SELECT id, '{COMMON}', active_at FROM forum_thread WHERE id % 3 = 0;
INSERT INTO forum_thread_tag (thread_id, tag, active_at)
    SELECT id, '{RARE}', active_at FROM forum_thread WHERE id % 500 = 0;
INSERT INTO forum_read_mark (member_id, thread_id, read_to, beyond, read_count)
    SELECT m.id, t.id, (t.posts + 1) / 2, '', (t.posts + 1) / 2
    FROM forum_thread t JOIN forum_member m ON m.user_key = '{MEMBER}' WHERE t.id % 3 != 0;
INSERT INTO forum_notice (member_id, kind, thread_id, post_id, at)
    SELECT m.id, 'reply', p.thread_id, p.id, p.at
    FROM forum_post p JOIN forum_member m ON m.user_key = '{MEMBER}'
    WHERE p.id % 120 = 0 AND p.author_id != m.id;
"""
"""What an archive does not have: tags, and a member, here who wrote most, with much to read."""


def lived_in(folder: Path, into: Path, *, times: int = 1) -> Path:
    """Copy the site in *folder* to *into*, lived in, with its threads and posts *times* over.

    It has no index: ``flask forum reindex`` makes one.
    """
    working_copy(folder, into)
    shutil.rmtree(into / "forum-index", ignore_errors=True)
    with sqlite3.connect(into / "forum.db") as db:
        db.execute("PRAGMA foreign_keys=OFF")
        db.executescript(_LIVED_IN)
        if times > 1:
            _multiply(db, times)
        db.execute("ANALYZE")
    return into


def _multiply(db: sqlite3.Connection, times: int) -> None:
    db.execute("DELETE FROM forum_outbox")
    steps = {
        table: db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
        for table in ("forum_thread", "forum_post", "forum_notice")
    }
    for table, moved in _COPIED.items():
        names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        columns = [_copied(name, steps.get(moved.get(name, ""), 0)) for name in names]
        listed, values = ", ".join(f'"{name}"' for name in names), ", ".join(columns)
        db.execute(
            f"INSERT INTO {table} ({listed}) WITH RECURSIVE again(k) AS "
            f"(SELECT 1 UNION ALL SELECT k + 1 FROM again WHERE k < {times - 1}) "
            f"SELECT {values} FROM {table}, again"
        )


def _copied(name: str, step: int) -> str:
    """Return what stands in the column *name* of a copy, whose ids are *step* further on."""
    if step:
        return f'"{name}" + k * {step}'
    if name == "title":  # a revision of a reply has none
        return "title || ' ' || substr('abcdefghijklmnopqrstuvwxyz', 1 + k % 26, 1) || k"
    if name in _EARLIER:
        return f"strftime('%Y-%m-%d %H:%M:%f000', \"{name}\", '-' || k || ' hours')"
    return f'"{name}"'
