"""Tells centre, supervisors and district, each once, that something of a stay is due or late."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_told
from app.core import clock
from app.directory.queries import centre_place
from app.residence.care_events import StayLateTold
from app.residence.care_models import StayDue
from app.residence.stay_clock import LEVELS, Due, Level, told_at
from app.residence.stay_dues import OUTLAST, look_again
from app.residence.stays import locked, told


async def stay_due(session: AsyncSession, due_id: UUID) -> None:
    """Something of a stay may be due: tell each level whose time has come, once."""
    row = await session.get(StayDue, due_id)
    if row is None:
        return
    stay, incident = await locked(session, None, row.stay_id)
    await session.refresh(row)
    if row.ended_at is not None or (stay.left_at is not None and row.due not in OUTLAST):
        return
    while row.told_level < len(LEVELS):
        level = LEVELS[row.told_level]
        if told_at(row.due, row.due_at, level) > clock.now():
            break
        row.told_level += 1
        session.add(row)
        await session.flush()
        audience: Sequence[str] = ()
        if level is Level.DISTRICT:
            place = await centre_place(session, stay.centre_id)
            audience = await case_told.overseers_of_place(session, place)
        facts = {"due": row.due.value, "level": level.value, "due_at": row.due_at}
        await told(session, stay, incident, StayLateTold, None, audience, **facts)
        if row.due is Due.STAY_ENDS and level is not Level.CENTRE:
            await case_told.tell_cases(session, stay.child_id, "late", stay.centre_id, None)
    await look_again(session, row)
