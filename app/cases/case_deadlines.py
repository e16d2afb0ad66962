"""Keeps the rows of what is due of a case, and tells who must know that something is late, once.

A deadline is a row (decision 0004): when it fires, the row is looked at again. Whatever changes a
case calls `follow` in the same transaction, so that no case is ever silently without a next step.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_targets
from app.cases.case_access import SystemWhy, for_system
from app.cases.case_due import LEVELS, Due, DueAt, Level, dues
from app.cases.case_events import CaseLateTold, OfCase
from app.cases.case_facts import facts_of
from app.cases.case_models import Case, CaseDue
from app.cases.case_states import CaseState
from app.cases.case_timeline import overseers_of, tell
from app.core import clock
from app.jobs.deadlines import cancel_deadline, set_deadline

CASE_DUE: Final = "case_due"


async def follow(session: AsyncSession, case: Case) -> None:
    """Have the rows of a locked case say what is due now, by what was done and its risk.

    An earlier date counts at once, even one that has passed. Who was told stays told, unless the
    new date is still to come.
    """
    await session.flush()
    facts = (await facts_of(session, [case.id]))[case.id]
    wanted = dues(facts, case.risk, await case_targets.allowed(session))
    kept = {row.due: row for row in await open_dues(session, case.id)}
    for due in Due:
        await _follow(session, case, due, kept.get(due), wanted.get(due))
    await session.flush()
    await _count_late(session, case)


async def moved(
    session: AsyncSession,
    case: Case,
    event: OfCase,
    by: UUID | None = None,
    also: Collection[UUID] = (),
) -> None:
    """What every verb on a locked case ends with: its rows follow, then all concerned are told.

    Whoever heard that it was late hears, too, that it is no more.
    """
    was_late = case.late_level > 1
    await follow(session, case)
    heard = await overseers_of(session, case) if was_late else []
    await tell(session, case, event, by, {*also, *heard})


async def open_dues(session: AsyncSession, case_id: UUID) -> list[CaseDue]:
    """What is due of a case now."""
    found = await session.exec(
        select(CaseDue).where(CaseDue.case_id == case_id, col(CaseDue.ended_at).is_(None))
    )
    return list(found)


async def _follow(
    session: AsyncSession, case: Case, due: Due, kept: CaseDue | None, wanted: DueAt | None
) -> None:
    told = 0
    if kept is not None:
        same = wanted is not None and (kept.base_at, kept.due_at) == (
            wanted.base_at,
            wanted.due_at,
        )
        if same and kept.episode == case.episode:
            return
        if wanted is not None and (kept.base_at == wanted.base_at or kept.due_at == wanted.due_at):
            told = kept.told_level if wanted.due_at <= clock.now() else 0
        await _end(session, case, kept, "moved" if wanted is not None else "met")
    if wanted is not None:
        made = CaseDue(
            case_id=case.id,
            episode=case.episode,
            due=due,
            base_at=wanted.base_at,
            due_at=wanted.due_at,
            told_level=told,
            made_at=clock.now(),
        )
        session.add(made)
        await session.flush()
        await look_again(session, made)


async def _end(session: AsyncSession, case: Case, row: CaseDue, ending: str) -> None:
    row.ended_at = clock.now()
    row.ending = "closed" if case.state is CaseState.CLOSED else ending
    session.add(row)
    await session.flush()
    await cancel_deadline(session, CASE_DUE, row.id)


async def look_again(session: AsyncSession, row: CaseDue) -> None:
    """Look at the row when the next level is to be told; never again once all were."""
    if row.told_level < len(LEVELS):
        due = DueAt(row.base_at, row.due_at)
        await set_deadline(session, CASE_DUE, row.id, due.told_at(LEVELS[row.told_level]))


async def _count_late(session: AsyncSession, case: Case) -> None:
    case.late_level = max((row.told_level for row in await open_dues(session, case.id)), default=0)
    session.add(case)
    await session.flush()


async def case_due(session: AsyncSession, due_id: UUID) -> None:
    """Something of a case may be late: tell each level whose time has come, once."""
    row = await session.get(CaseDue, due_id)
    if row is None:
        return
    case = await for_system(session, row.case_id, SystemWhy.DEADLINE, lock=True)
    await session.refresh(row)
    if row.ended_at is not None or case.state is not CaseState.OPEN:
        return
    due = DueAt(row.base_at, row.due_at)
    while row.told_level < len(LEVELS) and due.told_at(LEVELS[row.told_level]) <= clock.now():
        await _tell(session, case, row, LEVELS[row.told_level])
    await look_again(session, row)


async def _tell(session: AsyncSession, case: Case, row: CaseDue, level: Level) -> None:
    row.told_level += 1
    session.add(row)
    await _count_late(session, case)
    also = set(await overseers_of(session, case)) if level is not Level.WORKER else set()
    told = CaseLateTold(
        entity_id=case.id,
        version=case.version + 1,
        due=row.due.value,
        level=level.value,
        due_at=row.due_at,
    )
    await tell(session, case, told, also=also)
