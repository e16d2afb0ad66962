"""Rows of tracing, for whoever a door of case_access.py has let in."""

from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed
from app.cases.case_queries import person
from app.cases.queries import iso
from app.cases.tracing_service import TABLE
from app.core.db import fetch
from app.directory.queries import place_row
from app.staff.queries import display_names

Row = dict[str, Any]

_OF_CASE: Final = """
SELECT id, episode, way, result, place, person_id, accused, at, said, noted_at, noted_by
FROM tracing_attempt WHERE case_id = $1 ORDER BY at, noted_at, id
"""


async def tracing_rows(session: AsyncSession, case_id: UUID) -> list[Row]:
    """Every attempt to find the family, oldest first; what was erased is null."""
    found = await fetch(session, _OF_CASE, case_id)
    key = (await case_sealed.keys_of(session, [case_id])).get(case_id) if found else None
    names = await display_names(session, {one["noted_by"] for one in found})
    rows = []
    for one in found:
        said = case_sealed.unseal(key, one["said"], TABLE, one["id"]) or {}
        rows.append(
            {
                "id": str(one["id"]),
                "episode": one["episode"],
                "way": one["way"],
                "result": one["result"],
                "place": place_row(one["place"]),
                "person_id": str(one["person_id"]) if one["person_id"] else None,
                "accused": one["accused"],
                "at": iso(one["at"]),
                "who": said.get("who"),
                "words": said.get("words"),
                "why_accused": said.get("why_accused"),
                "noted_at": iso(one["noted_at"]),
                "noted_by": person(one["noted_by"], names),
            }
        )
    return rows
