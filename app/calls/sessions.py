"""Hand-over to a psychosocial counsellor: booked, repeated sessions; it rings nobody.

When a session begins its call stands in the call-back list; whether the number may be rung is asked
there, as for every call of ours (I12). Locks: incident, then the counsellor's account.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import callbacks
from app.calls.events import SessionBooked, SessionEnded, SessionMoved
from app.calls.models import BookedSession, Call
from app.calls.states import SESSION_MOVES, SESSION_OUTCOMES, SessionState
from app.cases.access import SystemReason, for_system
from app.cases.linking import follows
from app.cases.models import Incident
from app.cases.queries import iso, numbers_of
from app.cases.service import add_party, must_be_open
from app.cases.timeline import Actor, tell
from app.core import clock
from app.core.audience import about
from app.core.db import fetch, take
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.moves import advance
from app.core.rows import columns_of
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.staff.models import Staff

SKILL: Final = "psychosocial"
MINUTES: Final = range(15, 121)
MOST_TIMES: Final = 12
EVERY_DAYS: Final = range(1, 29)
AHEAD: Final = timedelta(days=366)
DUE: Final = "calls.session_due"


class SessionNotFound(NotFound):
    """No such session, or not one of this counsellor's."""

    code = "session_not_found"


class CounsellorIsBooked(HelplineError):
    """The counsellor has another session at that time."""

    code = "counsellor_is_booked"


_LOCK_COUNSELLOR = f"SELECT {columns_of(Staff)} FROM staff WHERE id = $1 FOR UPDATE"
_OVERLAP = """
SELECT starts_at FROM booked_session
WHERE staff_id = $1 AND state = 'booked'
  AND starts_at < $3 AND starts_at + minutes * interval '1 minute' > $2
LIMIT 1
"""
_LOCK = f"SELECT {columns_of(BookedSession)} FROM booked_session WHERE id = $1 FOR UPDATE"


async def book(
    session: AsyncSession,
    incident: Incident,
    *,
    by: UUID,
    staff_id: UUID,
    starts_at: datetime,
    minutes: int,
    times: int = 1,
    every_days: int = 7,
) -> list[BookedSession]:
    """Hand a locked incident over for so many sessions, one every so many days.

    The counsellor takes part from now on. Raises IncidentIsClosed, InputIsInvalid (naming the
    field) and CounsellorIsBooked; then none of them is booked.
    """
    must_be_open(incident)
    _check(starts_at, minutes, times, every_days)
    await _must_be_psychosocial(session, staff_id)
    series, rows = uuid4(), []
    for nth in range(1, times + 1):
        at = starts_at + timedelta(days=every_days * (nth - 1))
        if taken := await fetch(session, _OVERLAP, staff_id, at, at + timedelta(minutes=minutes)):
            raise CounsellorIsBooked(
                "The counsellor has another session then.", at=iso(taken[0]["starts_at"]), nth=nth
            )
        row = BookedSession(
            incident_id=incident.id,
            staff_id=staff_id,
            series=series,
            nth=nth,
            times=times,
            starts_at=at,
            minutes=minutes,
            booked_by=by,
        )
        session.add(row)
        await session.flush()
        await set_deadline(session, DUE, row.id, at, first=True)
        rows.append(row)
    await add_party(session, incident, "counsellor", staff_id)
    for row in rows:
        told = SessionBooked(**_facts(row), staff_id=staff_id, nth=row.nth, times=times)
        await tell(session, incident, told, Actor("staff", by), [about("staff", staff_id)])
    return rows


def _check(starts_at: datetime, minutes: int, times: int, every_days: int) -> None:
    if starts_at.tzinfo is None or not clock.now() < starts_at < clock.now() + AHEAD:
        raise InputIsInvalid("A moment to come, within a year, with its offset.", field="starts_at")
    for field, value, allowed in (
        ("minutes", minutes, MINUTES),
        ("times", times, range(1, MOST_TIMES + 1)),
        ("every_days", every_days, EVERY_DAYS),
    ):
        if value not in allowed:
            raise InputIsInvalid(f"Between {allowed[0]} and {allowed[-1]}.", field=field)
    if times > 1 and minutes > every_days * 24 * 60:
        raise InputIsInvalid("The sessions would overlap.", field="every_days")


async def _must_be_psychosocial(session: AsyncSession, staff_id: UUID) -> None:
    """Locked, so that two bookings at once can't take the same hour."""
    person = await take(session, Staff, _LOCK_COUNSELLOR, staff_id)
    if person is None or not person.active or SKILL not in person.skills:
        raise InputIsInvalid("This is no psychosocial counsellor.", field="staff_id")


async def end(
    session: AsyncSession, session_id: UUID, outcome: str, staff_id: UUID, *, any_of: bool = False
) -> BookedSession:
    """Say what came of a session: held, missed, or cancelled (of a series, this one alone).

    It must be of `staff_id`, to hold or booked, unless that person may end `any_of` them. The same
    outcome again changes nothing. Raises InputIsInvalid, SessionNotFound, IllegalMove.
    """
    if outcome not in SESSION_OUTCOMES:
        raise InputIsInvalid(f"Choose one of: {', '.join(SESSION_OUTCOMES)}.", field="outcome")
    incident, row = await _lock(session, session_id)
    if not any_of and staff_id not in (row.staff_id, row.booked_by):
        raise SessionNotFound("There is no such session of yours.")
    if row.state == outcome:
        return row
    row.state = advance(SESSION_MOVES, row.state, outcome, "session")
    row.ended_at = clock.now()
    row.version += 1
    session.add(row)
    await cancel_deadline(session, DUE, row.id)
    told = SessionEnded(**_facts(row), staff_id=row.staff_id, outcome=outcome)
    await tell(session, incident, told, Actor("staff", staff_id), [about("staff", row.staff_id)])
    return row


async def session_due(session: AsyncSession, session_id: UUID) -> None:
    """A session begins: the incident's last call with a number stands in the call-back list."""
    incident, row = await _lock(session, session_id)
    if row.state is not SessionState.BOOKED:
        return
    found = await session.exec(
        select(Call)
        .where(Call.incident_id == incident.id, col(Call.number_index).is_not(None))
        .order_by(col(Call.arrived_at).desc())
        .limit(1)
    )
    call = found.first()
    if call is not None:
        await callbacks.ask_for(session, incident, call, "session")


async def _lock(session: AsyncSession, session_id: UUID) -> tuple[Incident, BookedSession]:
    """The incident and the session, locked in that order, also when it was linked meanwhile."""
    while True:
        known = await session.get(BookedSession, session_id)
        if known is None:
            raise SessionNotFound("There is no such session of yours.")
        before = known.incident_id
        incident = await for_system(session, before, SystemReason.CALL_MOVED_ON, lock=True)
        row = await take(session, BookedSession, _LOCK, session_id)
        if row is not None and row.incident_id == incident.id:
            return incident, row


def _facts(row: BookedSession) -> dict[str, Any]:
    return {"entity_id": row.id, "version": row.version, "incident_id": row.incident_id}


async def follow(session: AsyncSession, linked: Incident, kept: Incident, actor: Actor) -> None:
    """The sessions of a linked ticket belong to the kept incident; both are locked."""
    found = await session.exec(
        select(BookedSession)
        .where(BookedSession.incident_id == linked.id)
        .order_by(col(BookedSession.id))
        .with_for_update()
    )
    for row in list(found):
        row.incident_id = kept.id
        row.version += 1
        session.add(row)
        channels = [about("incident", linked.id), about("staff", row.staff_id)]
        await tell(session, kept, SessionMoved(**_facts(row)), actor, channels)


follows("calls.sessions", follow)

_ROWS = """
SELECT booked_session.*, display_bn, display_en
FROM booked_session JOIN staff ON staff.id = staff_id
WHERE ($1::uuid IS NULL OR incident_id = $1) AND ($2::uuid IS NULL OR staff_id = $2)
  AND ($3::uuid[] IS NULL OR booked_session.id = ANY($3))
  AND ($2::uuid IS NULL OR booked_session.state = 'booked')
ORDER BY starts_at, booked_session.id
"""


async def session_rows(
    session: AsyncSession,
    *,
    incident_id: UUID | None = None,
    staff_id: UUID | None = None,
    ids: Collection[UUID] | None = None,
) -> dict[UUID, dict[str, Any]]:
    """Sessions by id as screens get them: an incident's, or those a counsellor has to hold."""
    wanted = None if ids is None else list(ids)
    found = await fetch(session, _ROWS, incident_id, staff_id, wanted)
    tickets = await numbers_of(session, {row["incident_id"] for row in found})
    return {
        row["id"]: {
            "id": str(row["id"]),
            "incident_id": str(row["incident_id"]),
            "number": tickets[row["incident_id"]][0],
            "staff_id": str(row["staff_id"]),
            "counsellor": {"bn": row["display_bn"], "en": row["display_en"]},
            "starts_at": iso(row["starts_at"]),
            "minutes": row["minutes"],
            "nth": row["nth"],
            "times": row["times"],
            "state": row["state"],
            "version": row["version"],
        }
        for row in found
    }
