"""One's own open cases as a phone keeps them, and the door for what was written on it.

A row has no word of a file: a number, initials, and what is due. Decision 0065.
"""

from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_access import SystemWhy, for_system, not_found
from app.cases.case_initials import initial_rows
from app.cases.case_models import Case
from app.core.db import fetch

MOST: Final = 200

_OWN: Final = """
SELECT file.id, number, risk, due.all AS dues
FROM case_file AS file CROSS JOIN LATERAL (
    SELECT min(due_at) AS first,
        coalesce(jsonb_agg(jsonb_build_object('due', due, 'due_at', due_at) ORDER BY due_at),
            '[]') AS all
    FROM case_due WHERE case_id = file.id AND ended_at IS NULL
) AS due
WHERE owner_id = $1 AND state = 'open' ORDER BY due.first, number LIMIT $2
"""


async def pocket_rows(session: AsyncSession, staff_id: UUID) -> list[dict[str, Any]]:
    """The open cases somebody owns, 200 at most; what is due first comes first."""
    found = await fetch(session, _OWN, staff_id, MOST)
    initials = {row["case_id"]: row["initials"] for row in await initial_rows(session, staff_id)}
    return [
        {
            "id": str(row["id"]),
            "number": row["number"],
            "initials": initials.get(str(row["id"])),
            "risk": row["risk"],
            "dues": row["dues"],
        }
        for row in found
    ]


async def by_worker(session: AsyncSession, staff_id: UUID, case_id: UUID) -> Case:
    """A locked case, for what whoever works on it wrote on a phone. Raises CaseNotFound.

    Its event tells of it; no opening is recorded, since nothing of the file is shown.
    """
    case = await for_system(session, case_id, SystemWhy.PHONE, lock=True)
    if staff_id not in (case.owner_id, case.supervisor_id):
        raise not_found()
    return case
