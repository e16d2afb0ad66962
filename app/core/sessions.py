"""A session whose plain statements need no connection of the ORM; it runs no statement itself.

To have the ORM begin and end a transaction costs more than twice what the driver takes for both,
and many transactions are plain statements alone. So a connection is taken from the pool for those,
and lent to the ORM as soon as that needs one: it is one transaction, whoever speaks in it.
"""

from typing import Any, Final

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.pool import PoolProxiedConnection
from sqlmodel import Session

DRIVER: Final = "driver"
"""Key of a session's `info`: its connection as the pool keeps it, while its transaction is open."""


class LendingSession(Session):
    """The synchronous inside of our sessions: every verb is called within the ORM's greenlet."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """Make one as the ORM does; nothing is taken yet."""
        super().__init__(*given, **named)
        self._taken: PoolProxiedConnection | None = None
        self._lent: Connection | None = None
        self._began_by_orm = False

    def get_bind(self, *given: Any, **named: Any) -> Engine | Connection:
        """Tell the ORM where it finds a connection: ours, if we took one."""
        engine: Any = super().get_bind(*given, **named)
        if self._taken is None:
            self._began_by_orm = True
            return engine  # type: ignore[no-any-return]
        if self._lent is None:
            self._lent = Connection(engine, connection=self._taken)
        return self._lent

    def pooled(self) -> PoolProxiedConnection:
        """The connection of this transaction as the pool keeps it; the transaction has begun.

        Within a savepoint the ORM is asked: it has to begin that first. Raises
        PendingRollbackError when the connection was given up in the middle.
        """
        if self._taken is None and not self._began_by_orm and not self.in_nested_transaction():
            engine: Any = super().get_bind()
            self._taken = engine.raw_connection()
            return self._taken
        if self._taken is None or self._lent or self.in_nested_transaction():
            return self.connection().connection
        return _whole(self._taken)

    def give_up(self) -> None:
        """The connection can't be trusted any more: it is closed, and so is the transaction."""
        if self._taken is None or self._lent:
            self.connection().invalidate()
        else:
            self._taken.invalidate()

    def in_transaction(self) -> bool:
        """Whether anything was begun, by a plain statement too."""
        return self._taken is not None or super().in_transaction()

    def commit(self) -> None:
        """Write what waits and commit, whichever way the transaction began."""
        super().commit()
        self._let_go(commit=True)

    def rollback(self) -> None:
        """Take everything back."""
        try:
            super().rollback()
        finally:
            self._let_go()

    def close(self) -> None:
        """Take back what is not committed, and forget all."""
        try:
            super().close()
        finally:
            self._let_go()

    def _let_go(self, *, commit: bool = False) -> None:
        taken, is_lent = self._taken, self._lent is not None
        self._taken = self._lent = None
        self._began_by_orm = False
        self.info.pop(DRIVER, None)
        if taken is None:
            return
        try:
            if commit and not is_lent:
                _commit(_whole(taken))
        finally:
            driver: Any = taken.driver_connection
            if driver is not None and driver.is_closed():
                taken.invalidate()
            taken.close()


def _whole(pooled: PoolProxiedConnection) -> PoolProxiedConnection:
    if not pooled.is_valid:
        raise PendingRollbackError("The connection was given up in this transaction: roll it back.")
    return pooled


def _commit(pooled: PoolProxiedConnection) -> None:
    try:
        pooled.commit()
    except Exception as error:
        raise as_the_orm_says(pooled, error) from error
    except BaseException:
        pooled.invalidate()  # nobody knows whether it was committed
        raise


def as_the_orm_says(pooled: Any, error: Exception) -> Exception:
    """One kind of errors for all who catch them, whichever way a statement went."""
    wrapper = pooled.dbapi_connection
    try:
        if isinstance(error, wrapper.dbapi.Error):
            raise error
        wrapper._handle_exception(error)
    except wrapper.dbapi.Error as known:
        told: Exception = DBAPIError.instance(
            None,
            None,
            known,
            wrapper.dbapi.Error,
            hide_parameters=True,
            connection_invalidated=pooled.driver_connection.is_closed(),
        )
        return told
    except Exception as unknown:
        return unknown
    return error
