"""Offers: one call rings at one counsellor, who accepts, passes on or misses it.

Locks are taken in the order incident, call, counsellor, as everywhere.
"""

import json
from datetime import datetime
from http import HTTPStatus
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.conversation import Line
from app.calls.events import CallAccepted, CallOffered, CallPassedOn, OfferMissed
from app.calls.locking import facts_of, lock_call, next_version
from app.calls.models import Call, Offer
from app.calls.pictures import picture_of
from app.calls.reducer import accept as accept_call
from app.calls.routing import Choice, Passed
from app.calls.states import OFFER_MOVES, PASS_REASONS, CallState, OfferState
from app.cases.models import Incident
from app.cases.service import add_party
from app.cases.timeline import SYSTEM, Actor, tell
from app.core import clock
from app.core.audience import about
from app.core.db import execute, fetch, fetch_value, take
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.moves import advance
from app.core.rows import columns_of
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.jobs.queue import defer
from app.staff.duty import move_duty
from app.staff.queries import display_names

OFFER_DUE = "calls.offer_due"
CONNECT_DUE = "calls.connect_due"
CONNECT_SECONDS = 20
"""A counsellor's line that has not joined after this long is taken for lost."""


_MADE = """
INSERT INTO offer (id, call_id, staff_id, state, offered_at, due_at, reasons, version)
VALUES ($1, $2, $3, 'offered', $4, $5, $6, 1)
ON CONFLICT (call_id) WHERE state = 'offered' DO NOTHING RETURNING id
"""
_NEW_LEG = """
INSERT INTO leg (id, call_id, kind, staff_id, state, started_at, step)
VALUES ($1, $2, 'counsellor', $3, 'ringing', $4, $5)
"""
_CALL_OF = "SELECT call_id FROM offer WHERE id = $1 AND staff_id = $2"
_LOCK = f"SELECT {columns_of(Offer)} FROM offer WHERE id = $1 FOR UPDATE"
_LOCK_OPEN = f"""
SELECT {columns_of(Offer)} FROM offer WHERE call_id = $1 AND state = 'offered' FOR UPDATE
"""
_PASSED = """
SELECT call_id, staff_id, CASE state WHEN 'passed' THEN $2 ELSE $3 END AS how, ended_at AS at
FROM offer WHERE call_id = ANY($1) AND state IN ('passed', 'no_answer')
UNION ALL
SELECT call_id, staff_id, $4, left_at FROM leg
WHERE call_id = ANY($1) AND kind = 'counsellor' AND state = 'left' AND staff_id IS NOT NULL
ORDER BY at NULLS LAST
"""
_SHOWN = """
UPDATE offer SET shown_at = $3 WHERE id = $1 AND staff_id = $2 AND shown_at IS NULL
"""


class OfferNotFound(NotFound):
    """No such offer to this counsellor."""

    code = "offer_not_found"


class OfferIsGone(HelplineError):
    """The offer is over: it went on, the caller hung up, or somebody else took the call."""

    status = HTTPStatus.CONFLICT
    code = "offer_is_gone"


class RingsAlready(Exception):
    """Another process has offered this call."""


async def make(
    session: AsyncSession, incident: Incident, call: Call, choice: Choice, due_at: datetime
) -> Offer:
    """Offer a locked, waiting call to the chosen counsellor; he or she rings from now on.

    Raises IllegalMove when the counsellor is no longer free, RingsAlready when the call rings at
    somebody: then the caller's transaction must not be committed.
    """
    await move_duty(session, choice.staff_id, "ring")
    offer = Offer(
        call_id=call.id,
        staff_id=choice.staff_id,
        offered_at=clock.now(),
        due_at=due_at,
        reasons=[reason.row() for reason in choice.reasons],
    )
    reasons = json.dumps(offer.reasons)
    made = (offer.id, call.id, offer.staff_id, offer.offered_at, due_at, reasons)
    if not await fetch(session, _MADE, *made):
        raise RingsAlready
    call.placed_at = call.placed_at or offer.offered_at
    next_version(session, call)
    await set_deadline(session, OFFER_DUE, offer.id, due_at, first=True)
    told = CallOffered(
        **facts_of(call),
        offer_id=offer.id,
        staff_id=choice.staff_id,
        reasons=[reason.code for reason in choice.reasons],
    )
    await tell(session, incident, told, SYSTEM, [about("staff", choice.staff_id)])
    return offer


async def accept(session: AsyncSession, offer_id: UUID, staff_id: UUID) -> Call:
    """The counsellor takes the call. Raises OfferIsGone, naming who has it where somebody has.

    Accepting an offer one has already accepted answers the same again.
    """
    incident, call, offer = await _lock(session, offer_id, staff_id)
    if offer.state is OfferState.ACCEPTED and call.owner_id == staff_id:
        return call
    if offer.state is not OfferState.OFFERED or call.state is not CallState.WAITING:
        why = await _why_gone(session, call, offer)
        raise OfferIsGone(why, state=offer.state.value, legal=[])
    _over(session, offer, "accept")
    leg_id = uuid4()
    after = accept_call(picture_of(call), Line(leg_id, staff_id))
    call.state, call.step, call.owner_id = after.state, after.step, after.owner_id
    call.caller_joined_at = None
    next_version(session, call)
    await execute(session, _NEW_LEG, leg_id, call.id, staff_id, clock.now(), call.step)
    await move_duty(session, staff_id, "answer")
    await add_party(session, incident, "counsellor", staff_id)
    await cancel_deadline(session, OFFER_DUE, offer.id)
    due = clock.seconds_from_now(CONNECT_SECONDS)
    await set_deadline(session, CONNECT_DUE, call.id, due)
    await defer(session, "calls.connect", leg_id)
    told = CallAccepted(**facts_of(call), offer_id=offer.id, staff_id=staff_id)
    await tell(session, incident, told, Actor("staff", staff_id), [about("staff", staff_id)])
    return call


async def pass_on(session: AsyncSession, offer_id: UUID, staff_id: UUID, reason: str) -> None:
    """The counsellor lets the next one take it. Raises OfferIsGone, InputIsInvalid."""
    if reason not in PASS_REASONS:
        raise InputIsInvalid(f"Choose one of: {', '.join(PASS_REASONS)}.", field="reason")
    incident, call, offer = await _lock(session, offer_id, staff_id)
    if offer.state is not OfferState.OFFERED:
        why = await _why_gone(session, call, offer)
        raise OfferIsGone(why, state=offer.state.value, legal=[])
    _over(session, offer, "pass_on")
    offer.pass_reason = reason
    await move_duty(session, staff_id, "pass_on")
    await cancel_deadline(session, OFFER_DUE, offer.id)
    next_version(session, call)
    told = CallPassedOn(**facts_of(call), offer_id=offer.id, staff_id=staff_id, reason=reason)
    await tell(session, incident, told, Actor("staff", staff_id), [about("staff", staff_id)])


async def offer_due(session: AsyncSession, offer_id: UUID) -> None:
    """Nobody answered in time: the counsellor is marked, the caller keeps the head."""
    found = await session.get(Offer, offer_id)
    if found is None:
        return
    incident, call, offer = await _lock(session, offer_id, found.staff_id)
    if offer.state is not OfferState.OFFERED:
        return
    _over(session, offer, "miss")
    await move_duty(session, offer.staff_id, "miss")
    next_version(session, call)
    told = OfferMissed(**facts_of(call), offer_id=offer.id, staff_id=offer.staff_id)
    await tell(session, incident, told, SYSTEM, [about("staff", offer.staff_id)])


async def withdraw_open(session: AsyncSession, call: Call) -> None:
    """The call is no longer to be offered: whoever it rings at stops ringing."""
    offer = await take(session, Offer, _LOCK_OPEN, call.id)  # one at most
    if offer is not None:
        _over(session, offer, "withdraw")
        await cancel_deadline(session, OFFER_DUE, offer.id)
        await move_duty(session, offer.staff_id, "withdraw")


async def shown(session: AsyncSession, offer_id: UUID, staff_id: UUID) -> None:
    """The counsellor's console says that it shows the offer."""
    await execute(session, _SHOWN, offer_id, staff_id, clock.now())


async def _lock(
    session: AsyncSession, offer_id: UUID, staff_id: UUID
) -> tuple[Incident, Call, Offer]:
    call_id = await fetch_value(session, _CALL_OF, offer_id, staff_id)
    if call_id is None:
        raise OfferNotFound("There is no such offer to you.")
    incident, call = await lock_call(session, call_id)
    offer = await take(session, Offer, _LOCK, offer_id)
    assert offer is not None
    return incident, call, offer


def _over(session: AsyncSession, offer: Offer, verb: str) -> None:
    offer.state = advance(OFFER_MOVES, offer.state, verb, "offer")
    offer.ended_at = clock.now()
    offer.version += 1
    session.add(offer)


async def _why_gone(session: AsyncSession, call: Call, offer: Offer) -> str:
    if call.state is CallState.ENDED:
        return "The caller has hung up. The ticket stays."
    if call.owner_id is not None:
        names = await display_names(session, {call.owner_id})
        return f"{names[call.owner_id]['en']} has taken this call."
    if offer.state is OfferState.NO_ANSWER:
        return "The offer ran out and went to the next counsellor."
    return "This offer is over."


async def passed_by(
    session: AsyncSession, call_ids: list[UUID]
) -> dict[UUID, dict[UUID, tuple[str, datetime]]]:
    """Who did not take which call or lost it, how (`routing.Passed`) and when last."""
    hows = (Passed.PASSED_ON, Passed.NO_ANSWER, Passed.LINK_LOST)
    passed: dict[UUID, dict[UUID, tuple[str, datetime]]] = {}
    for call_id, staff_id, how, at in await fetch(session, _PASSED, call_ids, *hows):
        passed.setdefault(call_id, {})[staff_id] = (how, at or clock.now())
    return passed
