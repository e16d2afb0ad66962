"""Something happened to a child in care: written down, seen by a supervisor, followed up.

The verbs flush only.

A grave one is told to supervisors at once, and to the district when nobody has seen it in time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_told, exclusions
from app.cases import service as cases
from app.cases.models import Channel, Incident, Urgency
from app.cases.timeline import Actor
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.resent import id_for
from app.directory.queries import centre_place
from app.residence.care import NotInThisStay
from app.residence.care_events import (
    CareIncidentFollowedUp,
    CareIncidentSeen,
    CareIncidentTold,
    CareTicketOpened,
)
from app.residence.care_models import CareFollowUp, CareIncident
from app.residence.care_rules import BY_THE_HOUSE, severity_of, who_was_told
from app.residence.care_states import Happened, Severity, ToldTo
from app.residence.models import Stay
from app.residence.stay_clock import FOLLOW_UP_WITHIN, SEEN_WITHIN, Due
from app.residence.stay_dues import met, owe
from app.residence.stays import locked, seal, still_written, told

CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""How far in the future a moment may lie that somebody reads off another clock."""


class CareIncidentNotFound(NotFound):
    """No such incident in care, or not in this person's centre."""

    code = "care_incident_not_found"


class CareIncidentIsClosed(HelplineError):
    """It was followed up to its end."""

    code = "care_incident_is_closed"


class NotSeenYet(HelplineError):
    """A grave incident is not closed before a supervisor has seen it."""

    code = "not_seen_yet"


async def tell_incident(
    session: AsyncSession,
    centre_id: UUID,
    stay_id: UUID,
    *,
    what: Happened,
    severity: Severity,
    happened_at: datetime,
    words: str,
    told_to: Sequence[ToldTo],
    by: UUID,
    id: UUID | None = None,
) -> CareIncident:
    """Write down what happened; it may be graver than was said, never less so.

    Sent again with the same `id`, it is one. Raises StayNotFound, StayIsOver, NotInThisStay,
    InputIsInvalid.
    """
    stay, incident = await still_written(session, centre_id, stay_id)
    made_id = id_for(stay.id, id)
    if (known := await session.get(CareIncident, made_id)) is not None:
        return known
    _must_be_within(stay, happened_at)
    if not words.strip():
        raise InputIsInvalid("Say what happened.", field="words")
    made = CareIncident(
        id=made_id,
        stay_id=stay.id,
        what=what,
        severity=severity_of(what, severity),
        happened_at=happened_at,
        told=[one.value for one in who_was_told(told_to)],
        noted_at=clock.now(),
        noted_by=by,
    )
    made.said = await seal(session, stay, words.strip(), f"care_incident.said:{made.id}")
    session.add(made)
    await session.flush()
    now = clock.now()
    await owe(session, stay, Due.FOLLOW_UP, now + FOLLOW_UP_WITHIN[made.severity], made.id)
    if made.severity is Severity.GRAVE:
        await owe(session, stay, Due.SEEN, now + SEEN_WITHIN, made.id)
        await case_told.tell_cases(session, stay.child_id, "grave", stay.centre_id, by)
    facts = {"care_incident_id": made.id, "what": what.value, "severity": made.severity.value}
    await told(session, stay, incident, CareIncidentTold, by, **facts)
    return made


def _must_be_within(stay: Stay, at: datetime) -> None:
    last = stay.left_at or clock.now() + CLOCKS_DIFFER
    if not stay.arrived_at.replace(second=0, microsecond=0) <= at <= last:  # told to the minute
        raise NotInThisStay(
            "The child was not here at that moment.",
            field="happened_at",
            legal=[stay.arrived_at.isoformat(), min(last, clock.now()).isoformat()],
        )


async def see(session: AsyncSession, care_incident_id: UUID, by: UUID) -> CareIncident:
    """A supervisor has seen it; repeatable, the first one counts. Raises CareIncidentNotFound."""
    one, stay, incident = await _locked(session, None, care_incident_id)
    if one.seen_at is None:
        one.seen_at, one.seen_by = clock.now(), by
        session.add(one)
        await session.flush()
        await met(session, stay, Due.SEEN, one.id)
        await told(session, stay, incident, CareIncidentSeen, by, care_incident_id=one.id)
    return one


async def follow_up(
    session: AsyncSession,
    centre_id: UUID | None,
    care_incident_id: UUID,
    *,
    words: str,
    told_to: Sequence[ToldTo],
    closed: bool,
    by: UUID,
    id: UUID | None = None,
) -> CareIncident:
    """Something was done about it; `closed`: no more need be. Sent again with the same `id`: once.

    Raises CareIncidentNotFound, CareIncidentIsClosed, NotSeenYet, InputIsInvalid.
    """
    one, stay, incident = await _locked(session, centre_id, care_incident_id)
    made_id = id_for(one.id, id)
    if await session.get(CareFollowUp, made_id) is not None:
        return one
    if one.closed_at is not None:
        raise CareIncidentIsClosed("It was followed up to its end.", legal=[])
    if closed and one.severity is Severity.GRAVE and one.seen_at is None:
        raise NotSeenYet("No supervisor has seen it yet.", legal=["follow_up", "see"])
    if not words.strip():
        raise InputIsInvalid("Say what was done.", field="words")
    made = CareFollowUp(
        id=made_id,
        care_incident_id=one.id,
        told=[who.value for who in who_was_told(told_to)],
        noted_at=clock.now(),
        noted_by=by,
    )
    made.said = await seal(session, stay, words.strip(), f"care_follow_up.said:{made.id}")
    session.add(made)
    if closed:
        one.closed_at, one.closed_by = clock.now(), by
        session.add(one)
        await session.flush()
        await met(session, stay, Due.FOLLOW_UP, one.id)
    else:
        again = clock.now() + FOLLOW_UP_WITHIN[one.severity]
        await owe(session, stay, Due.FOLLOW_UP, again, one.id)
    facts = {"care_incident_id": one.id, "closed": closed}
    await told(session, stay, incident, CareIncidentFollowedUp, by, **facts)
    return one


async def owed(session: AsyncSession, stay_id: UUID) -> bool:
    """Whether an incident in care of this stay is to be followed up still."""
    open_ones = select(CareIncident.id).where(
        CareIncident.stay_id == stay_id, col(CareIncident.closed_at).is_(None)
    )
    return (await session.exec(open_ones.limit(1))).first() is not None


async def open_ticket(
    session: AsyncSession,
    centre_id: UUID | None,
    care_incident_id: UUID,
    by: UUID,
    *,
    answers: bool,
) -> CareIncident:
    """A ticket of its own for what happened, where the centre stands; repeatable: one only.

    A grave one is urgent as P1. `answers`: whoever opens it works on tickets and answers for it.
    What was written here stays here: the ticket holds no word of it. Where it may have been done
    by the house itself, the house is not asked to help (decision 0023). Raises
    CareIncidentNotFound.
    """
    one, stay, incident = await _locked(session, centre_id, care_incident_id)
    if one.ticket_id is not None:
        return one
    made = await cases.open_incident(session, Channel.INSTITUTION, Actor("staff", by))
    if answers:
        await cases.add_party(session, made, "counsellor", by)
    place = await centre_place(session, stay.centre_id)
    if place is not None:
        await cases.locate(session, made, place, "confirmed", by)
    if one.severity is Severity.GRAVE:
        await cases.raise_to(session, made, Urgency.P1)
    if one.what in BY_THE_HOUSE:
        why = exclusions.WhyExcluded.EMPLOYS_ACCUSED
        await exclusions.exclude(
            session, made, "centre", stay.centre_id, reason=why, note=None, by=by
        )
    one.ticket_id = made.id
    session.add(one)
    await session.flush()
    facts = {"care_incident_id": one.id, "ticket_id": made.id, "number": made.number}
    for ticket in (incident, made):  # so that whoever opens the new one finds the stay
        await told(session, stay, ticket, CareTicketOpened, by, **facts)
    return one


async def _locked(
    session: AsyncSession, centre_id: UUID | None, care_incident_id: UUID
) -> tuple[CareIncident, Stay, Incident]:
    found = await session.get(CareIncident, care_incident_id)
    of = await session.get(Stay, found.stay_id) if found else None
    if found is None or of is None or centre_id not in (None, of.centre_id):
        raise CareIncidentNotFound("There is no such incident in care, or not in this centre.")
    stay, incident = await locked(session, centre_id, of.id)
    one = await session.get_one(CareIncident, care_incident_id, populate_existing=True)
    return one, stay, incident
