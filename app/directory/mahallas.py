"""The names of mahallas as they come in: keeps them, counts them, gives them to place search.

It invents none: every name says who gave it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import fetch, fetch_value
from app.geo.lookup import gazetteer
from app.geo.mahallas import Mahallas, wards_by_scheme
from app.geo.models import MahallaRow
from app.geo.place import Mahalla

SCHEMES: Final = ("DNCC", "DSCC")
"""Whose numbering of today a ward may be told by."""
_STAMP: Final = """
SELECT coalesce(sum(hashtextextended(id::text, version)), 0)::text
FROM mahalla WHERE valid_to IS NULL
"""
_KNOWN: Final = """
SELECT ward, name_bn, name_en, source, valid_from
FROM mahalla WHERE valid_to IS NULL ORDER BY ward, name_bn
"""
_COUNTED: Final = """
SELECT split_part(ward, '-', 2) AS scheme, count(*) AS names, count(DISTINCT ward) AS wards
FROM mahalla WHERE valid_to IS NULL GROUP BY 1
"""
_LATEST: dict[str, Mahallas] = {}
"""The one index of this process, by the stamp of the rows it was built from."""


def ward_of(scheme: str, number: int) -> str | None:
    """The code of the ward of today that has this number; None when there is none."""
    code = f"WD-{scheme}-{number}"
    return code if gazetteer().get(code) is not None else None


async def put(session: AsyncSession, ward: str, said: Mapping[str, Any]) -> bool:
    """Keep what is said of the mahalla of `said["name_bn"]` in a ward; says whether it is new.

    What `said` lacks stays as it was.
    """
    found = await session.exec(
        select(MahallaRow)
        .where(MahallaRow.ward == ward, MahallaRow.name_bn == said["name_bn"])
        .with_for_update()
    )
    known = found.first()
    row = known or MahallaRow(ward=ward, name_bn=said["name_bn"], source=said["source"])
    changed = {name: value for name, value in said.items() if getattr(row, name) != value}
    if known is None or changed:
        for name, value in changed.items():
            setattr(row, name, value)
        row.version += 1
        session.add(row)
        await session.flush()
    return known is None


async def sync_mahallas(session: AsyncSession, given: Iterable[Mahalla]) -> None:
    """Take in the names a file of the product gives; what an administrator has said stays."""
    for one in given:
        found = await session.exec(
            select(MahallaRow.id).where(
                MahallaRow.ward == one.ward, MahallaRow.name_bn == one.name_bn
            )
        )
        if found.first() is None:
            session.add(MahallaRow(**asdict(one)))
            await session.flush()


async def mahallas(session: AsyncSession) -> Mahallas:
    """The index of the names that stand now; built anew in this process when they have changed."""
    stamp: str = await fetch_value(session, _STAMP)
    built = _LATEST.get(stamp)
    if built is None:
        rows = await fetch(session, _KNOWN)
        built = Mahallas(gazetteer(), [Mahalla(**row) for row in rows])
        _LATEST.clear()
        _LATEST[stamp] = built
    return built


async def counted(session: AsyncSession) -> dict[str, tuple[int, int, int]]:
    """Of each numbering of today: how many names stand, in how many wards, of how many wards."""
    found = {row["scheme"]: (row["names"], row["wards"]) for row in await fetch(session, _COUNTED)}
    of = wards_by_scheme(gazetteer())
    return {scheme: (*found.get(scheme, (0, 0)), of[scheme]) for scheme in SCHEMES}
