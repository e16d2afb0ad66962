"""Rows of calls, offers and the waiting list as screens get them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.callers import Caller, Numbered, callers_of
from app.calls.following import came_with
from app.calls.intake import NUMBER_PLACE
from app.calls.interview_rows import interview_rows
from app.calls.models import Call
from app.calls.party_rows import handed_over_by, parties_of
from app.calls.queue import score
from app.calls.states import CallState
from app.cases.access import OUTLINES, SystemReason, keys_for
from app.cases.queries import iso, numbers_of
from app.core import clock, security
from app.core.db import fetch
from app.directory.queries import place_row

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
    return await _opened(
        session, [(call.id, came_with(call), call.number_sealed) for call in calls]
    )


async def numbers_in(session: AsyncSession, rows: Iterable[Mapping[str, Any]]) -> dict[UUID, str]:
    """The same for rows of `OF_NUMBER`."""
    return await _opened(
        session, [(row["call_id"], row["came_with"], row["number_sealed"]) for row in rows]
    )


OF_NUMBER = """
call.id AS call_id, call.incident_id, number_sealed, number_index, number_kind,
coalesce(call.first_incident_id, call.incident_id) AS came_with
"""
"""Columns of a call that tell of its number and tickets, for the SELECT of a statement."""


async def _opened(
    session: AsyncSession, calls: Iterable[tuple[UUID, UUID, bytes | None]]
) -> dict[UUID, str]:
    sealed = [(id_, ticket, number) for id_, ticket, number in calls if number is not None]
    if not sealed:
        return {}
    keys = await keys_for(session, {ticket for _, ticket, _ in sealed}, SystemReason.SCREEN)
    return {
        id_: security.unseal(keys[ticket], number, f"{NUMBER_PLACE}{id_}")
        for id_, ticket, number in sealed
        if ticket in keys
    }


def numbered(rows: Iterable[Mapping[str, Any]]) -> list[Numbered]:
    """Rows of `OF_NUMBER` as callers.py asks for them."""
    return [Numbered(row["call_id"], row["incident_id"], row["number_index"]) for row in rows]


_CALLS = f"""
SELECT {OF_NUMBER}, call.state, wrap_up, wrap_up_due_at, wrap_up_extended,
    arrived_at, answered_at, ended_at, end_reason, language, owner_id, caller_joined_at,
    held_at, muted_at, help_at, help_answered_by, calls_back, step, call.version,
    display_bn, display_en, ticket.number AS ticket_number,
    EXISTS (SELECT FROM silent_interview WHERE call_id = call.id) AS interviewed,
    EXISTS (SELECT FROM invitation WHERE call_id = call.id) AS invited
FROM call
JOIN {OUTLINES} AS ticket ON ticket.id = call.incident_id
LEFT JOIN staff ON staff.id = owner_id
"""
_NAMED = f"{_CALLS} WHERE call.id = ANY($1)"
MINE = """
call.id IN (
    SELECT own.id FROM call AS own WHERE own.owner_id = $1 AND own.state <> 'ended'
    UNION ALL
    SELECT own.id FROM call AS own WHERE own.owner_id = $1 AND own.wrap_up
    UNION ALL
    SELECT call_id FROM invitation WHERE from_id = $1 AND invitation.wrap_up
)
"""
"""A condition: calls of the counsellor $1, the live one and those in wrap-up or handed over.

Each part has an index of its own, so that the calls of earlier years are not read.
"""

VISITED = """
call.state = 'talking' AND call.id IN (
    SELECT call_id FROM leg WHERE leg.staff_id = $1 AND leg.state <> 'left'
      AND leg.released_at IS NULL AND kind IN ('colleague', 'supervisor')
)
"""
"""A condition: calls in which $1 is a guest, a colleague who came or a supervisor."""

_OWNED = f"{_CALLS} WHERE ({MINE})"
_GUEST_OF = f"{_CALLS} WHERE {VISITED} AND ($2::uuid[] IS NULL OR call.id = ANY($2))"
_NAMED_OWNED = f"{_OWNED} AND call.id = ANY($2)"
_BELONGING = f"{_CALLS} WHERE incident_id = $1"
_NAMED_BELONGING = f"{_BELONGING} AND call.id = ANY($2)"


async def call_rows(
    session: AsyncSession, call_ids: Collection[UUID], *, full_number: bool
) -> dict[UUID, Row]:
    """Calls by id; the caller's number whole only with `full_number`."""
    found = await fetch(session, _NAMED, list(call_ids)) if call_ids else []
    return await _call_rows(session, found, full_number)


async def rows_of_one(
    session: AsyncSession, staff_id: UUID, ids: Collection[UUID] | None, *, full_number: bool
) -> dict[UUID, Row]:
    """A counsellor's calls (`MINE`), or those of `ids` among them."""
    if ids is None:
        found = await fetch(session, _OWNED, staff_id)
    else:
        found = await fetch(session, _NAMED_OWNED, staff_id, list(ids))
    rows = await _call_rows(session, found, full_number)
    invited = [call["call_id"] for call in found if call["invited"]]
    for id_, (due_at, times) in (await handed_over_by(session, staff_id, invited)).items():
        rows[id_] |= {"handed_over": True, "wrap_up": True, "wrap_up_due_at": iso(due_at)}
        rows[id_]["wrap_up_extended"] = times
    return rows


async def rows_of_guest(
    session: AsyncSession, staff_id: UUID, ids: Collection[UUID] | None, *, full_number: bool
) -> dict[UUID, Row]:
    """Calls in which somebody is a guest: a colleague who came, or a supervisor."""
    found = await fetch(session, _GUEST_OF, staff_id, None if ids is None else list(ids))
    return await _call_rows(session, found, full_number)


async def rows_of_incident(
    session: AsyncSession, incident_id: UUID, ids: Collection[UUID] | None, *, full_number: bool
) -> dict[UUID, Row]:
    """The calls that belong to an incident, or those of `ids` among them."""
    if ids is None:
        found = await fetch(session, _BELONGING, incident_id)
    else:
        found = await fetch(session, _NAMED_BELONGING, incident_id, list(ids))
    return await _call_rows(session, found, full_number)


async def _call_rows(
    session: AsyncSession, found: Collection[Mapping[str, Any]], full_number: bool
) -> dict[UUID, Row]:
    if not found:
        return {}
    numbers = await numbers_in(session, found)
    callers = await callers_of(session, numbered(found))
    silent = [call["call_id"] for call in found if call["interviewed"]]
    interviews = await interview_rows(session, silent) if silent else {}
    parties = await parties_of(session, found)
    rows = {}
    for call in found:
        id_, number = call["call_id"], numbers.get(call["call_id"])
        rows[id_] = {
            **_call_row(call),
            "number": call["ticket_number"],
            "caller_number": number if full_number or number is None else mask(number),
            **parties[id_],
            **callers[id_].row(),
            "interview": interviews.get(id_),
        }
    return rows


def _call_row(call: Mapping[str, Any]) -> Row:
    owner_id = call["owner_id"]
    owner = {"bn": call["display_bn"], "en": call["display_en"]} if owner_id else None
    return {
        "id": str(call["call_id"]),
        "incident_id": str(call["incident_id"]),
        "state": call["state"],
        "wrap_up": call["wrap_up"],
        "wrap_up_due_at": iso(call["wrap_up_due_at"]),
        "wrap_up_extended": call["wrap_up_extended"],
        "arrived_at": iso(call["arrived_at"]),
        "answered_at": iso(call["answered_at"]),
        "ended_at": iso(call["ended_at"]),
        "held_at": iso(call["held_at"]),
        "end_reason": call["end_reason"],
        "language": call["language"],
        "number_kind": call["number_kind"],
        "outgoing": call["calls_back"] is not None,
        "owner": {"id": str(owner_id), "name": owner} if owner_id else None,
        "muted_at": iso(call["muted_at"]),
        "help_at": iso(call["help_at"]),
        "handed_over": False,
        "version": call["version"],
    }


_OF_INCIDENT = "SELECT id FROM call WHERE incident_id = $1 ORDER BY arrived_at"


async def calls_of_incident(session: AsyncSession, incident_id: UUID) -> list[UUID]:
    """Every call that belongs to an incident, the first one first."""
    return [row["id"] for row in await fetch(session, _OF_INCIDENT, incident_id)]


_WAITING = f"""
SELECT {OF_NUMBER}, call.state, arrived_at, answered_at, queued_at, language, head_start,
    head_starts, call.version, display_bn, display_en, ticket.number AS ticket_number
FROM call
JOIN {OUTLINES} AS ticket ON ticket.id = call.incident_id
LEFT JOIN offer ON offer.call_id = call.id AND offer.state = 'offered'
LEFT JOIN staff ON staff.id = offer.staff_id
WHERE call.state IN ('waiting', 'diverted')
"""
_NAMED_WAITING = f"{_WAITING} AND call.id = ANY($1)"


async def waiting_rows(
    session: AsyncSession, call_ids: Collection[UUID] | None = None
) -> dict[UUID, Row]:
    """The waiting list itself: each caller's score and what it is made of; numbers masked.

    Whoever is at the duty phones stands in it too: no counsellor has taken the call.
    """
    if call_ids is None:
        found = await fetch(session, _WAITING)
    else:
        found = await fetch(session, _NAMED_WAITING, list(call_ids))
    if not found:
        return {}
    numbers = await numbers_in(session, found)
    now = clock.now()
    return {
        call["call_id"]: {
            **_waiting_row(call, now),
            "number": call["ticket_number"],
            "caller_number": masked(numbers, call),
        }
        for call in found
    }


def masked(numbers: Mapping[UUID, str], call: Mapping[str, Any]) -> str | None:
    """The number of a row of `OF_NUMBER`, among those opened, as most may see it."""
    return mask(numbers[call["call_id"]]) if call["call_id"] in numbers else None


def _waiting_row(call: Mapping[str, Any], now: datetime) -> Row:
    offered = call["display_en"] is not None
    diverted = call["state"] == CallState.DIVERTED
    points = score(call["queued_at"], call["head_start"], now)
    waited = points - call["head_start"]
    at = call["queued_at"] + timedelta(seconds=waited)  # the second it counts from
    return {
        "call_id": str(call["call_id"]),
        "incident_id": str(call["incident_id"]),
        "number_kind": call["number_kind"],
        "state": call["state"],
        "duty_phone_talks": diverted and call["answered_at"] is not None,
        "arrived_at": iso(call["arrived_at"]),
        "queued_at": iso(call["queued_at"]),
        "language": call["language"],
        "score_base": points,
        "score_at": iso(at),
        "reasons": call["head_starts"],
        "offered_to": {"bn": call["display_bn"], "en": call["display_en"]} if offered else None,
        "version": call["version"],
    }


_QUEUE = "SELECT count(*), min(queued_at) FROM call WHERE state = 'waiting'"


async def queue_summary(session: AsyncSession) -> Row:
    """How many wait and since when the longest."""
    ((waiting, longest_since),) = await fetch(session, _QUEUE)
    return {"waiting": waiting, "longest_since": iso(longest_since)}


_CURRENT = """
SELECT owner_id, id, state, incident_id, coalesce(answered_at, arrived_at) FROM call
WHERE state <> 'ended' AND owner_id IS NOT NULL
"""
_CURRENT_OF = f"{_CURRENT} AND owner_id = ANY($1)"


async def current_calls(
    session: AsyncSession, staff_ids: Collection[UUID] | None = None
) -> dict[UUID, Row]:
    """What each counsellor, or each of these, is on: ticket, urgency and since when."""
    if staff_ids is None:
        found = await fetch(session, _CURRENT)
    else:
        found = await fetch(session, _CURRENT_OF, list(staff_ids))
    tickets = await numbers_of(session, {incident_id for *_, incident_id, _ in found})
    return {
        owner_id: {
            "call_id": str(call_id),
            "state": state,
            "number": tickets[incident_id][0],
            "urgency": tickets[incident_id][1],
            "since": iso(since),
        }
        for owner_id, call_id, state, incident_id, since in found
    }


_WRAPPING_UP = """
SELECT staff_id, max(due_at) AS due_at FROM (
    SELECT owner_id AS staff_id, wrap_up_due_at AS due_at FROM call WHERE wrap_up
    UNION ALL
    SELECT from_id, wrap_up_due_at FROM invitation WHERE wrap_up
) AS those
WHERE $1::uuid[] IS NULL OR staff_id = ANY($1) GROUP BY staff_id
"""


async def wrap_ups_due(
    session: AsyncSession, staff_ids: Collection[UUID] | None = None
) -> dict[UUID, str | None]:
    """When the wrap-up of each counsellor, or of each of these, should be done."""
    wanted = None if staff_ids is None else list(staff_ids)
    found = await fetch(session, _WRAPPING_UP, wanted)
    return {owner_id: iso(due_at) for owner_id, due_at in found}


_OFFERS = f"""
SELECT {OF_NUMBER}, language, offer.id AS offer_id, offered_at, due_at, reasons, offer.version,
    ticket.number AS ticket_number
FROM offer JOIN call ON call.id = call_id
JOIN {OUTLINES} AS ticket ON ticket.id = call.incident_id
WHERE staff_id = $1 AND offer.state = 'offered'
"""
_NAMED_OFFERS = f"{_OFFERS} AND offer.id = ANY($2)"


async def offer_rows(
    session: AsyncSession, staff_id: UUID, offer_ids: Collection[UUID] | None = None
) -> dict[UUID, Row]:
    """What rings at a counsellor, with history and a place that is said to be a guess."""
    if offer_ids is None:
        found = await fetch(session, _OFFERS, staff_id)
    else:
        found = await fetch(session, _NAMED_OFFERS, staff_id, list(offer_ids))
    if not found:
        return {}
    numbers = await numbers_in(session, found)
    callers = await callers_of(session, numbered(found))
    return {
        offer["offer_id"]: {
            "id": str(offer["offer_id"]),
            "call_id": str(offer["call_id"]),
            "incident_id": str(offer["incident_id"]),
            "number": offer["ticket_number"],
            "offered_at": iso(offer["offered_at"]),
            "due_at": iso(offer["due_at"]),
            "language": offer["language"],
            "caller_number": masked(numbers, offer),
            "number_kind": offer["number_kind"],
            **callers[offer["call_id"]].row(),
            "place_guess": _guess(callers[offer["call_id"]]),
            "reasons": offer["reasons"],
            "version": offer["version"],
        }
        for offer in found
    }


def _guess(caller: Caller) -> Row | None:
    """The place said last from this number: a guess, labelled as one."""
    for code, at in caller.places:
        place = place_row(code)
        if place is not None:
            return {"place": place, "basis": "last_said", "confidence": "fair", "at": at}
    return None
