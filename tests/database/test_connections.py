"""A connection to PostgreSQL that the next site gets is as if it had just been made."""

from __future__ import annotations

from sqlalchemy import Connection, create_engine, text

STATE = (
    "SELECT current_setting('statement_timeout'), current_setting('search_path'),"
    " current_setting('default_transaction_read_only'), to_regclass('pg_temp.left_behind'),"
    " (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'),"
    " (SELECT count(*) FROM pg_prepared_statements), current_setting('transaction_isolation')"
)
NEW = ("0", '"$user", public', "off", None, 0, 0, "read committed")


def disturb(connection: Connection) -> None:
    """Leave behind whatever a session of PostgreSQL can hold."""
    for number in range(8):  # prepared by now, on both sides
        connection.execute(text("SELECT CAST(:number AS integer)"), {"number": number})
    connection.execute(text("SET statement_timeout = 4321"))
    connection.execute(text("SET search_path = pg_catalog"))
    connection.execute(text("CREATE TEMPORARY TABLE left_behind (id integer)"))
    connection.execute(text("SELECT pg_advisory_lock(4321)"))
    connection.execute(text("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"))
    connection.commit()


def backend(connection: Connection) -> int:
    """Return the process of the server that answers."""
    return int(connection.scalar(text("SELECT pg_backend_pid()")) or 0)


def test_what_a_session_held_is_gone(postgres_url: str) -> None:
    first = create_engine(postgres_url, isolation_level="SERIALIZABLE")
    with first.connect() as connection:
        before = backend(connection)
        disturb(connection)
        assert tuple(connection.execute(text(STATE)).one()) != NEW
    first.dispose()
    next_ = create_engine(postgres_url)
    with next_.connect() as connection:
        assert backend(connection) == before
        assert tuple(connection.execute(text(STATE)).one()) == NEW
    next_.dispose()


def test_a_connection_that_the_server_ended_is_not_given_to_anybody(postgres_url: str) -> None:
    first, other = create_engine(postgres_url), create_engine(postgres_url)
    with other.connect() as here:
        with first.connect() as connection:
            ended = backend(connection)
        first.dispose()
        here.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": ended})
        with first.connect() as connection:
            assert backend(connection) not in {ended, backend(here)}
    first.dispose()
    other.dispose()
