"""Counts what is sent to the database, the ORM's statements and the plain ones; no test."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.core.db import Database

READS = ("SELECT", "WITH")
SOMEBODY_WAITS = """
SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE NOT granted AND datname = current_database()
"""
"""Of this database alone: tests beside this one wait for locks as well."""
DRIVERS_OWN = ("pg_catalog", "'jit'")
"""What the driver asks about a connection and its types when it meets them first."""


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The reading statements sent meanwhile, by sessions that begin and end meanwhile."""
    sent: list[str] = []

    def note(record: Any) -> None:
        own = any(word in record.query for word in DRIVERS_OWN)
        if not own and record.query.lstrip().upper().startswith(READS):
            sent.append(record.query)

    def begin(connection: Any, *_: Any) -> None:
        connection.driver_connection.add_query_logger(note)

    def end(connection: Any, *_: Any) -> None:
        connection.driver_connection.remove_query_logger(note)

    engine = database.engine.sync_engine
    event.listen(engine, "checkout", begin)
    event.listen(engine, "checkin", end)
    yield sent
    event.remove(engine, "checkout", begin)
    event.remove(engine, "checkin", end)
