"""Children who leave a centre for good, and who are taken in again after that; it opens no case.

Cases knows no stay: it asks by reintegration_stays.py, and is told of a readmission by its verb.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import reintegration_returns, reintegration_stays
from app.cases.case_models import Case
from app.cases.exclusions import excluded
from app.cases.models import Incident
from app.cases.reintegration_models import ReintegrationReturn
from app.cases.reintegration_people import sex_and_age
from app.cases.reintegration_states import Kind
from app.cases.reintegration_stays import Present
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid
from app.directory.queries import seats_of
from app.residence.admitting import ChildStaysAlready
from app.residence.beds import suits
from app.residence.care_events import StayBegun
from app.residence.care_states import CameBy
from app.residence.houses import must_have_nights
from app.residence.models import Stay
from app.residence.queries import beds_of
from app.residence.service import Guest, arrive
from app.residence.states import Left
from app.residence.stays import begin, leave, told
from app.residence.whereabouts import must_be_over, stay_now

LEFT: Final[Mapping[Kind, Left]] = {
    Kind.FAMILY: Left.FAMILY,
    Kind.RELATIVES: Left.FAMILY,
    Kind.ALTERNATIVE_CARE: Left.OTHER,
    Kind.INDEPENDENT: Left.GROWN_UP,
}


class CentreIsExcluded(HelplineError):
    """This centre must not be asked for the child's ticket: somebody accused has to do with it."""

    code = "centre_is_excluded"


class _Stays:
    """What cases asks of the stays."""

    async def present(
        self,
        session: AsyncSession,
        incident_ids: Collection[UUID],
        child_ids: Collection[UUID],
    ) -> Sequence[Present]:
        """Stays of these incidents, or of these records of a child, that have not ended."""
        theirs = col(Stay.incident_id).in_(list(incident_ids))
        found = await session.exec(
            select(Stay)
            .where(theirs | col(Stay.child_id).in_(list(child_ids)), col(Stay.left_at).is_(None))
            .order_by(col(Stay.arrived_at), col(Stay.id))
        )
        return [
            Present(one.id, one.centre_id, one.incident_id, one.arrived_at, one.child_id)
            for one in found
        ]

    async def leave(
        self, session: AsyncSession, stay: Present, kind: Kind, at: datetime, by: UUID
    ) -> None:
        """The child left at `at` for where it goes; the bed is free."""
        await leave(session, stay.centre_id, stay.id, LEFT[kind], None, by, at=at)


reintegration_stays.kept_by(_Stays())


async def readmit(
    session: AsyncSession,
    incident: Incident,
    case: Case,
    back: ReintegrationReturn,
    centre_id: UUID,
    by: UUID,
    *,
    bed_id: UUID | None = None,
    at: datetime | None = None,
    notes: Mapping[str, Any] | None = None,
) -> Stay:
    """The child of a locked case, whose ticket and records are locked, is in a centre since `at`.

    It is recorded in a full centre too, as every child at a door is. Raises CaseIsClosed,
    ReadmittedAlready, CentreIsExcluded, ChildStaysAlready, StaysOverlap, BedIsTaken,
    HouseIsForOthers, InputIsInvalid.
    """
    reintegration_returns.must_be_free(case, back)
    when = at or clock.now()
    if when > clock.now():
        raise InputIsInvalid("This has not happened yet.", field="at")
    guest = Guest(*await sex_and_age(session, case))
    await _must_take(session, incident, centre_id, guest)
    if await stay_now(session, case.child_id) is not None:
        raise ChildStaysAlready("The child stays in a centre already.", legal=["leave"])
    await reintegration_returns.must_have_gone(session, back, when)
    await must_be_over(session, case.child_id, when, "at")
    args = (centre_id, incident.id, back.id, by, guest, bed_id)
    stay, _ = await arrive(session, *args, at=when, child_id=case.child_id)
    stay.came_by = CameBy.RETURNED
    await begin(session, stay, incident, {} if notes is None else notes)
    facts = {"came_by": stay.came_by.value, "over": stay.over}
    await told(session, stay, incident, StayBegun, by, **facts)
    await reintegration_returns.readmitted(session, case, back, stay.id, centre_id, when, by)
    return stay


async def _must_take(
    session: AsyncSession, incident: Incident, centre_id: UUID, guest: Guest
) -> None:
    if centre_id not in await seats_of(session, [centre_id]):
        raise InputIsInvalid("There is no such centre.", field="centre")
    await must_have_nights(session, centre_id)
    if centre_id in await excluded(session, incident.id):
        raise CentreIsExcluded("This centre is not asked for this child.")
    beds = (await beds_of(session, [centre_id]))[centre_id]
    if not suits(beds.gender, guest.sex):
        raise InputIsInvalid(f"This centre takes {beds.gender} only.", field="centre")
