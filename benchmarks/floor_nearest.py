"""The floor of the bench of matching: bare indexed nearest-neighbour SQL, nothing explained.

Points in degrees in tables of their own with a GiST index, the five nearest workers on duty and
the five nearest centres by `<->`, two prepared statements on one connection. It must import
nothing of the product.
"""

from typing import Any, Self

import asyncpg

NEAREST = 5
PREPARE = """
DROP TABLE IF EXISTS floor_worker, floor_centre;
CREATE TABLE floor_worker AS
    SELECT id, name_en, point(lon, lat) AS at FROM worker WHERE on_duty AND lat IS NOT NULL;
CREATE TABLE floor_centre AS
    SELECT id, name_en, point(lon, lat) AS at FROM centre WHERE operating AND lat IS NOT NULL;
CREATE INDEX ON floor_worker USING gist (at);
CREATE INDEX ON floor_centre USING gist (at);
VACUUM ANALYZE floor_worker;
VACUUM ANALYZE floor_centre;
"""
QUERY = """
SELECT id, name_en, at <-> point($1, $2) AS degrees FROM floor_{kind}
ORDER BY at <-> point($1, $2) LIMIT {most}
"""


class Nearest:
    """Two prepared statements."""

    def __init__(self, connection: Any, statements: list[Any]) -> None:
        self._connection, self._statements = connection, statements

    @classmethod
    async def opened(cls, url: str) -> Self:
        """With its tables made from those of the product."""
        connection = await asyncpg.connect(url)
        for statement in PREPARE.split(";"):
            if statement.strip():
                await connection.execute(statement)
        kinds = ("worker", "centre")
        made = [await connection.prepare(QUERY.format(kind=k, most=NEAREST)) for k in kinds]
        return cls(connection, made)

    async def find(self, lat: float, lon: float) -> int:
        """How many were found near a point."""
        return sum([len(await one.fetch(lon, lat)) for one in self._statements])

    async def close(self) -> None:
        await self._connection.close()
