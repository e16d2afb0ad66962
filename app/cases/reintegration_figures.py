"""How many children went home, and how it went on: aggregates without a personal column.

A child is the record that is kept (decision 0047): however often it went, and under however many
records, it counts once in each number of children. Only `times` counts goings.
"""

from datetime import date
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.reintegration_states import Kind
from app.core.db import fetch
from app.core.errors import InputIsInvalid

_WENT: Final = """
WITH went AS (
    SELECT coalesce(child.merged_into, child.id) AS child, one.id, one.kind, one.state,
        one.handed_over_at
    FROM reintegration AS one
    JOIN case_file ON case_file.id = case_id JOIN child ON child.id = child_id
    WHERE handed_over_at >= $1::date::timestamp AT TIME ZONE 'Asia/Dhaka'
      AND handed_over_at < ($2::date + 1)::timestamp AT TIME ZONE 'Asia/Dhaka'
), last AS (
    SELECT DISTINCT ON (child) child, kind FROM went ORDER BY child, handed_over_at DESC, id
)
SELECT 'times' AS what, count(*)::int AS n FROM went
UNION ALL SELECT 'children', count(*)::int FROM last
UNION ALL SELECT 'settled', count(DISTINCT child)::int FROM went WHERE state = 'settled'
UNION ALL SELECT 'at_risk', count(DISTINCT child)::int FROM went WHERE state = 'at_risk'
UNION ALL SELECT 'readmitted', count(DISTINCT child)::int FROM went
    JOIN reintegration_return ON reintegration_id = went.id WHERE stay_id IS NOT NULL
UNION ALL SELECT kind, count(*)::int FROM last GROUP BY kind
"""


async def figures(session: AsyncSession, since: date, until: date) -> dict[str, Any]:
    """Children that went home from one day to another, both included, by days in Dhaka.

    Raises InputIsInvalid naming `until`.
    """
    if until < since:
        raise InputIsInvalid("The last day comes before the first.", field="until")
    found = {row["what"]: row["n"] for row in await fetch(session, _WENT, since, until)}
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "by_kind": {kind.value: found.get(kind.value, 0) for kind in Kind},
        **{what: found[what] for what in ("children", "times", "settled", "at_risk", "readmitted")},
    }
