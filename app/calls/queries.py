"""Rows of calls, offers and the waiting list as screens get them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.callers import Caller, callers_of
from app.calls.following import came_with
from app.calls.intake import NUMBER_PLACE
from app.calls.models import Call, Leg, Offer
from app.calls.offers import waiting_of
from app.calls.routing import score, score_reasons
from app.calls.states import CallState, LegState, OfferState
from app.cases.access import SystemReason, keys_for
from app.cases.queries import iso, numbers_of
from app.core import clock, security
from app.directory.queries import place_row
from app.staff.queries import display_names

Row = dict[str, Any]
MASK_KEEPS = (3, 3)


def mask(number: str) -> str:
    """A number as those see it who may not see it whole: 017••-•••482."""
    national = "0" + number[4:] if number.startswith("+880") else number
    head, tail = MASK_KEEPS
    if len(national) <= head + tail:
        return "•" * len(national)
    return f"{national[:head]}••-•••{national[-tail:]}"


async def numbers_opened(session: AsyncSession, calls: Collection[Call]) -> dict[UUID, str]:
    """Callers' numbers by call, opened by the system; withheld and erased ones are left out."""
    sealed = [call for call in calls if call.number_sealed is not None]
    if not sealed:
        return {}
    tickets = {came_with(call) for call in sealed}
    keys = await keys_for(session, tickets, SystemReason.SCREEN)
    return {
        call.id: security.unseal(
            keys[came_with(call)], call.number_sealed or b"", f"{NUMBER_PLACE}{call.id}"
        )
        for call in sealed
        if came_with(call) in keys
    }


async def call_rows(
    session: AsyncSession, call_ids: Collection[UUID], *, full_number: bool
) -> dict[UUID, Row]:
    """Calls by id; the caller's number whole only with `full_number`."""
    if not call_ids:
        return {}
    calls = list(await session.exec(select(Call).where(col(Call.id).in_(call_ids))))
    numbers = await numbers_opened(session, calls)
    tickets = await numbers_of(session, {call.incident_id for call in calls})
    names = await display_names(session, {call.owner_id for call in calls if call.owner_id})
    callers = await callers_of(session, calls)
    legs = await session.exec(select(Leg).where(col(Leg.call_id).in_(call_ids)))
    joined = {leg.call_id: leg for leg in legs if leg.state is not LegState.LEFT}
    rows = {}
    for call in calls:
        number = numbers.get(call.id)
        owner = names.get(call.owner_id) if call.owner_id else None
        rows[call.id] = {
            "id": str(call.id),
            "incident_id": str(call.incident_id),
            "number": tickets[call.incident_id][0],
            "state": call.state.value,
            "wrap_up": call.wrap_up,
            "arrived_at": iso(call.arrived_at),
            "answered_at": iso(call.answered_at),
            "ended_at": iso(call.ended_at),
            "end_reason": call.end_reason,
            "language": call.language,
            "caller_number": number if full_number or number is None else mask(number),
            "number_kind": call.number_kind,
            "outgoing": call.calls_back is not None,
            "owner": {"id": str(call.owner_id), "name": owner} if call.owner_id else None,
            "parties": _parties(call, joined.get(call.id), owner),
            **callers[call.id].row(),
            "version": call.version,
        }
    return rows


def _parties(call: Call, leg: Leg | None, owner: dict[str, str] | None) -> list[Row]:
    caller = "left" if call.state is CallState.ENDED else "joined"
    if call.state is not CallState.ENDED and call.caller_joined_at is None:
        caller = "waiting"
    parties: list[Row] = [{"kind": "caller", "state": caller, "name": None}]
    if leg is not None and call.state is not CallState.ENDED:
        parties.append({"kind": "counsellor", "state": leg.state.value, "name": owner})
    return parties


async def live_calls_of(session: AsyncSession, staff_id: UUID) -> list[UUID]:
    """A counsellor's calls: the live one and those in wrap-up."""
    found = await session.exec(
        select(Call.id).where(
            Call.owner_id == staff_id,
            or_(col(Call.state) != CallState.ENDED, col(Call.wrap_up)),
        )
    )
    return list(found)


async def calls_of_incident(session: AsyncSession, incident_id: UUID) -> list[UUID]:
    """Every call that belongs to an incident, the first one first."""
    found = await session.exec(
        select(Call.id).where(Call.incident_id == incident_id).order_by(col(Call.arrived_at))
    )
    return list(found)


async def waiting_rows(
    session: AsyncSession, call_ids: Collection[UUID] | None = None
) -> dict[UUID, Row]:
    """The waiting list itself: each caller's score and what it is made of; numbers masked.

    Whoever is at the duty phones stands in it too: no counsellor has taken the call.
    """
    untaken = [CallState.WAITING, CallState.DIVERTED]
    wanted = select(Call).where(col(Call.state).in_(untaken))
    if call_ids is not None:
        wanted = wanted.where(col(Call.id).in_(call_ids))
    calls = list(await session.exec(wanted))
    if not calls:
        return {}
    numbers = await numbers_opened(session, calls)
    tickets = await numbers_of(session, {call.incident_id for call in calls})
    offered = await _offered_to(session, [call.id for call in calls])
    now = clock.now()
    return {
        call.id: {
            "call_id": str(call.id),
            "incident_id": str(call.incident_id),
            "number": tickets[call.incident_id][0],
            "caller_number": mask(numbers[call.id]) if call.id in numbers else None,
            "number_kind": call.number_kind,
            "state": call.state.value,
            "duty_phone_talks": _duty_phone_talks(call),
            "arrived_at": iso(call.arrived_at),
            "queued_at": iso(call.queued_at),
            "language": call.language,
            "score_base": score(waiting_of(call), now),
            "score_at": iso(now),
            "reasons": score_reasons(waiting_of(call)),
            "offered_to": offered.get(call.id),
            "version": call.version,
        }
        for call in calls
    }


def _duty_phone_talks(call: Call) -> bool:
    return call.state is CallState.DIVERTED and call.answered_at is not None


async def _offered_to(session: AsyncSession, call_ids: list[UUID]) -> dict[UUID, Row]:
    found = list(
        await session.exec(
            select(Offer.call_id, Offer.staff_id).where(
                col(Offer.call_id).in_(call_ids), Offer.state == OfferState.OFFERED
            )
        )
    )
    names = await display_names(session, {staff_id for _, staff_id in found})
    return {call_id: names[staff_id] for call_id, staff_id in found if staff_id in names}


async def queue_summary(session: AsyncSession) -> Row:
    """How many wait and since when the longest; `version` grows with every change of either."""
    found = await session.exec(
        select(func.count(), func.min(Call.queued_at)).where(Call.state == CallState.WAITING)
    )
    waiting, longest_since = found.one()
    return {"waiting": waiting, "longest_since": iso(longest_since)}


async def current_calls(session: AsyncSession) -> dict[UUID, Row]:
    """What each counsellor is on: ticket, urgency and since when."""
    calls = list(
        await session.exec(
            select(Call).where(Call.state != CallState.ENDED, col(Call.owner_id).is_not(None))
        )
    )
    tickets = await numbers_of(session, {call.incident_id for call in calls})
    return {
        call.owner_id: {
            "number": tickets[call.incident_id][0],
            "urgency": tickets[call.incident_id][1],
            "since": iso(call.answered_at or call.arrived_at),
        }
        for call in calls
        if call.owner_id is not None
    }


async def offer_rows(
    session: AsyncSession, staff_id: UUID, offer_ids: Collection[UUID] | None = None
) -> dict[UUID, Row]:
    """What rings at a counsellor, with history and a place that is said to be a guess."""
    wanted = select(Offer, Call).where(
        Offer.call_id == Call.id,
        Offer.staff_id == staff_id,
        Offer.state == OfferState.OFFERED,
    )
    if offer_ids is not None:
        wanted = wanted.where(col(Offer.id).in_(offer_ids))
    found = list(await session.exec(wanted))
    if not found:
        return {}
    calls = [call for _, call in found]
    numbers = await numbers_opened(session, calls)
    tickets = await numbers_of(session, {call.incident_id for call in calls})
    callers = await callers_of(session, calls)
    return {
        offer.id: {
            "id": str(offer.id),
            "call_id": str(call.id),
            "incident_id": str(call.incident_id),
            "number": tickets[call.incident_id][0],
            "offered_at": iso(offer.offered_at),
            "due_at": iso(offer.due_at),
            "language": call.language,
            "caller_number": mask(numbers[call.id]) if call.id in numbers else None,
            "number_kind": call.number_kind,
            **callers[call.id].row(),
            "place_guess": _guess(callers[call.id]),
            "reasons": offer.reasons,
            "version": offer.version,
        }
        for offer, call in found
    }


def _guess(caller: Caller) -> Row | None:
    """The place said last from this number: a guess, labelled as one."""
    for code, at in caller.places:
        place = place_row(code)
        if place is not None:
            return {"place": place, "basis": "last_said", "confidence": "fair", "at": at}
    return None
