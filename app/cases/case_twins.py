"""Two open cases of one child: its records were merged while each had one.

Both go on, each with its people, until somebody closes one of them; until then either file says so.
Nothing is stored of it: it holds for as long as both are open and the records are one. Cases are
locked before the records of their child, and several in the order of their ids.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_access import SystemWhy, for_system
from app.cases.case_deadlines import moved
from app.cases.case_events import CaseKinAdded, CaseKinEnded
from app.cases.case_models import Case
from app.cases.case_timeline import of, overseers_of
from app.core.db import fetch

SAME_CHILD: Final = "same_child"
"""The relation of two such cases."""
_OPEN = "SELECT id FROM case_file WHERE state = 'open' AND child_id = ANY($1) ORDER BY id"
_RECORDS = """
WITH kept AS (SELECT coalesce(merged_into, id) AS id FROM child WHERE id = $1)
SELECT id FROM kept UNION SELECT child.id FROM child JOIN kept ON merged_into = kept.id
"""


_OF_RECORDS = "SELECT id FROM case_file WHERE child_id = ANY($1) ORDER BY id FOR UPDATE"
_WITH_TWINS = """
SELECT id FROM case_file WHERE id = $1 OR state = 'open' AND child_id IN (
    SELECT one.id FROM child AS one
    JOIN child AS own ON coalesce(own.merged_into, own.id) = coalesce(one.merged_into, one.id)
    JOIN case_file AS mine ON mine.child_id = own.id WHERE mine.id = $1)
ORDER BY id FOR UPDATE
"""


async def lock_of(session: AsyncSession, records: Collection[UUID]) -> None:
    """Lock all cases of these records, before the records themselves are locked."""
    await fetch(session, _OF_RECORDS, list(records))


async def lock_with(session: AsyncSession, case_id: UUID) -> None:
    """Lock a case, and the open ones of the same child: for a verb that changes both."""
    await fetch(session, _WITH_TWINS, case_id)


async def met(
    session: AsyncSession, one: Collection[UUID], other: Collection[UUID], by: UUID
) -> None:
    """These records are one child now: open cases of either side hear of those of the other."""
    for case, twin in await _pairs(session, one, other):
        told = CaseKinAdded(**of(case), other_id=twin.id, number=twin.number, relation=SAME_CHILD)
        await moved(session, case, told, by, await overseers_of(session, case))


async def parted(
    session: AsyncSession, one: Collection[UUID], other: Collection[UUID], by: UUID
) -> None:
    """They are two children again."""
    for case, twin in await _pairs(session, one, other):
        await _ended(session, case, twin, by)


async def closed(session: AsyncSession, case: Case, by: UUID) -> None:
    """A case was closed: whatever other case of the child is open is the only one now."""
    records = [row["id"] for row in await fetch(session, _RECORDS, case.child_id)]
    for twin in await _open(session, records):
        await _ended(session, twin, case, by)


async def _ended(session: AsyncSession, case: Case, twin: Case, by: UUID) -> None:
    told = CaseKinEnded(**of(case), other_id=twin.id, number=twin.number, relation=SAME_CHILD)
    await moved(session, case, told, by)


async def _open(session: AsyncSession, records: Collection[UUID]) -> list[Case]:
    ids = [row["id"] for row in await fetch(session, _OPEN, list(records))]
    return [await for_system(session, id_, SystemWhy.KIN, lock=True) for id_ in ids]


async def _pairs(
    session: AsyncSession, one: Collection[UUID], other: Collection[UUID]
) -> list[tuple[Case, Case]]:
    """Every open case of either side, locked, with every one of the other side."""
    cases = await _open(session, {*one, *other})
    return [
        (case, twin)
        for case in cases
        for twin in cases
        if (case.child_id in one) != (twin.child_id in one)
    ]
