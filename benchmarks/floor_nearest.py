"""The floor of the bench of matching: bare indexed nearest-neighbour SQL, nothing explained.

`Nearest` fetches the rows that the product's answer is drawn from: the 25 nearest workers on duty,
the 25 nearest centres and the 25 nearest that may take a child in, right over the sphere, from
tables of their own that hold nothing else. `InDegrees` is the cheapest anybody would write: five
workers and five centres by `<->` on a flat map, the wrong ones for one place in seven. Each is one
statement, prepared once, on one connection without a transaction. It must import nothing of the
product.
"""

from math import cos, radians, sin
from typing import Any, ClassVar, Self

import asyncpg


class Nearest:
    """One prepared statement over the sphere."""

    MOST: ClassVar = 25
    KINDS: ClassVar = (
        ("worker", "true"),
        ("centre", "true"),
        ("centre", "operating AND admits = 'direct'"),
    )
    POINT: ClassVar = (
        "cube(ARRAY[cos(radians(lat)) * cos(radians(lon)), "
        "cos(radians(lat)) * sin(radians(lon)), sin(radians(lat))])"
    )
    WANTED: ClassVar = "cube($1::float8[])"

    def __init__(self, connection: Any, statement: Any) -> None:
        self._connection, self._statement = connection, statement

    @classmethod
    async def opened(cls, url: str) -> Self:
        """With its tables made from those of the product."""
        connection = await asyncpg.connect(url)
        name = f"floor_{cls.__name__.lower()}"
        for table, which in (("worker", "on_duty"), ("centre", "true")):
            centre = ", operating, admits" if table == "centre" else ""
            await connection.execute(
                f"CREATE TABLE {name}_{table} AS SELECT id, name_bn, name_en, lat, lon, "
                f"{cls.POINT} AS at{centre} FROM {table} WHERE {which} AND lat IS NOT NULL"
            )
            await connection.execute(f"CREATE INDEX ON {name}_{table} USING gist (at)")
            await connection.execute(f"VACUUM ANALYZE {name}_{table}")
        parts = [
            f"(SELECT id, name_bn, name_en, lat, lon, at <-> {cls.WANTED} AS far "
            f"FROM {name}_{table} WHERE {which} ORDER BY at <-> {cls.WANTED} LIMIT {cls.MOST})"
            for table, which in cls.KINDS
        ]
        return cls(connection, await connection.prepare(" UNION ALL ".join(parts)))

    async def find(self, lat: float, lon: float) -> int:
        """How many were found near a point."""
        north, east = radians(lat), radians(lon)
        at = [cos(north) * cos(east), cos(north) * sin(east), sin(north)]
        return len(await self._statement.fetch(at))

    async def close(self) -> None:
        """Let the connection go."""
        await self._connection.close()


class InDegrees(Nearest):
    """One prepared statement on a flat map."""

    MOST: ClassVar = 5
    KINDS: ClassVar = (("worker", "true"), ("centre", "operating"))
    POINT: ClassVar = "point(lon, lat)"
    WANTED: ClassVar = "point($1, $2)"

    async def find(self, lat: float, lon: float) -> int:
        """How many were found near a point."""
        return len(await self._statement.fetch(lon, lat))
