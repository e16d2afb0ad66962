"""Which database a connection has come to, so that another one in its place is told from it.

Transaction numbers go on without end in one database. In a copy of it that was set back, or a
replica that took over before it had received everything, the lost ones are given once more: what
somebody remembers by such numbers is good for one lineage only.
"""

from typing import Final

import asyncpg
import structlog

log = structlog.get_logger()

_LINEAGE: Final = """
SELECT CASE WHEN NOT pg_is_in_recovery() THEN concat_ws('/',
    (SELECT system_identifier FROM pg_control_system()),
    left(pg_walfile_name(pg_current_wal_lsn()), 8),
    extract(epoch FROM pg_postmaster_start_time()),
    (SELECT oid FROM pg_database WHERE datname = current_database())) END
"""
"""Which cluster, which of its timelines (the first eight digits of a file of its log; the control
file learns a new one only at the next checkpoint), which run of its server, which database.

The run alone tells a copy that was set back: it is another server, or one that was started anew.
Source: PostgreSQL, 9.28 System Administration Functions, 27.3 Failover; all of it is open to every
role.
"""


class Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A connection that knows its lineage; it stays the same for as long as it is open."""

    _lineage: str | None = None

    async def lineage(self) -> str | None:
        """Two connections that give the same are to the same database; None: it can't be told.

        That is one which only follows another yet; it is asked again, as it may take over.
        """
        if self._lineage is None:
            self._lineage = await self.fetchval(_LINEAGE)
        return self._lineage or None


async def connect(**where: object) -> Connection:
    """`asyncpg.connect`; asks for the lineage here, where a refusal spoils no transaction."""
    made: Connection = await asyncpg.connect(**where, connection_class=Connection)
    try:
        await made.lineage()
    except asyncpg.PostgresError as error:
        if made.is_closed():
            raise
        made._lineage = ""
        log.warning("lineage_not_told", error=type(error).__name__)
    except BaseException:
        made.terminate()
        raise
    return made
