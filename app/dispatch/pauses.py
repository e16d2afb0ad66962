"""The clock stands still for a reason and runs again; both by a person. Alerts are never paused."""

from typing import Final

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.models import Incident, Urgency
from app.cases.service import must_be_open
from app.cases.timeline import SYSTEM, Actor, tell
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid
from app.dispatch.clock_events import ClockPaused, ClockResumed
from app.dispatch.clock_models import ClockPause, PauseReason
from app.staff.auth import SignedIn
from app.staff.permissions import NotAllowed

SUPERVISOR: Final = "supervisor"


class ClockIsPaused(HelplineError):
    """The clock stands still already."""

    code = "clock_is_paused"


class ClockIsNotPaused(HelplineError):
    """The clock runs: there is nothing to resume."""

    code = "clock_is_not_paused"


class ClockHasStopped(HelplineError):
    """The child is safe: this clock has come to its end."""

    code = "clock_has_stopped"


async def pause(session: AsyncSession, signed: SignedIn, incident: Incident, reason: str) -> None:
    """Let the clock of a locked incident stand still; the ladder's deadlines go on.

    Only a supervisor may do so for P1, and for an urgency nobody knows, which counts as P1. Raises
    InputIsInvalid, NotAllowed, ClockIsPaused, ClockHasStopped, IncidentIsClosed.
    """
    must_be_open(incident)
    if reason not in list(PauseReason):
        raise InputIsInvalid(f"Choose one of: {', '.join(PauseReason)}.", field="reason")
    if incident.safe_at is not None:
        raise ClockHasStopped("The child is safe: there is nothing to pause.")
    may = signed.role == SUPERVISOR
    if not may and incident.urgency in (None, Urgency.P1):
        raise NotAllowed("Only a supervisor lets the clock of a P1 stand still.")
    if await open_pause(session, incident) is not None:
        raise ClockIsPaused("The clock stands still already.")
    session.add(
        ClockPause(
            incident_id=incident.id,
            reason=PauseReason(reason),
            began_at=clock.now(),
            began_by=signed.id,
            by_supervisor=may,
        )
    )
    await session.flush()
    told = ClockPaused(entity_id=incident.id, version=incident.version + 1, reason=reason)
    await tell(session, incident, told, Actor("staff", signed.id))


async def resume(session: AsyncSession, signed: SignedIn, incident: Incident) -> None:
    """Let it run again. Raises ClockIsNotPaused, IncidentIsClosed."""
    must_be_open(incident)
    found = await open_pause(session, incident)
    if found is None:
        raise ClockIsNotPaused("The clock runs.")
    await _end(session, incident, found, Actor("staff", signed.id), "resumed")


async def end_unallowed(session: AsyncSession, incident: Incident) -> None:
    """An incident that became P1 is not paused on a counsellor's word: its clock runs again."""
    found = await open_pause(session, incident)
    if found is not None and not found.by_supervisor and incident.urgency is Urgency.P1:
        await _end(session, incident, found, SYSTEM, "made_urgent")


async def end_for_link(session: AsyncSession, linked: Incident, actor: Actor) -> None:
    """A ticket that became a report has no clock of its own any more."""
    found = await open_pause(session, linked)
    if found is not None:
        await _end(session, linked, found, actor, "linked")


async def open_pause(session: AsyncSession, incident: Incident) -> ClockPause | None:
    """The pause that has not ended, if any."""
    found = await session.exec(
        select(ClockPause).where(
            ClockPause.incident_id == incident.id, col(ClockPause.ended_at).is_(None)
        )
    )
    return found.first()


async def _end(
    session: AsyncSession, incident: Incident, found: ClockPause, actor: Actor, why: str
) -> None:
    found.ended_at, found.ended_by = clock.now(), actor.id
    session.add(found)
    await session.flush()
    told = ClockResumed(
        entity_id=incident.id,
        version=incident.version + 1,
        reason=found.reason.value,
        seconds=int((found.ended_at - found.began_at).total_seconds()),
        why=why,
    )
    await tell(session, incident, told, actor)
