"""The product's search, asked as its search page asks it. It is called nowhere else here."""

from __future__ import annotations

import time
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from forum.core.database.session import session
from forum.core.web.times import clock_at_new_year, zone
from forum.search.queries.results import results
from forum.search.query_language import parse
from forum.search.rows import ArtefactHitRow, HitRow, PostHitRow
from forum.spaces.current import current_viewer

from .figures import Answer, Ask


def door(app: Flask) -> Ask:
    """Return the search of *app* for a guest: query language, rights, facets and excerpts."""

    def ask(query: str) -> Answer:
        with app.test_request_context("/forum/-/search"):
            backend = _backend()
            server, start = _cpu(backend), time.process_time()
            found = results(
                current_viewer(),
                parse(query, zone()),
                narrowed={},
                clock=clock_at_new_year(),
                page=1,
                order="best",
            )
            milliseconds = (time.process_time() - start) * 1000
            of_server = _cpu(backend) - server
        if not found.ready:
            raise RuntimeError("the index is not ready: build it anew with --anew")
        rows = [hit.row for hit in found.hits]
        threads, titles = [_thread(row) for row in rows], [row.title for row in rows]
        return Answer(threads, titles, milliseconds + of_server, of_server)

    return ask


def _thread(row: HitRow) -> int:
    if isinstance(row, ArtefactHitRow):
        return 0
    return row.thread_id if isinstance(row, PostHitRow) else row.id


def _backend() -> int:
    """Return the process of PostgreSQL that answers this request; 0 on SQLite."""
    if session().get_bind().dialect.name != "postgresql":
        return 0
    return session().scalar(select(func.pg_backend_pid())) or 0


def _cpu(process: int) -> float:
    """Return the CPU milliseconds that *process* has had, if the system tells."""
    file = Path(f"/proc/{process}/schedstat")
    return int(file.read_text().split()[0]) / 1_000_000 if process and file.exists() else 0.0
