"""The database: engine, sessions and the one place that commits; it knows no table."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from fastapi import Depends, Request
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import Session as SyncSession
from sqlalchemy.orm import SessionTransaction
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import lineage, rows
from app.core.bell import Bell
from app.core.dsn import connecting
from app.core.sessions import DRIVER, LendingSession, as_the_orm_says

T = TypeVar("T")

STATEMENT_TIMEOUT = "10s"
LOCK_TIMEOUT = "3s"
COMMAND_SECONDS = 12
"""Of a server that has fallen silent: longer than its own time-out, which a living one keeps."""
STATEMENTS_KEPT = 1000
"""Prepared statements a connection keeps, and compiled ones a process keeps: more than we have."""
ANNOUNCES = "announces"
"""Key of `session.info`: this transaction recorded something, so ring the bell after commit."""


class Database:
    """One process's connection to Postgres: ORM sessions, a small raw pool, and the bell."""

    def __init__(self, url: str, pool: int = 10, name: str = "helpline") -> None:
        """`name`: what Postgres calls the connections (`pg_stat_activity`)."""
        self.dsn = url.replace("postgresql+asyncpg://", "postgresql://")
        self.name = name
        self.engine = _engine(self.dsn, pool, name)
        self.bell = Bell(self.dsn)
        self._raw: asyncpg.Pool | None = None
        self._raw_size = pool
        self._raw_lock = asyncio.Lock()
        self.info: dict[str, Any] = {}
        """What this process keeps of this database, by name; each of its sessions carries it."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction: commits at the end, rolls back on any error, rings after commit."""
        session = AsyncSession(
            self.engine,
            sync_session_class=LendingSession,
            expire_on_commit=False,
            info=self.info,
        )
        try:
            yield session
            await _flush(session)
            await session.commit()
        except BaseException:
            await asyncio.shield(session.close())
            raise
        session.expunge_all()  # its connection went back with the commit: no more need be closed
        if session.info.pop(ANNOUNCES, False):
            self.bell.ring()

    async def ask(self, statement: str, *values: Any) -> Any:
        """The first column of the first row of one statement that reads, or None.

        By itself, without a session: for what is asked at every bell.
        """
        return await (await self.raw()).fetchval(statement, *values)

    async def glance(self, statement: str, *values: Any) -> tuple[list[asyncpg.Record], str | None]:
        """The rows of one statement that reads, by itself, and the lineage of who answered.

        One statement is one moment of the database, so it needs no transaction: to begin and end
        one costs more than to ask. It sees nothing that a session of ours has not committed.
        Raises the driver's errors.
        """
        async with (await self.raw()).acquire() as connection:
            return await connection.fetch(statement, *values), await connection.lineage()

    async def raw(self) -> asyncpg.Pool:
        """The raw pool, for the intake path, `ask` and `glance`; opened at first need."""
        if self._raw is None:
            async with self._raw_lock:
                if self._raw is None:
                    self._raw = await asyncpg.create_pool(
                        **connecting(self.dsn),
                        min_size=1,
                        max_size=self._raw_size,
                        command_timeout=5,
                        reset=_leaves_nothing_behind,
                        connection_class=lineage.Connection,
                        server_settings=_server_settings(self.name, "5s"),
                    )
        return self._raw

    async def close(self) -> None:
        """Let every connection go."""
        await self.bell.close()
        if self._raw is not None:
            await self._raw.close()
            self._raw = None
        await self.engine.dispose()


async def _leaves_nothing_behind(_: Any) -> None:
    """Statements of the raw pool change no session state: the usual reset is a wasted trip."""


def _server_settings(name: str, statement_timeout: str) -> dict[str, str]:
    return {
        "application_name": name,
        "synchronous_commit": "on",
        "statement_timeout": statement_timeout,
        "lock_timeout": LOCK_TIMEOUT,
        "idle_in_transaction_session_timeout": "30s",
        "timezone": "UTC",
    }


def _engine(dsn: str, pool: int, name: str) -> AsyncEngine:
    """The ORM's engine. Parameters never appear in its errors: they are what children said."""

    async def connect() -> asyncpg.Connection:
        settings = _server_settings(name, STATEMENT_TIMEOUT)
        return await lineage.connect(
            **connecting(dsn), server_settings=settings, command_timeout=COMMAND_SECONDS
        )

    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args={
            "async_creator_fn": connect,
            "prepared_statement_cache_size": STATEMENTS_KEPT,
        },
        query_cache_size=STATEMENTS_KEPT,
        pool_size=2 * pool,  # kept: to open one more in a burst costs what a hundred statements do
        max_overflow=0,
        pool_use_lifo=True,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "checkout", _begun_or_refused)
    return engine


def _begun_or_refused(connection: Any, *_: Any) -> None:
    """A pooled connection begins its transaction when it is taken; one that can't is replaced.

    So whoever takes it never meets one whose server is gone, and pays nothing for that: asking the
    server first, as the pool's own pre-ping does, costs three round trips a transaction.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError
    try:
        connection.run_async(lambda _: connection._start_transaction())
    except connection.dbapi.Error as error:
        raise DisconnectionError from error


async def driver(session: AsyncSession) -> asyncpg.Connection:
    """The session's own connection without the ORM, inside its open transaction.

    What the session has not flushed yet is flushed first.
    """
    return (await _pooled(session)).driver_connection


async def _pooled(session: AsyncSession) -> Any:
    """The same as the pool keeps it: `driver_connection` beside the ORM's wrapper around that."""
    if not session.sync_session._is_clean():
        await _flush(session)
    return await _connected(session)


async def _connected(session: AsyncSession) -> Any:
    pooled: Any = session.info.get(DRIVER)
    if pooled is None or not pooled.is_valid:
        pooled = await session.run_sync(lambda ours: _lending(ours).pooled())
        if not pooled.driver_connection.is_in_transaction():
            await pooled.dbapi_connection._start_transaction()  # as the ORM's first statement does
        session.info[DRIVER] = pooled
    return pooled


def _lending(session: SyncSession) -> LendingSession:
    assert isinstance(session, LendingSession)
    return session


async def _flush(session: AsyncSession) -> None:
    """Write what waits: rows that only changed by plain statements, all else as the ORM does."""
    if session.sync_session._is_clean():
        return
    changes = rows.changes(session.sync_session)
    if changes is None:
        await session.flush()
        return
    pooled = await _connected(session) if changes else None
    for change in changes:
        if change.statement and await _run(session, pooled, change) != "UPDATE 1":
            raise StaleDataError("a row that was to be changed is gone")
        change.done()


async def _run(session: AsyncSession, pooled: Any, change: rows.Change) -> str:
    with _told_as_the_orm_does(session, pooled):
        return str(await pooled.driver_connection.execute(change.statement, *change.values))


async def fetch(session: AsyncSession, statement: str, *values: Any) -> list[asyncpg.Record]:
    """Rows of one plain statement in the session's transaction; values by position.

    For the paths a caller waits for, where building a statement and reading through the ORM costs
    more than Postgres does. What the session has not flushed yet is flushed first. Objects the
    session holds know nothing of what was changed here: whoever changes a row notes it on them.
    Raises the ORM's errors.
    """
    pooled = await _pooled(session)
    with _told_as_the_orm_does(session, pooled):
        found: list[asyncpg.Record] = await pooled.driver_connection.fetch(statement, *values)
    return found


async def take(session: AsyncSession, kind: type[T], statement: str, *values: Any) -> T | None:
    """The object of the first row of a plain statement that selects `rows.columns_of(kind)`.

    An object the session holds already is brought up to date: the statement may lock the row.
    """
    found = await fetch(session, statement, *values)
    return rows.object_of(session.sync_session, kind, found[0]) if found else None


async def take_all(session: AsyncSession, kind: type[T], statement: str, *values: Any) -> list[T]:
    """The same for every row."""
    found = await fetch(session, statement, *values)
    return [rows.object_of(session.sync_session, kind, row) for row in found]


async def fetch_value(session: AsyncSession, statement: str, *values: Any) -> Any:
    """The first column of the first row, or None; else as `fetch`."""
    found = await fetch(session, statement, *values)
    return found[0][0] if found else None


async def execute(session: AsyncSession, statement: str, *values: Any) -> None:
    """The same for a statement whose rows nobody wants."""
    await fetch(session, statement, *values)


@contextmanager
def _told_as_the_orm_does(session: AsyncSession, pooled: Any) -> Iterator[None]:
    try:
        yield
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise as_the_orm_says(pooled, error) from error
    except asyncio.CancelledError:
        # As the ORM does: whoever has no more time does not wait for the query to be given up.
        _lending(session.sync_session).give_up()
        raise


@event.listens_for(SyncSession, "after_transaction_end")
def _forget_driver(session: SyncSession, _: Any) -> None:
    session.info.pop(DRIVER, None)


@event.listens_for(SyncSession, "after_transaction_create")
def _have_savepoint_set(session: SyncSession, transaction: SessionTransaction) -> None:
    """The ORM sets a savepoint when it is asked for the connection: so it must be asked."""
    if transaction.nested:
        session.info.pop(DRIVER, None)


@event.listens_for(SyncSession, "after_rollback")
def _forget_announcement(session: SyncSession) -> None:
    session.info.pop(ANNOUNCES, None)


def database_of(request: Any) -> Database:
    """The database the front door put on the application."""
    database: Database = request.app.state.database
    return database


async def _session(request: Request) -> AsyncIterator[AsyncSession]:
    async with database_of(request).transaction() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(_session, scope="function")]
"""A request's one transaction. Scope `function`: it commits before the answer leaves (I5)."""


def describe(url: str) -> str:
    """Where a database URL points, without its password, for people to read."""
    parts = urlsplit(url)
    host = parts.hostname or parse_qs(parts.query).get("host", ["local socket"])[0]
    return f"{unquote(host)}{parts.path}"
