"""Migration 0004 takes the names out of the credits of quotations, and 0003 has them again.

Siblings: every way in which the version before wrote a credit (escaped names, the two forms of its
script, inside another quotation, an import's), in every revision, of posts and pages; and what only
resembles one: a link with other words beside it, in the middle of a quotation, in code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text

from forum.core.database import migrate
from forum.core.text.render import render

from ..support.old_database import fill

OLD = "\n".join(
    (
        "> [Jonas Ekström](forum:/p/9):",
        ">",
        "> said",
        ">",
        "> > [Marie\\-Claude \\[x\\]](forum:/p/2):",
        "> >",
        "> > before",
        ">",
        "> [kept](forum:/p/3):",
        "",
        ">[Ana](forum:/p/4)",
        "> > [Ben](forum:/p/5) said",
        "",
        "[no](forum:/p/6):",
        "",
        "```",
        "> [code](forum:/p/7):",
        "```",
    )
)
NEW = (
    OLD.replace("[Jonas Ekström](forum:/p/9):", "forum:/p/9")
    .replace("[Marie\\-Claude \\[x\\]](forum:/p/2):", "forum:/p/2")
    .replace("[Ana](forum:/p/4)", "forum:/p/4")
)
OLD_HTML = (
    '<blockquote>\n<p class="fx-from"><a href="forum:/p/9">Jonas</a>:</p>\n<p>a</p>\n</blockquote>'
)
IMPORTED = '<blockquote><p class="fx-from"><a href="forum:/p/9">Jonas:</a></p><p>a</p></blockquote>'
TEXTS = (
    ("forum_revision", "source", "post_id = 5 AND number = 1", OLD, NEW),
    ("forum_revision", "source", "post_id = 6 AND number = 1", IMPORTED, ""),
    ("forum_artefact_revision", "source", "artefact_id = 1 AND number = 1", OLD, NEW),
    ("forum_post", "html", "id = 5", OLD_HTML, ""),
    ("forum_post", "html", "id = 6", IMPORTED, ""),
    ("forum_artefact", "html", "id = 1", OLD_HTML, ""),
)
WITHOUT_NAME = '<p class="fx-from"><a href="forum:/p/9">another post</a>:</p>'


def read(engine: Engine, table: str, column: str, where: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(text(f"SELECT {column} FROM {table} WHERE {where}")).scalar()


@pytest.fixture(params=("sqlite", "postgres"))
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, empty_postgres: Callable[[], str]
) -> Iterator[Engine]:
    """An engine of an empty database."""
    is_server = request.param == "postgres"
    made = create_engine(empty_postgres() if is_server else f"sqlite:///{tmp_path / 'host.db'}")
    yield made
    made.dispose()


@pytest.fixture
def old(engine: Engine, tmp_path: Path) -> Engine:
    fill(engine, "0003", tmp_path)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # the rows came with their numbers
            last = "(SELECT max(seq) FROM forum_outbox)"
            sequence = "pg_get_serial_sequence('forum_outbox', 'seq')"
            connection.execute(text(f"SELECT setval({sequence}, {last})"))
        for table, column, where, before, _ in TEXTS:
            statement = text(f"UPDATE {table} SET {column} = :text WHERE {where}")
            assert connection.execute(statement, {"text": before}).rowcount == 1
    return engine


def test_no_name_stays_in_a_credit(old: Engine) -> None:
    others = read(old, "forum_revision", "source", "post_id = 7 AND number = 1")
    waiting = read(old, "forum_outbox", "count(*)", "consumer = 'search'")
    migrate.upgrade(old)
    for table, column, where, before, after in TEXTS:
        now = read(old, table, column, where)
        assert now == after if after else WITHOUT_NAME in now
        assert now != before
        assert "Jonas" not in now
    assert read(old, "forum_revision", "source", "post_id = 7 AND number = 1") == others
    assert read(old, "forum_outbox", "count(*)", "consumer = 'search'") == waiting + 3
    for kind, id in (("post", 5), ("post", 6), ("artefact", 1)):
        assert read(old, "forum_outbox", "max(object_id)", f"kind = '{kind}' AND object_id = {id}")


def test_what_is_rewritten_shows_the_same_credits() -> None:
    assert render(NEW) == render(OLD)
    assert "another post" in render(NEW)


def test_the_version_before_has_the_names_of_today(old: Engine) -> None:
    migrate.upgrade(old)
    migrate.downgrade(old, "0003")
    author = "(SELECT author_id FROM forum_post WHERE id = 9)"
    name = read(old, "forum_member", "name", f"id = {author}")
    source = read(old, *TEXTS[0][:3])
    assert "](forum:/p/9):\n>\n> said" in source
    assert name.split()[0] in source.partition("\n")[0]
    assert f'<a href="forum:/p/9">{name}</a>:</p>' in read(old, *TEXTS[3][:3])
    migrate.upgrade(old)
    assert read(old, *TEXTS[0][:3]) == NEW
