"""What the open cases of a child hear from rooms above: codes only; it opens no file."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_access import SystemWhy, for_system
from app.cases.case_events import CaseChildStays
from app.cases.case_models import Case
from app.cases.case_states import CaseState
from app.cases.case_timeline import of, overseers_in, tell
from app.cases.people_access import group_of, same_child_as
from app.core.audience import about
from app.core.db import fetch
from app.geo.lookup import gazetteer

STAY: Final = ("began", "ended", "extended", "late", "grave", "elsewhere")
"""What a case hears of a centre where its child stays."""

_OPEN_OF = """
SELECT id FROM case_file WHERE state = 'open' AND child_id = ANY($1) ORDER BY id
"""


async def lock_cases(session: AsyncSession, child_id: UUID | None) -> list[Case]:
    """The open cases of a child, or of a record that is the same child, until a transaction ends.

    A case is locked after the child's ticket, and before its records and the centre it comes to or
    leaves: whoever takes them in this order never waits in a circle.
    """
    if child_id is None:
        return []
    found = await fetch(session, _OPEN_OF, list(await same_child_as(session, child_id)))
    locked = [await for_system(session, row["id"], SystemWhy.STAY, lock=True) for row in found]
    return [case for case in locked if case.state is CaseState.OPEN]


async def lock_child(session: AsyncSession, child_id: UUID) -> list[UUID]:
    """The open cases of a child, then all its records, whose ids it gives; in this order by all."""
    await lock_cases(session, child_id)
    return await group_of(session, child_id, lock=True)


async def tell_cases(
    session: AsyncSession, child_id: UUID | None, what: str, centre_id: UUID, by: UUID | None
) -> None:
    """The open cases of a child hear of its stay."""
    for case in await lock_cases(session, child_id):
        told = CaseChildStays(**of(case), what=what, centre_id=centre_id)
        await tell(session, case, told, by)


async def overseers_of_place(session: AsyncSession, place: str | None) -> Sequence[str]:
    """The channels of all who oversee a place; of an unknown one, of those of the country."""
    known = place is not None and gazetteer().get(place) is not None
    within = list(gazetteer().containers(place)) if known and place else []
    return [about("staff", id_) for id_ in await overseers_in(session, within)]
