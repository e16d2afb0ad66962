"""What follows in cases when two reports are linked: the kept ticket belongs to the same cases."""

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_access
from app.cases.case_access import SystemWhy
from app.cases.case_service import add_incident, cases_of
from app.cases.case_states import CaseState
from app.cases.linking import follows
from app.cases.models import Incident
from app.cases.timeline import Actor


async def follow(session: AsyncSession, linked: Incident, kept: Incident, actor: Actor) -> None:
    """The cases of the linked ticket take the kept one in; a closed case stays as it is."""
    for case_id in await cases_of(session, linked.id):
        case = await case_access.for_system(
            session, case_id, SystemWhy.INCIDENT_MOVED_ON, lock=True
        )
        if case.state is CaseState.OPEN:
            await add_incident(session, case, kept, actor.id if actor.kind == "staff" else None)


follows("cases", follow)
